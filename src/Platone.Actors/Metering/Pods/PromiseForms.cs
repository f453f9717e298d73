using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Serialization;

namespace Platone.Actors.Metering.Pods;

/// <summary>Between what a POD promises (baselines, reservations, set points) and its stored messages.</summary>
internal static class PromiseForms
{
    /// <summary>The units of a baseline.</summary>
    public static EventContent Encode(BaselineSet e) => Content.With(Named(e.Id), e.Baseline is { } baseline ? [ToWire(baseline)] : []);

    /// <summary>The baseline of units.</summary>
    public static BaselineSet DecodeBaselineSet(DecodingEvent d) =>
        new(NamedIn(d), d.PersonalIfAny(Wire.Baseline.Parser) is { } baseline ? FromWire(baseline) : null, d.RecordedAt);

    /// <summary>The units of a reservation.</summary>
    public static EventContent Encode(FlexibilityReserved e) =>
        Content.With(Named(e.Id), e.Reservation is { } reservation ? [ToWire(reservation)] : []);

    /// <summary>The reservation of units.</summary>
    public static FlexibilityReserved DecodeReserved(DecodingEvent d) =>
        new(NamedIn(d), d.PersonalIfAny(Wire.Reservation.Parser) is { } reservation ? FromWire(reservation) : null, d.RecordedAt);

    /// <summary>The units of a scheduled set point.</summary>
    public static EventContent Encode(SetPointScheduled e) => Content.With(
        new Wire.Scheduled { Pod = e.Id.ToString(), Cause = PodTable.ToWire(e.Cause) },
        e.SetPoint is { } setPoint ? [WireForms.ToWire(setPoint)] : []);

    /// <summary>The scheduled set point of units.</summary>
    public static SetPointScheduled DecodeScheduled(DecodingEvent d)
    {
        var open = d.Open(Wire.Scheduled.Parser);
        return new SetPointScheduled(PodId.Parse(open.Pod),
            d.PersonalIfAny(Metering.Wire.SetPoint.Parser) is { } setPoint ? WireForms.FromWire(setPoint) : null,
            PodTable.FromWire(open.Cause), d.RecordedAt);
    }

    /// <summary>The messages of the sources of set points, by source.</summary>
    public static IEnumerable<Wire.CauseMark> ToWire(Causes causes) => causes.All.Select(c => new Wire.CauseMark
    {
        Last = PodTable.ToWire(new EventId(c.Key, c.Value.SequenceNr)),
        Until = Instant.Microseconds(c.Value.Until),
    });

    /// <summary>The sources of messages.</summary>
    public static Causes FromWire(IEnumerable<Wire.CauseMark> stored) => stored.Aggregate(Causes.Empty,
        (causes, mark) => causes.With(PodTable.FromWire(mark.Last), Instant.FromMicroseconds(mark.Until)));

    /// <summary>The message of a state's reservations, baselines and link; null if it has none.</summary>
    public static Wire.Promises? ToWire(Pod pod)
    {
        if (pod.Reservations.Count == 0 && pod.Baselines.IsEmpty && pod.Link is null && pod.SignedNonces.IsEmpty)
            return null;
        var message = new Wire.Promises { Link = pod.Link is { } link ? OwnerForms.ToWire(link) : null };
        message.SignedNonces.Add(pod.SignedNonces.Select(OwnerForms.ToWire));
        message.Reservations.Add(pod.Reservations.All.Select(ToWire));
        message.Baselines.Add(pod.Baselines.Select(b => new Wire.BaselineMark
        {
            First = b.First,
            Count = b.Count,
            Hash = ByteString.CopyFrom(Convert.FromHexString(b.Hash)),
        }));
        return message;
    }

    /// <summary>The reservations of a message.</summary>
    public static Reservations ReservationsOf(Wire.Promises stored) =>
        stored.Reservations.Aggregate(Reservations.Empty, (all, r) => all.With(FromWire(r)));

    /// <summary>The baselines of a message.</summary>
    public static ValueList<BaselineMark> BaselinesOf(Wire.Promises stored) =>
        stored.Baselines.Select(b => new BaselineMark(b.First, b.Count, Convert.ToHexStringLower(b.Hash.Span))).ToValueList();

    private static Wire.PodNamed Named(PodId pod) => new() { Pod = pod.ToString() };

    private static PodId NamedIn(DecodingEvent d) => PodId.Parse(d.Open(Wire.PodNamed.Parser).Pod);

    private static Wire.Baseline ToWire(Baseline baseline)
    {
        var message = new Wire.Baseline { Brp = baseline.Brp.Value, First = baseline.First.Index };
        message.Power.Add(baseline.Power.Watts);
        return message;
    }

    private static Baseline FromWire(Wire.Baseline stored) =>
        new(ParticipantId.Parse(stored.Brp), WireForms.QuarterHourOf(stored.First), PowerProfile.Of([.. stored.Power]));

    private static Wire.Reservation ToWire(Reservation reservation)
    {
        var message = new Wire.Reservation
        {
            Session = reservation.Id.Session.Value,
            Request = reservation.Id.Request.Value,
            Offer = reservation.Id.Offer.Value,
            Direction = (uint)reservation.Direction,
            First = reservation.First.Index,
        };
        message.Power.Add(reservation.Power.Watts);
        return message;
    }

    private static Reservation FromWire(Wire.Reservation stored) => new(
        new ReservationId(MarketSessionId.Parse(stored.Session), RequestId.Parse(stored.Request), OfferId.Parse(stored.Offer)),
        (Direction)checked((int)stored.Direction), WireForms.QuarterHourOf(stored.First), PowerProfile.Of([.. stored.Power]));
}
