using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>What owners of PODs signed for the registry.</summary>
internal sealed class PodLinksProjection() : Projection("pod-links", ["pod_link"], typeof(OwnerLinked), typeof(OwnerRevoked),
    typeof(PodErased))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var links = await TouchedRows<string, PodLinkRecord>.ReadAsync(entries.Select(e => ((PodEvent)e.Event).Id.ToString()),
            some => connection.GetTable<PodLinkRecord>().Where(l => some.Contains(l.Pod)).ToListAsync(cancellation),
            l => l.Pod).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            if (entry.Event is OwnerLinked { Link: { } link } linked && !erasures.Contains(linked.Id))
                links.Put(linked.Id.ToString(), Record(linked, link, entry));
            else if (entry.Event is OwnerRevoked revoked && !erasures.Contains(revoked.Id))
            {
                links.Change(revoked.Id.ToString(),
                    l => l with { RevokedAtUs = revoked.RecordedAt.Us(), RevokedEventNr = entry.Id.SequenceNr, Ordering = entry.Ordering });
            }
        }
        await links.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["pod_link"], cancellation).ConfigureAwait(false);
    }

    private static PodLinkRecord Record(OwnerLinked e, OwnerLink link, JournalEntry entry) => new()
    {
        Pod = e.Id.ToString(),
        Registry = link.Registry,
        ChainId = checked((long)link.ChainId),
        Commitment = new Hash256(link.Commitment.Items.AsSpan()).ToString(),
        Account = new Address(link.Owner.Items.AsSpan()).ToString(),
        MeterKeyHash = new Hash256(link.MeterKeyHash.Items.AsSpan()).ToString(),
        Nonce = checked((long)link.Nonce),
        Deadline = link.Deadline,
        LinkedAtUs = e.RecordedAt.Us(),
        LinkedEventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
