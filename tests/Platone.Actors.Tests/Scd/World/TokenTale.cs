using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Tests.Scd.World;

/// <summary>
/// Tokens as their aggregates would record them: granted for sessions, asked of contracts batch by batch, waiting for accounts, minted, lost. Every
/// command is decided by the aggregate itself.
/// </summary>
internal sealed class TokenTale(Action<IDomainEvent> record)
{
    private readonly Dictionary<MarketSessionId, TokenGrants> _grants = [];
    private readonly Dictionary<MarketSessionId, long> _numbers = [];
    private readonly List<(EventId Id, TokensGranted Event)> _granted = [];
    private readonly Dictionary<ContractAnchorId, ContractAnchor> _contracts = [];
    private readonly Dictionary<ContractAnchorId, int> _asked = [];
    private readonly Dictionary<(ContractAnchorId, Hash256), MintRequest> _requests = [];
    private readonly Dictionary<ContractAnchorId, SortedSet<Hash256>> _final = [];
    private byte _block;

    /// <summary>A contract of tokens.</summary>
    public static ContractAnchorId Contract(int n) =>
        new(LedgerId.Service, Address.Parse($"0x{n:x40}"));

    /// <summary>Grants what a version of a session's settlement is due: to each POD so many units, negative to burn.</summary>
    public void Grant(MarketSessionId session, int version, DateTimeOffset at, params IEnumerable<(int Pod, string? Customer, long Units)> due)
    {
        var grants = due.Select(d => new TokenGrant(new TokenHolder(Given.Pod(d.Pod), d.Customer is null ? null : new ParticipantId(d.Customer)),
            Math.Max(0, d.Units), Math.Max(0, -d.Units))).OrderBy(g => g.Holder).ToValueList();
        var state = _grants.GetValueOrDefault(session, TokenGrants.Empty(session));
        foreach (var e in Of(state.Decide(new GrantTokens(session, version, [new DueTokens(new ParticipantId("agg-1"), TokenPolicy.OnePerKilowattHour, grants)], at))))
        {
            _grants[session] = state = state.Apply(e);
            _numbers[session] = _numbers.GetValueOrDefault(session) + 1;
            _granted.Add((new EventId($"{GrantTokens.EntityKind}-{session}", _numbers[session]), e));
            record(e);
        }
    }

    /// <summary>Asks a contract for the next batch that it was not asked for.</summary>
    public void Ask(ContractAnchorId contract, DateTimeOffset at)
    {
        var next = _asked.GetValueOrDefault(contract);
        if (next >= _granted.Count)
            return;
        _asked[contract] = next + 1;
        var (id, e) = _granted[next];
        Do(contract, new RequestMint(contract, Hash256.Parse("0x" + e.SettlementId.Hex), id, e.Grants.GroupBy(g => g.Holder.Pod)
            .Select(g => new HolderGrant(g.Key, (ulong)g.Sum(t => t.Minted), (ulong)g.Sum(t => t.Burned))).ToValueList(), at));
    }

    /// <summary>Links an account to a POD.</summary>
    public void Link(ContractAnchorId contract, int pod, byte account, DateTimeOffset at) =>
        Do(contract, new LinkHolder(contract, Given.Pod(pod), Address.Parse($"0x{0xff00 + account:x40}"), [account], at)
        {
            Nonce = _contracts.GetValueOrDefault(contract)?.Holdings.GetValueOrDefault(Given.Pod(pod))?.Links ?? 0,
            FollowUp = FollowUp(contract, pod),
        });

    /// <summary>The id under which what had waited for a POD's account follows.</summary>
    public static Hash256 FollowUp(ContractAnchorId contract, int pod) => new(SHA256.HashData(Encoding.ASCII.GetBytes($"{contract} {pod}")));

    /// <summary>Has one of the batches under way minted for good; gives where, null if none is.</summary>
    public ChainReceipt? Mint(ContractAnchorId contract, int which, DateTimeOffset at)
    {
        if (!_contracts.TryGetValue(contract, out var state))
            return null;
        List<Hash256> mints = [.. state.Mints.Keys, .. state.Holdings.Values.Select(h => h.Mint).OfType<MintRequest>().Select(m => m.Settlement)];
        if (mints.Count == 0)
            return null;
        _block++;
        var receipt = new ChainReceipt(Hash(_block), new BlockRef(_block, Hash((byte)(_block ^ 0xff))));
        Do(contract, new FinaliseMint(contract, mints[which % mints.Count], receipt, at));
        return receipt;
    }

    /// <summary>Has the chain lose one of the batches that were minted for good, if one was.</summary>
    public void Undo(ContractAnchorId contract, int which, DateTimeOffset at)
    {
        if (_final.TryGetValue(contract, out var final) && final.Count > 0)
            Do(contract, new UndoMint(contract, _requests[(contract, final.ElementAt(which % final.Count))], at));
    }

    private static Hash256 Hash(byte value) => new([.. Enumerable.Repeat(value, Hash256.Bytes)]);

    private static IEnumerable<T> Of<T>(Decision<T> decision)
        where T : class, IDomainEvent => decision.Events.IsDefault ? [] : decision.Events;

    private void Do(ContractAnchorId contract, ContractAnchorCommand command)
    {
        if (!_contracts.TryGetValue(contract, out var state))
            state = ContractAnchor.Empty(contract);
        if (state.ChainId is null && command is FinaliseMint)
            Do(contract, new OpenContract(contract, 31337, new AnchoredHead(0, 0, default, null), command.At));
        state = _contracts.GetValueOrDefault(contract, state);
        foreach (var e in Of(state.Decide(command)))
        {
            state = state.Apply(e);
            Note(e);
            record(e);
        }
        _contracts[contract] = state;
    }

    private void Note(ContractAnchorEvent recorded)
    {
        if (!_final.TryGetValue(recorded.Id, out var final))
            _final[recorded.Id] = final = [];
        switch (recorded)
        {
            case MintRequested e:
                _requests[(e.Id, e.Mint.Settlement)] = e.Mint;
                break;
            case WaitingRequested { Waiting.Mint: var mint } e:
                _requests[(e.Id, mint.Settlement)] = mint;
                break;
            case TokensMinted e:
                final.Add(e.Settlement);
                break;
            case TokensUndone e:
                final.Remove(e.Mint.Settlement);
                break;
        }
    }
}
