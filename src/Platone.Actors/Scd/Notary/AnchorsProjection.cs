using LinqToDB;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Notary;

/// <summary>Heads of the log that are anchored for good.</summary>
internal sealed class AnchorsProjection() : Projection("anchors", ["anchor"], typeof(AnchorFinalised), typeof(AnchorUndone))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var anchors = new Dictionary<(string Ledger, string Contract, long Seq), AnchorRecord>();
        foreach (var entry in entries)
        {
            if (entry.Event is AnchorUndone { Id: var id, Anchor: var anchor })
            {
                // One that the chain lost; it may be in this very batch.
                var (ledger, contract, seq) = (id.Ledger.Value, id.Contract.ToString(), checked((long)anchor.Seq));
                if (!anchors.Remove((ledger, contract, seq)))
                {
                    await connection.GetTable<AnchorRecord>().Where(a => a.Ledger == ledger && a.Contract == contract && a.Seq == seq)
                        .DeleteAsync(cancellation).ConfigureAwait(false);
                }
            }
            else
            {
                var record = Record(entry);
                anchors.Add((record.Ledger, record.Contract, record.Seq), record);
            }
        }
        await connection.InsertAsync<AnchorRecord>([.. anchors.Values], cancellation).ConfigureAwait(false);
    }

    private AnchorRecord Record(JournalEntry entry) => entry.Event is AnchorFinalised { Head: { Receipt: { } receipt } head } e
        ? new AnchorRecord
        {
            Ledger = e.Id.Ledger.Value,
            Contract = e.Id.Contract.ToString(),
            Seq = checked((long)head.Seq),
            TreeSize = checked((long)head.Size),
            TransactionHash = receipt.Transaction.ToString(),
            BlockNumber = checked((long)receipt.Block.Number),
            BlockHash = receipt.Block.Hash.ToString(),
            AtUs = e.RecordedAt.Us(),
            Ordering = entry.Ordering,
        }
        : throw new UnknownEventException(Name, entry.Event);
}
