using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions.Forms;
using Platone.Actors.Serialization;
using Verdict = Platone.Actors.Markets.Sessions.Wire.AwardVerdict;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>The grid operator's codec table. Nothing is personal; each verdict is a unit of disclosure, the first of them number 1.</summary>
public static class GridOperatorTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("grid-operator")
        .Event<AwardsValidated>("awards-validated", 1, e => SubjectOf(e.Id), Encode, DecodeValidated,
            new UnitLayout([new UnitKind(Wire.AwardsValidated.Descriptor), new UnitKind(Verdict.Descriptor, "1 an award")], []))
        .Snapshot<GridOperator>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(NetworkId network) => $"{GridOperatorCommand.EntityKind}-{network}";

    private static EventContent Encode(AwardsValidated e) => new(
        [
            new Wire.AwardsValidated
            {
                Network = e.Id.Value,
                Session = e.Session.Value,
                Round = e.Round,
                Method = (uint)e.Method,
                Cause = ToWire(e.Cause),
            }.ToByteArray(),
            .. e.Verdicts.Select(v => (ReadOnlyMemory<byte>)OutcomeForms.ToWire(v).ToByteArray()),
        ], []);

    private static AwardsValidated DecodeValidated(DecodingEvent d)
    {
        var open = d.Open(Wire.AwardsValidated.Parser);
        return new AwardsValidated(NetworkId.Parse(open.Network), MarketSessionId.Parse(open.Session), open.Round,
            Scalars.Known<ValidationMethod>(open.Method),
            d.Content.Open.Skip(1).Select(u => OutcomeForms.FromWire(Verdict.Parser.ParseFrom(u.Span))).ToValueList(), FromWire(open.Cause),
            d.RecordedAt);
    }

    private static EventContent Encode(GridOperator s)
    {
        var open = new Wire.Snapshot { Network = s.Id.Value };
        foreach (var round in s.Rounds)
        {
            var stored = new Wire.ValidatedRound { Session = round.Session.Value, Round = round.Round, Cause = ToWire(round.Cause) };
            stored.Verdicts.Add(round.Verdicts.Select(OutcomeForms.ToWire));
            open.Rounds.Add(stored);
        }
        return Content.Open(open);
    }

    private static GridOperator DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        return GridOperator.Empty(NetworkId.Parse(open.Network)) with
        {
            Rounds = open.Rounds.Select(r => new ValidatedRound(MarketSessionId.Parse(r.Session), r.Round, FromWire(r.Cause),
                r.Verdicts.Select(OutcomeForms.FromWire).ToValueList())).ToValueList(),
            RecordedAt = d.RecordedAt,
        };
    }

    private static Wire.EventId ToWire(EventId id) => new() { PersistenceId = id.PersistenceId, SequenceNr = id.SequenceNr };

    private static EventId FromWire(Wire.EventId? stored) =>
        new(Scalars.Required(stored).PersistenceId, Scalars.Required(stored).SequenceNr);
}
