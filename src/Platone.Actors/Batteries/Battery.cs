using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Batteries;

/// <summary>A battery behind a POD: its ratings, and the newest state its management system reported.</summary>
/// <param name="Id">The battery.</param>
internal sealed record Battery(BatteryId Id) : IAggregate<Battery, BatteryCommand, BatteryEvent>
{
    /// <summary>
    /// How far ahead of the command's time a report may be measured: a wrong clock must not make later reports count as old.
    /// </summary>
    public static readonly TimeSpan MaximumLead = TimeSpan.FromSeconds(60);

    /// <summary>The POD it is behind; null until it is commissioned.</summary>
    public PodId? Pod { get; init; }

    /// <summary>Its ratings; null until it is commissioned.</summary>
    public BatteryRating? Rating { get; init; }

    /// <summary>The newest report; null if there is none, or it was erased.</summary>
    public BatteryReport? State { get; init; }

    /// <summary>Whether it was taken out of service for good.</summary>
    public bool IsRetired { get; init; }

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A battery nothing has happened to.</summary>
    public static Battery Empty(BatteryId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<BatteryEvent> Decide(BatteryCommand command) => (Pod, command) switch
    {
        (_, RetireBattery) when IsRetired => Decision.AlreadyDone,
        _ when IsRetired => Decision.Reject(new Problem("battery-retired", $"the battery {Id} was retired", Kind: ProblemKind.Gone)),
        (_, CommissionBattery c) => Commission(c),
        (null, _) => Decision.Reject(new Problem("unknown-battery", $"no battery {Id} is commissioned", Kind: ProblemKind.NotFound)),
        ({ } pod, RetireBattery c) => Decision.Emit(new BatteryRetired(Id, pod, Instant.Cut(c.At))),
        ({ } pod, ReportState c) => Report(pod, c),
        _ => throw new ArgumentException($"a battery does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op. Events without their personal units fold, too.</summary>
    public Battery Apply(BatteryEvent @event)
    {
        var next = @event switch
        {
            StateReported e => this with { State = e.State ?? State },
            BatteryRetired => this with { IsRetired = true },
            BatteryCommissioned e => this with { Pod = e.Pod, Rating = e.Rating },
            _ => throw new UnknownEventException(nameof(Battery), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    private Decision<BatteryEvent> Commission(CommissionBattery c)
    {
        if (c.Rating.CapacityWh <= 0)
            return Invalid("bad-rating", $"{c.Rating.CapacityWh} Wh is not more than 0", "capacityWh");
        if (c.Rating.ChargeW < 0)
            return Invalid("bad-rating", $"{c.Rating.ChargeW} W is less than 0", "chargeW");
        if (c.Rating.DischargeW < 0)
            return Invalid("bad-rating", $"{c.Rating.DischargeW} W is less than 0", "dischargeW");
        if (Pod is null)
            return Decision.Emit(new BatteryCommissioned(Id, c.Pod, c.Rating, Instant.Cut(c.At)));
        return Pod == c.Pod && Rating == c.Rating ? Decision.AlreadyDone : Decision.Conflict($"battery {Id}");
    }

    private Decision<BatteryEvent> Report(PodId pod, ReportState c)
    {
        if (c.State.StateOfChargePermille is < 0 or > 1000)
            return Invalid("bad-state-of-charge", $"{c.State.StateOfChargePermille} is not 0 to 1000 thousandths", "stateOfChargePermille");
        var state = c.State with { Time = Instant.Cut(c.State.Time) };
        if (State is { } last && state.Time <= last.Time)
            return Decision.AlreadyDone;
        return state.Time > c.At + MaximumLead
            ? Decision.Reject("time-in-future", $"measured {state.Time:O}, received {c.At:O}", "time")
            : Decision.Emit(new StateReported(Id, pod, state, Instant.Cut(c.At)));
    }

    private static Decision Invalid(string code, FormattableString detail, string field) =>
        Decision.Reject(new Problem(code, FormattableString.Invariant(detail), field, ProblemKind.Invalid));
}
