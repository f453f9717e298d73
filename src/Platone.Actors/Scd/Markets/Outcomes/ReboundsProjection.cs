using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>Awards of every round whose rebound makes later intervals worse.</summary>
internal sealed class ReboundsProjection() : Projection("rebounds", ["rebound"], typeof(ReboundFound))
{
    public override Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation) =>
        connection.InsertAsync<ReboundRecord>([.. entries.SelectMany(Records)], cancellation);

    private IEnumerable<ReboundRecord> Records(JournalEntry entry) => entry.Event is ReboundFound e
        ? e.Findings.Select(f => new ReboundRecord
        {
            Session = e.Id.Value,
            Round = e.Round,
            Request = f.Award.Request.Value,
            Offer = f.Award.Offer.Value,
            Affected = f.Affected.Value,
            FirstInterval = f.FirstInterval,
            WorstW = f.WorstW,
            EnergyJ = f.EnergyJ,
            EventNr = entry.Id.SequenceNr,
            Ordering = entry.Ordering,
        })
        : throw new UnknownEventException(Name, entry.Event);
}
