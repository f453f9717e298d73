using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Resuming;

/// <summary>What a chain lost of a contract, as it was asked for.</summary>
/// <param name="Id">The contract.</param>
internal sealed record LostWork(ContractAnchorId Id)
{
    // Releases are sent again in the order of their messages, so that these get the ids they had.
    private const string Releases = "releases-again";

    /// <summary>Heads with the one before each, the newest first.</summary>
    public IReadOnlyList<(AnchorRequest Anchor, AnchoredHead Before)> Heads { get; private init; } = [];

    /// <summary>Batches of tokens.</summary>
    public IReadOnlyList<MintRequest> Mints { get; private init; } = [];

    /// <summary>Calls by lanes, each lane's in the order in which they were asked for.</summary>
    public IReadOnlyList<IReadOnlyList<CallRequest>> Lanes { get; private init; } = [];

    /// <summary>Of a bridge that sends: what goes of its messages; null where nothing does.</summary>
    public (ulong From, ulong Through, ValueList<LostMessages> Lost)? Messages { get; private init; }

    /// <summary>How many messages are gone.</summary>
    public int MessageCount => Messages is { } messages ? messages.Lost.Sum(l => l.Count) : 0;

    /// <summary>How many calls.</summary>
    public int CallCount => Lanes.Sum(l => l.Count);

    /// <summary>Finds what is lost of a contract.</summary>
    /// <param name="contract">What it had for good.</param>
    /// <param name="isLost">Whether the chain lost a block.</param>
    /// <param name="readable">Number of the last block whose messages need not be read again.</param>
    /// <param name="journal">Has what was asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<LostWork> FindAsync(RecordedContract contract, Func<BlockRef, bool> isLost, ulong readable, IJournalRows journal,
        CancellationToken cancellation)
    {
        var heads = contract.Heads.Values.Where(h => h.Receipt is { } r && isLost(r.Block)).Select(h => h.Seq).ToHashSet();
        var mints = contract.Mints.Where(m => isLost(m.Value.Block)).Select(m => m.Key).ToHashSet();
        var messages = contract.Messages.Where(m => isLost(m.Value.Receipt.Block)).ToList();
        var from = messages.Count == 0 ? contract.Messages.Keys.LastOrDefault() + 1 : messages[0].Key;
        // What ended a message that is gone goes with it.
        var calls = contract.Calls.Where(c => isLost(c.Value.Block) && !(BridgeMessage.EndedBy(c.Key) >= from)).Select(c => c.Key)
            .ToHashSet(StringComparer.Ordinal);
        var asked = await AskedAsync(contract.Id, heads, mints, calls, journal, cancellation).ConfigureAwait(false);
        var places = messages.Select((m, i) => (m.Value.Settlement, i)).GroupBy(m => m.Settlement).ToDictionary(g => g.Key, g => g.Last().i);
        return new LostWork(contract.Id)
        {
            Heads = [.. heads.OrderDescending().Select(seq => (asked.Heads[seq], contract.Heads[seq - 1]))],
            // Of what had waited for a POD that was erased since, nobody knows to whom it went.
            Mints = [.. mints.Order().Where(asked.Mints.ContainsKey).Select(m => asked.Mints[m])],
            Lanes =
            [
                .. asked.Calls.Where(c => ReleaseOf(c) is null).GroupBy(c => c.Lane).Select(g => g.ToList()),
                .. asked.Calls.Where(c => ReleaseOf(c) is not null).OrderBy(c => places.GetValueOrDefault(ReleaseOf(c)!.Value, int.MaxValue))
                    .Select(c => c with { Lane = Releases }).GroupBy(c => c.Lane).Select(g => g.ToList()),
            ],
            Messages = contract.ReadThrough is { } through && (messages.Count > 0 || readable < through)
                ? (from, Math.Min(readable, through), messages.GroupBy(m => m.Value.Settlement)
                    .Select(g => new LostMessages(g.Key, g.Count())).OrderBy(l => l.Settlement).ToValueList())
                : null,
        };
    }

    // As it was asked for last, calls in the order in which they were first.
    private static async Task<(Dictionary<ulong, AnchorRequest> Heads, Dictionary<Hash256, MintRequest> Mints, IReadOnlyList<CallRequest> Calls)> AskedAsync(
        ContractAnchorId id, HashSet<ulong> heads, HashSet<Hash256> mints, HashSet<string> calls, IJournalRows journal, CancellationToken cancellation)
    {
        var (anchors, batches, names) = (new Dictionary<ulong, AnchorRequest>(), new Dictionary<Hash256, MintRequest>(),
            new Dictionary<string, (int Place, CallRequest Call)>(StringComparer.Ordinal));
        if (heads.Count + mints.Count + calls.Count == 0)
            return (anchors, batches, []);
        await foreach (var recorded in RecordedContract.EventsAsync(id, journal, cancellation).ConfigureAwait(false))
        {
            if (AnchorOf(recorded) is { } anchor && heads.Contains(anchor.Seq))
                anchors[anchor.Seq] = anchor;
            else if (MintOf(recorded) is { } mint && mints.Contains(mint.Settlement))
                batches[mint.Settlement] = mint;
            else if (recorded is CallRequested { Call: var call } && calls.Contains(call.Name))
                names[call.Name] = (names.TryGetValue(call.Name, out var known) ? known.Place : names.Count, call);
        }
        return (anchors, batches, [.. names.Values.OrderBy(c => c.Place).Select(c => c.Call)]);
    }

    private static AnchorRequest? AnchorOf(object recorded) => recorded switch
    {
        AnchorRequested e => e.Anchor,
        AnchorUndone e => e.Anchor,
        _ => null,
    };

    private static MintRequest? MintOf(object recorded) => recorded switch
    {
        MintRequested e => e.Mint,
        WaitingRequested e => e.Waiting?.Mint,
        TokensUndone e => e.Mint,
        _ => null,
    };

    private static Hash256? ReleaseOf(CallRequest call) => BridgeMessage.ReleasedBy(call.Name);
}
