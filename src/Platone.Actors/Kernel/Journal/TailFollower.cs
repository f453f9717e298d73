using Akka.Actor;
using Akka.Event;

namespace Platone.Actors.Kernel.Journal;

/// <summary>
/// Runs one <see cref="ITailHandler"/> on the journal tail, one batch after another. Started as a cluster singleton. A failure is
/// logged and the handler starts again, from its durable offset, after a back-off; a damaged journal stops it until the next start.
/// </summary>
public sealed class TailFollower : UntypedActor
{
    private static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    private readonly IJournalTail _tail;
    private readonly ITailHandler _handler;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>A follower.</summary>
    public TailFollower(IJournalTail tail, ITailHandler handler, TimeProvider clock) => (_tail, _handler, _clock) = (tail, handler, clock);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(IJournalTail tail, ITailHandler handler, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new TailFollower(tail, handler, clock));

    /// <inheritdoc/>
    protected override void PreStart() => _loop = Task.Run(() => RunAsync(_stop.Token));

    /// <inheritdoc/>
    protected override void PostStop() => _stop.Cancel();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        // Hand-over: the singleton's successor may only start when this one's last batch is through.
        if (message is StopFollowing)
        {
            _stop.Cancel();
            _loop.PipeTo(Self, success: () => Stopped.Instance, failure: _ => Stopped.Instance);
        }
        else if (message is Stopped)
            Context.Stop(Self);
        else
            Unhandled(message);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var backoff = MinBackoff;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var position = await _handler.StartAsync(stop).ConfigureAwait(false);
                while (true)
                {
                    var batch = await _tail.ReadAsync(position, _handler.BatchSize, stop).ConfigureAwait(false);
                    if (batch.Count > 0)
                    {
                        await _handler.HandleAsync(position, batch, stop).ConfigureAwait(false);
                        position = batch[^1].Ordering;
                        backoff = MinBackoff;
                    }
                    await _handler.IdleAsync(stop).ConfigureAwait(false);
                    if (batch.Count == 0)
                        await _tail.WaitAsync(stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (OffsetMovedException e)
            {
                // A rebuild, or a second runner during a hand-over: what counts is the offset in the database.
                _log.Info("{0}", e.Message);
            }
            catch (JournalHoleException e)
            {
                _log.Error("{0} stops: {1}", _handler.Name, e.Message);
                return;
            }
            catch (Exception e)
            {
                _log.Error(e, "{0} failed and starts again in {1}", _handler.Name, backoff);
            }

            await Task.Delay(backoff, _clock, stop).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff;
        }
    }

    /// <summary>Tells a follower to finish its batch and stop.</summary>
    public sealed class StopFollowing
    {
        private StopFollowing()
        {
        }

        /// <summary>The message.</summary>
        public static StopFollowing Instance { get; } = new();
    }

    private sealed class Stopped
    {
        public static Stopped Instance { get; } = new();
    }
}
