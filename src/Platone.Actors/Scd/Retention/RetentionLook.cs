using Akka.Actor;
using Akka.Event;
using Platone.Actors.Kernel.Processes;

namespace Platone.Actors.Scd.Retention;

/// <summary>Drops what is over, again and again.</summary>
public sealed class RetentionLook : PeriodicLook
{
    private readonly ReadingRetention _retention;
    private readonly RetentionOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>A look.</summary>
    public RetentionLook(ReadingRetention retention, RetentionOptions options, TimeProvider clock)
        : base(options.Interval) => (_retention, _options, _clock) = (retention, options, clock);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(ReadingRetention retention, RetentionOptions options, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new RetentionLook(retention, options, clock));

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        if (_options.ReadingsOverBefore(now) is not { } before)
            return;
        var dropped = await _retention.DropAsync(before, now, stop).ConfigureAwait(false);
        if (dropped > 0)
            _log.Info("readings measured before {0:O} are no longer kept as rows: {1} dropped", before, dropped);
    }
}
