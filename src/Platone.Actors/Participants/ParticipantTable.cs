using Google.Protobuf;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Participants;

/// <summary>
/// The participant's codec table. Its name and the reason of a suspension are personal, sealed under its own key of the month.
/// </summary>
public static class ParticipantTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("participant")
        .Event<ParticipantAdmitted>("admitted", 1, e => SubjectOf(e.Id),
            e => Content.With(new Wire.ParticipantAdmitted { Participant = e.Id.Value, Role = (uint)e.Role },
                e.Name is null ? [] : [new Wire.ParticipantName { Value = e.Name }]),
            DecodeAdmitted, UnitLayout.With(Wire.ParticipantAdmitted.Descriptor, new UnitKind(Wire.ParticipantName.Descriptor)))
        .Event<ApiKeyIssued>("api-key-issued", 1, e => SubjectOf(e.Id), e => Content.Open(KeyOf(e.Id, e.KeyHash)),
            d => Decode(d, (id, hash) => new ApiKeyIssued(id, hash, d.RecordedAt)), UnitLayout.OneOpen(Wire.ApiKeyOf.Descriptor))
        .Event<ApiKeyRevoked>("api-key-revoked", 1, e => SubjectOf(e.Id), e => Content.Open(KeyOf(e.Id, e.KeyHash)),
            d => Decode(d, (id, hash) => new ApiKeyRevoked(id, hash, d.RecordedAt)), UnitLayout.OneOpen(Wire.ApiKeyOf.Descriptor))
        .Event<ParticipantSuspended>("suspended", 1, e => SubjectOf(e.Id),
            e => Content.With(new Wire.ParticipantNamed { Participant = e.Id.Value }, new Wire.SuspensionReason { Value = e.Reason }),
            d => new ParticipantSuspended(Named(d), d.PersonalIfAny(Wire.SuspensionReason.Parser)?.Value ?? "", d.RecordedAt),
            UnitLayout.With(Wire.ParticipantNamed.Descriptor, new UnitKind(Wire.SuspensionReason.Descriptor)))
        .Event<ParticipantReinstated>("reinstated", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.ParticipantNamed { Participant = e.Id.Value }),
            d => new ParticipantReinstated(Named(d), d.RecordedAt), UnitLayout.OneOpen(Wire.ParticipantNamed.Descriptor))
        .Snapshot<Participant>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.With(Wire.Snapshot.Descriptor, new UnitKind(Wire.ParticipantName.Descriptor, "0..1")))
        .Build();

    /// <summary>The subject whose month keys seal what is about a participant: its persistence id.</summary>
    public static string SubjectOf(ParticipantId participant) => $"{ParticipantCommand.EntityKind}-{participant}";

    private static ParticipantAdmitted DecodeAdmitted(DecodingEvent d)
    {
        var open = d.Open(Wire.ParticipantAdmitted.Parser);
        return new ParticipantAdmitted(ParticipantId.Parse(open.Participant), d.PersonalIfAny(Wire.ParticipantName.Parser)?.Value,
            (Role)checked((int)open.Role), d.RecordedAt);
    }

    private static Wire.ApiKeyOf KeyOf(ParticipantId id, string hash) =>
        new() { Participant = id.Value, KeyHash = ByteString.CopyFrom(Convert.FromHexString(hash)) };

    private static T Decode<T>(DecodingEvent d, Func<ParticipantId, string, T> make)
    {
        var open = d.Open(Wire.ApiKeyOf.Parser);
        return make(ParticipantId.Parse(open.Participant), Convert.ToHexStringLower(open.KeyHash.Span));
    }

    private static ParticipantId Named(DecodingEvent d) => ParticipantId.Parse(d.Open(Wire.ParticipantNamed.Parser).Participant);

    private static EventContent Encode(Participant s)
    {
        var open = new Wire.Snapshot { Participant = s.Id.Value, Suspended = s.IsSuspended };
        if (s.Role is { } role)
            open.Role = (uint)role;
        open.Keys.Add(s.ApiKeys.Select(k => ByteString.CopyFrom(Convert.FromHexString(k))));
        open.RevokedKeys.Add(s.RevokedKeys.Select(k => ByteString.CopyFrom(Convert.FromHexString(k))));
        return s.Name is null ? Content.Open(open) : Content.With(open, new Wire.ParticipantName { Value = s.Name });
    }

    private static Participant DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        var participant = new Participant(ParticipantId.Parse(open.Participant));
        return participant with
        {
            Role = open.HasRole ? (Role)checked((int)open.Role) : null,
            Name = d.PersonalIfAny(Wire.ParticipantName.Parser)?.Value,
            ApiKeys = participant.ApiKeys.Union(open.Keys.Select(k => Convert.ToHexStringLower(k.Span))),
            RevokedKeys = participant.RevokedKeys.Union(open.RevokedKeys.Select(k => Convert.ToHexStringLower(k.Span))),
            IsSuspended = open.Suspended,
            RecordedAt = d.RecordedAt,
        };
    }
}
