using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Disputes;

/// <summary>Disputes of lines, and what became of them. Of an erased POD there are none.</summary>
internal sealed class DisputesProjection() : Projection("disputes", ["dispute"],
    typeof(SettlementDisputed), typeof(DisputeResolved), typeof(PodErased))
{
    private sealed record Key(string Session, string Dispute);

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var disputes = await TouchedRows<Key, DisputeRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<DisputeResolved>().Select(e => new Key(e.Id.Value, e.Dispute.Value)),
            some => connection.GetTable<DisputeRecord>()
                .Join(some, d => new { d.Session, d.Dispute }, k => new { k.Session, k.Dispute }, (d, k) => d).ToListAsync(cancellation),
            d => new Key(d.Session, d.Dispute)).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            if (entry.Event is SettlementDisputed { Line: { } line } e && !erasures.Contains(line.Line.Pod))
                disputes.Put(new Key(e.Id.Value, e.Dispute.Value), Record(e, line, entry));
            else if (entry.Event is DisputeResolved { Resolution: { } resolution } r)
            {
                disputes.Change(new Key(r.Id.Value, r.Dispute.Value), d => d with
                {
                    State = Words.Of(r.IsAccepted ? DisputeState.Accepted : DisputeState.Rejected),
                    Resolution = resolution.Reason,
                    BaselineW = resolution.Input?.BaselineW,
                    MeteredJ = resolution.Input?.MeteredJ,
                    ResolvedAtUs = r.RecordedAt.Us(),
                    ResolvedEventNr = entry.Id.SequenceNr,
                    ResolvedOrdering = entry.Ordering,
                });
            }
        }
        await disputes.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["dispute"], cancellation).ConfigureAwait(false);
    }

    private static DisputeRecord Record(SettlementDisputed e, DisputedLine line, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Dispute = e.Dispute.Value,
        Disputer = e.By.Value,
        Version = e.Version,
        Request = line.Line.Request.Value,
        Offer = line.Line.Offer.Value,
        Pod = line.Line.Pod.ToString(),
        Direction = Words.Of(line.Line.Direction),
        StartUs = checked(line.Line.Period.Index * line.Line.Period.Seconds * 1_000_000),
        LengthS = line.Line.Period.Seconds,
        Reason = line.Reason,
        AtUs = e.RecordedAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
        State = Words.Of(DisputeState.Open),
    };
}
