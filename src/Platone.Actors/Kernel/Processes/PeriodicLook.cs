using Akka.Actor;
using Akka.Event;

namespace Platone.Actors.Kernel.Processes;

/// <summary>
/// Something that time makes due: looks again and again, one look at a time, and sees to what it finds. Started as a cluster singleton,
/// so that an entity need not stay in memory, or survive, to be on time. A failed look is logged and the next one tries again.
/// </summary>
public abstract class PeriodicLook : UntypedActor, IWithTimers
{
    private readonly TimeSpan _interval;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop = new();
    private bool _looking;

    /// <summary>One that looks.</summary>
    /// <param name="interval">How often.</param>
    protected PeriodicLook(TimeSpan interval) => _interval = interval;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Looks what is due and sees to it. May be ended at any await: what is due is found again.</summary>
    protected abstract Task LookAsync(CancellationToken stop);

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
