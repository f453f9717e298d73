using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>Queries for the links of PODs to their owners.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class PodLinkQueries(DataConnection connection)
{
    private const int InAQuery = 1_000;

    /// <summary>The links of some PODs, by pseudonym; those without one are missing.</summary>
    public async Task<IReadOnlyDictionary<string, PodLink>> OfAsync(IEnumerable<string> pods, CancellationToken cancellation)
    {
        var found = new Dictionary<string, PodLink>();
        foreach (var some in pods.Chunk(InAQuery))
        {
            var links = await connection.GetTable<PodLinkRecord>().Where(l => some.Contains(l.Pod)).ToListAsync(cancellation)
                .ConfigureAwait(false);
            if (links.Count == 0)
                continue;
            var linked = links.Select(l => l.Pod).ToArray();
            var names = links.Select(NameOfCall).ToArray();
            var calls = await connection.GetTable<LedgerCallRecord>().Where(c => names.Contains(c.Name))
                .ToDictionaryAsync(c => (c.Ledger, c.Contract, c.Name), cancellation).ConfigureAwait(false);
            var keys = (await connection.GetTable<LightNodeRecord>()
                    .Where(n => linked.Contains(n.Pod) && n.RetiredAtUs == null && n.PublicKey != null)
                    .Select(n => new { n.Pod, n.PublicKey }).ToListAsync(cancellation).ConfigureAwait(false))
                .Select(n => (n.Pod, MeterKeys.HashOf(n.PublicKey!).ToString())).ToHashSet();
            foreach (var link in links)
            {
                var registry = ContractAnchorId.Parse(link.Registry);
                var call = calls.GetValueOrDefault((registry.Ledger.Value, registry.Contract.ToString(), NameOfCall(link)));
                found[link.Pod] = Row(link, call, keys.Contains((link.Pod, link.MeterKeyHash)));
            }
        }
        return found;
    }

    // The revocation's call once there is one, else the link's.
    private static string NameOfCall(PodLinkRecord link)
    {
        var (commitment, account, nonce) = (Hash256.Parse(link.Commitment), Address.Parse(link.Account), (ulong)link.Nonce);
        return link.RevokedEventNr is { } revoked
            ? RegistryCalls.RevokeName(commitment, account, nonce, revoked)
            : RegistryCalls.LinkName(commitment, account, nonce, link.LinkedEventNr);
    }

    private static PodLink Row(PodLinkRecord link, LedgerCallRecord? call, bool isCurrent) => new(
        State(link, call, isCurrent), isCurrent, link.Registry, link.ChainId, link.Commitment, link.Account, link.MeterKeyHash, link.Nonce,
        DateTimeOffset.FromUnixTimeSeconds(link.Deadline), link.LinkedAtUs.At(), link.RevokedAtUs?.At(), call?.GivenUp,
        call is { TransactionHash: { } transaction, BlockNumber: { } block, BlockHash: { } hash, FinalAtUs: { } at }
            ? new CallReceipt(transaction, block, hash, at.At())
            : null,
        new EventId(PodId.Parse(link.Pod).Subject, link.LinkedEventNr));

    private static PodLinkState State(PodLinkRecord link, LedgerCallRecord? call, bool isCurrent) => (link.RevokedAtUs, call) switch
    {
        (not null, _) => PodLinkState.Revoked,
        (_, { GivenUp: not null }) => PodLinkState.Abandoned,
        (_, { FinalAtUs: not null }) => isCurrent ? PodLinkState.OnChain : PodLinkState.Stale,
        _ => PodLinkState.Signed,
    };
}
