using Akka.Actor;
using Akka.Event;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Kernel.Processes;

/// <summary>
/// Something that time makes due: looks again and again, one look at a time, and sees to what it finds. Started as a cluster singleton,
/// so that an entity need not stay in memory, or survive, to be on time. A failed look is logged and the next one tries again.
/// </summary>
public abstract class PeriodicLook : UntypedActor, IWithTimers
{
    private const int AtOnce = 16;

    // Well above the pause of an entity whose write failed: what takes longer may take for ever.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _interval;
    private readonly TimeSpan _patience;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop = new();
    private bool _looking;

    /// <summary>One that looks.</summary>
    /// <param name="interval">How often.</param>
    /// <param name="patience">How long an entity may take to answer; half a minute unless it is given.</param>
    protected PeriodicLook(TimeSpan interval, TimeSpan? patience = null) => (_interval, _patience) = (interval, patience ?? LongWait);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Looks what is due and sees to it. May be ended at any await: what is due is found again.</summary>
    protected abstract Task LookAsync(CancellationToken stop);

    /// <summary>
    /// Tells entities, some at a time, what is due. One that does not answer keeps the others waiting for a while only; it is named in the log,
    /// and is due again at the next look.
    /// </summary>
    /// <param name="entities">Where they are.</param>
    /// <param name="due">What is due.</param>
    /// <param name="stop">Ends it.</param>
    protected async Task SendAsync(IEntities entities, IEnumerable<ICommand> due, CancellationToken stop)
    {
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (command, token) =>
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
            patience.CancelAfter(_patience);
            try
            {
                await entities.SendAsync(command, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                _log.Warning("{0}: {1} {2} did not answer {3} within {4}; it is asked again at the next look", GetType().Name, command.Kind,
                    command.EntityId, command.GetType().Name, _patience);
            }
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, _interval);

    /// <inheritdoc/>
    protected override void PostStop() => _stop.Cancel();

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case Look when !_looking:
                _looking = true;
                LookAsync(_stop.Token).PipeTo(Self, success: () => Looked.Instance, failure: e => new Status.Failure(e));
                break;
            case Looked:
                _looking = false;
                break;
            case Status.Failure failure:
                _looking = false;
                if (!_stop.IsCancellationRequested)
                    _log.Warning(failure.Cause, "{0} looks again in {1}", GetType().Name, _interval);
                break;
            case Look:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed class Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed class Looked
    {
        public static Looked Instance { get; } = new();
    }
}
