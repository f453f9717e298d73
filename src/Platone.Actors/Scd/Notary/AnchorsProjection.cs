using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Notary;

/// <summary>Heads of the log that are anchored for good.</summary>
internal sealed class AnchorsProjection() : Projection("anchors", ["anchor"], typeof(AnchorFinalised))
{
    public override Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation) =>
        connection.InsertAsync<AnchorRecord>([.. entries.Select(Record)], cancellation);

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
