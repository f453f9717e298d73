using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Serialization;

namespace Platone.Actors.Batteries;

/// <summary>The battery's codec table. What it reports tells of its POD, and is sealed under the POD's key of the month.</summary>
public static class BatteryTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("battery")
        .Event<BatteryCommissioned>("commissioned", 1, e => e.Pod.Subject, e => Content.Open(ToWire(e.Id, e.Pod, e.Rating)),
            DecodeCommissioned, UnitLayout.OneOpen(Wire.BatteryCommissioned.Descriptor))
        .Event<StateReported>("state-reported", 1, e => e.Pod.Subject,
            e => Content.With(new Wire.BatteryAtPod { Battery = e.Id.Value, Pod = e.Pod.ToString() }, e.State is null ? [] : [ToWire(e.State)]),
            DecodeReported, UnitLayout.With(Wire.BatteryAtPod.Descriptor, new UnitKind(Wire.BatteryReport.Descriptor)))
        .Event<BatteryRetired>("retired", 1, e => e.Pod.Subject,
            e => Content.Open(new Wire.BatteryAtPod { Battery = e.Id.Value, Pod = e.Pod.ToString() }), DecodeRetired,
            UnitLayout.OneOpen(Wire.BatteryAtPod.Descriptor))
        .Snapshot<Battery>(1, s => s.Pod is { } pod ? pod.Subject : $"{BatteryCommand.EntityKind}-{s.Id}", s => s.RecordedAt, Encode,
            DecodeSnapshot, UnitLayout.With(Wire.Snapshot.Descriptor, new UnitKind(Wire.BatteryReport.Descriptor, "0..1")))
        .Build();

    private static BatteryCommissioned DecodeCommissioned(DecodingEvent d)
    {
        var open = d.Open(Wire.BatteryCommissioned.Parser);
        return new BatteryCommissioned(BatteryId.Parse(open.Battery), PodId.Parse(open.Pod), RatingOf(open), d.RecordedAt);
    }

    private static StateReported DecodeReported(DecodingEvent d)
    {
        var open = d.Open(Wire.BatteryAtPod.Parser);
        return new StateReported(BatteryId.Parse(open.Battery), PodId.Parse(open.Pod), ReportIn(d), d.RecordedAt);
    }

    private static BatteryRetired DecodeRetired(DecodingEvent d)
    {
        var open = d.Open(Wire.BatteryAtPod.Parser);
        return new BatteryRetired(BatteryId.Parse(open.Battery), PodId.Parse(open.Pod), d.RecordedAt);
    }

    private static EventContent Encode(Battery s)
    {
        var open = new Wire.Snapshot { Battery = s.Id.Value, Retired = s.IsRetired };
        if (s.Pod is { } pod && s.Rating is { } rating)
            open.Commissioned = ToWire(s.Id, pod, rating);
        return s.State is { } state ? Content.With(open, ToWire(state)) : Content.Open(open);
    }

    private static Battery DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        return new Battery(BatteryId.Parse(open.Battery))
        {
            Pod = open.Commissioned is null ? null : PodId.Parse(open.Commissioned.Pod),
            Rating = open.Commissioned is null ? null : RatingOf(open.Commissioned),
            State = ReportIn(d),
            IsRetired = open.Retired,
            RecordedAt = d.RecordedAt,
        };
    }

    private static Wire.BatteryCommissioned ToWire(BatteryId battery, PodId pod, BatteryRating rating) => new()
    {
        Battery = battery.Value,
        Pod = pod.ToString(),
        CapacityWh = rating.CapacityWh,
        ChargeW = rating.ChargeW,
        DischargeW = rating.DischargeW,
    };

    private static BatteryRating RatingOf(Wire.BatteryCommissioned stored) => new(stored.CapacityWh, stored.ChargeW, stored.DischargeW);

    private static Wire.BatteryReport ToWire(BatteryReport report) => new()
    {
        Time = Instant.Microseconds(report.Time),
        StateOfChargePermille = report.StateOfChargePermille,
        P = report.ActivePowerW,
    };

    private static BatteryReport? ReportIn(DecodingEvent d) => d.PersonalIfAny(Wire.BatteryReport.Parser) is { } stored
        ? new BatteryReport(Instant.FromMicroseconds(stored.Time), stored.StateOfChargePermille, stored.P)
        : null;
}
