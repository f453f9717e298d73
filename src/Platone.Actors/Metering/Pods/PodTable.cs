using Google.Protobuf;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Serialization;

namespace Platone.Actors.Metering.Pods;

/// <summary>The POD's codec table. Everything about it but its pseudonym is personal, sealed under its key of the month.</summary>
public static class PodTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("pod")
        .Event<PodRegistered>("registered", 1, e => SubjectOf(e.Id), Encode, DecodeRegistered,
            UnitLayout.With(Wire.PodNamed.Descriptor, new UnitKind(Wire.ValidFrom.Descriptor), new UnitKind(Wire.Bus.Descriptor),
                new UnitKind(Wire.TimeZone.Descriptor), new UnitKind(Wire.ConnectionPower.Descriptor), new UnitKind(Wire.Owner.Descriptor)))
        .Event<QuarterHourMetered>("quarter-hour-metered", 1, e => SubjectOf(e.Id), e => Encode(e.Id, e.Cause, e.Measured),
            d => Decode(d, (id, cause, measured) => new QuarterHourMetered(id, measured, cause, d.RecordedAt)), MeasuredLayout)
        .Event<QuarterHourCorrected>("quarter-hour-corrected", 1, e => SubjectOf(e.Id), e => Encode(e.Id, e.Cause, e.Measured),
            d => Decode(d, (id, cause, measured) => new QuarterHourCorrected(id, measured, cause, d.RecordedAt)), MeasuredLayout)
        .Event<PodErased>("erased", 1, e => SubjectOf(e.Id), e => Content.Open(new Wire.PodNamed { Pod = e.Id.ToString() }),
            d => new PodErased(PodId.Parse(d.Open(Wire.PodNamed.Parser).Pod), d.RecordedAt), UnitLayout.OneOpen(Wire.PodNamed.Descriptor))
        .Event<BaselineSet>("baseline-set", 1, e => SubjectOf(e.Id), PromiseForms.Encode, PromiseForms.DecodeBaselineSet,
            UnitLayout.With(Wire.PodNamed.Descriptor, new UnitKind(Wire.Baseline.Descriptor)))
        .Event<FlexibilityReserved>("flexibility-reserved", 1, e => SubjectOf(e.Id), PromiseForms.Encode, PromiseForms.DecodeReserved,
            UnitLayout.With(Wire.PodNamed.Descriptor, new UnitKind(Wire.Reservation.Descriptor)))
        .Event<SetPointScheduled>("set-point-scheduled", 1, e => SubjectOf(e.Id), PromiseForms.Encode, PromiseForms.DecodeScheduled,
            UnitLayout.With(Wire.Scheduled.Descriptor, new UnitKind(Metering.Wire.SetPoint.Descriptor)))
        .Event<OwnerLinked>("owner-linked", 1, e => SubjectOf(e.Id), e => OwnerForms.Encode(e.Id, e.Link),
            d => OwnerForms.Decode(d, (id, link) => new OwnerLinked(id, link, d.RecordedAt)), OwnerForms.Layout)
        .Event<OwnerRevoked>("owner-revoked", 1, e => SubjectOf(e.Id), e => OwnerForms.Encode(e.Id, e.Link),
            d => OwnerForms.Decode(d, (id, link) => new OwnerRevoked(id, link, d.RecordedAt)), OwnerForms.Layout)
        .Snapshot<Pod>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.With(Wire.Snapshot.Descriptor, new UnitKind(Wire.Registration.Descriptor, "0..1"),
                new UnitKind(Wire.Promises.Descriptor, "0..1")))
        .Build();

    private static UnitLayout MeasuredLayout =>
        UnitLayout.With(Wire.QuarterHourOf.Descriptor, new UnitKind(Metering.Wire.MeasuredQuarterHour.Descriptor));

    /// <summary>
    /// The subject whose month keys seal what is about a POD, whichever entity's event it is in: the POD's persistence id.
    /// </summary>
    public static string SubjectOf(PodId pod) => pod.Subject;

    private static EventContent Encode(PodRegistered e) => Content.With(new Wire.PodNamed { Pod = e.Id.ToString() },
        e.Registration is { } r
            ?
            [
                new Wire.ValidFrom { Value = Instant.Microseconds(r.ValidFrom) },
                new Wire.Bus { Value = r.Bus },
                new Wire.TimeZone { Value = r.TimeZone },
                new Wire.ConnectionPower { Value = r.ConnectionW },
                r.Owner is { } owner ? new Wire.Owner { Value = owner.Value } : new Wire.Owner(),
            ]
            : (IEnumerable<IMessage>)[]);

    private static PodRegistered DecodeRegistered(DecodingEvent d) => new(PodId.Parse(d.Open(Wire.PodNamed.Parser).Pod),
        d.Content.Personal is not { IsEmpty: false }
            ? null
            : new PodRegistration(Instant.FromMicroseconds(d.Personal(Wire.ValidFrom.Parser, 0)!.Value),
                d.Personal(Wire.Bus.Parser, 1)!.Value, d.Personal(Wire.TimeZone.Parser, 2)!.Value,
                    d.Personal(Wire.ConnectionPower.Parser, 3)!.Value,
                d.Personal(Wire.Owner.Parser, 4) is { HasValue: true } owner ? ParticipantId.Parse(owner.Value) : null),
        d.RecordedAt);

    private static EventContent Encode(PodId pod, EventId cause, MeasuredQuarterHour? measured) => Content.With(
        new Wire.QuarterHourOf { Pod = pod.ToString(), Cause = ToWire(cause) }, measured is null ? [] : [WireForms.ToWire(measured)]);

    private static T Decode<T>(DecodingEvent d, Func<PodId, EventId, MeasuredQuarterHour?, T> make)
    {
        var open = d.Open(Wire.QuarterHourOf.Parser);
        return make(PodId.Parse(open.Pod), FromWire(open.Cause),
            d.PersonalIfAny(Metering.Wire.MeasuredQuarterHour.Parser) is { } measured ? WireForms.FromWire(measured) : null);
    }

    private static EventContent Encode(Pod s)
    {
        var open = new Wire.Snapshot { Pod = s.Id.ToString(), Registered = s.IsRegistered, Erased = s.IsErased };
        open.Metered.Add(s.Metered.Select(c => ToWire(new EventId(c.Key, c.Value))));
        open.Corrected.Add(s.Corrected.Select(c => ToWire(new EventId(c.Key, c.Value))));
        open.Scheduled.Add(PromiseForms.ToWire(s.Scheduled));
        // Promises there are only of a registered POD: they are the second unit, behind its registration.
        return s.Registration is { } registration
            ? Content.With(open, PromiseForms.ToWire(s) is { } promises ? [ToWire(registration), promises] : [ToWire(registration)])
            : Content.Open(open);
    }

    private static Pod DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        var pod = new Pod(PodId.Parse(open.Pod));
        var promises = d.Content.Personal is { Length: > 1 } ? d.Personal(Wire.Promises.Parser, 1)! : new Wire.Promises();
        return pod with
        {
            IsRegistered = open.Registered,
            IsErased = open.Erased,
            Registration = d.PersonalIfAny(Wire.Registration.Parser) is { } registration ? FromWire(registration) : null,
            Metered = pod.Metered.SetItems(open.Metered.Select(c => KeyValuePair.Create(c.PersistenceId, c.SequenceNr))),
            Corrected = pod.Corrected.SetItems(open.Corrected.Select(c => KeyValuePair.Create(c.PersistenceId, c.SequenceNr))),
            Scheduled = PromiseForms.FromWire(open.Scheduled),
            Reservations = PromiseForms.ReservationsOf(promises),
            Baselines = PromiseForms.BaselinesOf(promises),
            Link = promises.Link is { } link ? OwnerForms.FromWire(link) : null,
            SignedNonces = [.. promises.SignedNonces.Select(OwnerForms.FromWire)],
            RecordedAt = d.RecordedAt,
        };
    }

    private static Wire.Registration ToWire(PodRegistration r)
    {
        var message = new Wire.Registration
        {
            ValidFrom = Instant.Microseconds(r.ValidFrom),
            Bus = r.Bus,
            TimeZone = r.TimeZone,
            ConnectionW = r.ConnectionW,
        };
        if (r.Owner is { } owner)
            message.Owner = owner.Value;
        return message;
    }

    private static PodRegistration FromWire(Wire.Registration stored) => new(Instant.FromMicroseconds(stored.ValidFrom), stored.Bus,
        stored.TimeZone, stored.ConnectionW, stored.HasOwner ? ParticipantId.Parse(stored.Owner) : null);

    internal static Wire.EventId ToWire(EventId id) => new() { PersistenceId = id.PersistenceId, SequenceNr = id.SequenceNr };

    internal static EventId FromWire(Wire.EventId? stored) => stored is null
        ? throw new CorruptEventException("a stored event of a POD has no cause")
        : new EventId(stored.PersistenceId, stored.SequenceNr);
}
