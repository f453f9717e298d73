using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Resuming;

/// <summary>What a contract has for good by its journal, and in which block.</summary>
/// <param name="id">The contract.</param>
internal sealed class RecordedContract(ContractAnchorId id)
{
    private const int RowsAtOnce = 500;

    /// <summary>The contract.</summary>
    public ContractAnchorId Id => id;

    /// <summary>The chain it is tied to; null if it is not yet.</summary>
    public ulong? ChainId { get; private set; }

    /// <summary>Heads, by number; the first may be what it was deployed with.</summary>
    public SortedDictionary<ulong, AnchoredHead> Heads { get; } = [];

    /// <summary>Batches of tokens.</summary>
    public Dictionary<Hash256, ChainReceipt> Mints { get; } = [];

    /// <summary>Calls, by name.</summary>
    public Dictionary<string, ChainReceipt> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages that a bridge sent, by id.</summary>
    public SortedDictionary<ulong, (Hash256 Settlement, ChainReceipt Receipt)> Messages { get; } = [];

    /// <summary>Number of the last block that was read for messages; null where none is read.</summary>
    public ulong? ReadThrough { get; private set; }

    /// <summary>All blocks with something in them.</summary>
    public IEnumerable<BlockRef> Blocks => Heads.Values.Select(h => h.Receipt).OfType<ChainReceipt>().Concat(Mints.Values).Concat(Calls.Values)
        .Concat(Messages.Values.Select(m => m.Receipt)).Select(r => r.Block);

    /// <summary>Reads a contract's journal.</summary>
    public static async Task<RecordedContract> ReadAsync(ContractAnchorId id, IJournalRows journal, CancellationToken cancellation)
    {
        var contract = new RecordedContract(id);
        await foreach (var recorded in EventsAsync(id, journal, cancellation).ConfigureAwait(false))
            contract.Add(recorded);
        return contract;
    }

    /// <summary>A contract's events in their order.</summary>
    public static async IAsyncEnumerable<object> EventsAsync(ContractAnchorId id, IJournalRows journal,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var (stream, after) = ($"{ContractAnchorCommand.EntityKind}-{id}", 0L);
        while (true)
        {
            var rows = await journal.StreamAsync(stream, after, RowsAtOnce, cancellation).ConfigureAwait(false);
            if (rows.Count == 0)
                yield break;
            foreach (var row in rows)
                yield return row.Event;
            after = rows[^1].Id.SequenceNr;
        }
    }

    private void Add(object recorded)
    {
        switch (recorded)
        {
            case ContractOpened e:
                ChainId = e.ChainId;
                Heads[e.Head.Seq] = e.Head;
                break;
            case AnchorFinalised e:
                Heads[e.Head.Seq] = e.Head;
                break;
            case AnchorUndone e:
                Heads.Remove(e.Anchor.Seq);
                break;
            case TokensMinted e:
                Mints[e.Settlement] = e.Receipt;
                break;
            case TokensUndone e:
                Mints.Remove(e.Mint.Settlement);
                break;
            case CallFinalised e:
                Calls[e.Name] = e.Receipt;
                break;
            case CallUndone e:
                Calls.Remove(e.Call.Name);
                break;
            case MessagesRead e:
                ReadThrough = e.Through;
                foreach (var message in e.Messages)
                    Messages[message.Number] = (message.Settlement, message.Receipt);
                break;
            case MessagesUndone e:
                ReadThrough = e.Through;
                foreach (var number in Messages.Keys.Where(n => n >= e.From).ToList())
                    Messages.Remove(number);
                foreach (var name in Calls.Keys.Where(n => BridgeMessage.EndedBy(n) >= e.From).ToList())
                    Calls.Remove(name);
                break;
        }
    }
}
