using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>
/// Links PODs in a <c>PodRegistry</c> and ends their links, those of a POD one after another. A link's mark on the chain is its owner's
/// nonce: the registry takes each once, and only for a link, so that the owner's n-th <c>Linked</c> is what was signed with nonce n, whoever
/// sent it. What can never take effect is given up: a signature that is over, or whose nonce went to another link, and a revocation where
/// there is no link. The owner signs anew.
/// </summary>
/// <param name="id">The contract.</param>
/// <param name="account">The account that sends.</param>
/// <param name="finality">When a block can no longer go.</param>
/// <param name="chain">Its chain.</param>
/// <param name="entities">The contract's journal, and the account's.</param>
/// <param name="clock">The clock.</param>
internal sealed class PodRegistryWork(ContractAnchorId id, ChainAccountId account, Finality finality, IChain chain, IEntities entities,
    TimeProvider clock) : CallsWork(id, chain, entities, clock)
{
    private static readonly byte[] Linked = Keccak256.Hash("Linked(bytes32,address,bytes32,uint256)");
    private static readonly byte[] Revoked = Keccak256.Hash("Revoked(bytes32,address,uint256)");
    private static readonly FunctionAbi LinkOf = FunctionAbi.Parse("linkOf(bytes32)");
    private static readonly FunctionAbi NotLinked = FunctionAbi.Parse("NotLinked(bytes32)");
    private static readonly FunctionAbi Expired = FunctionAbi.Parse("Expired(uint256)");
    private static readonly FunctionAbi BadSignature = FunctionAbi.Parse("BadSignature(address)");

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation)
    {
        var calls = await Entities.AllCallsAsync(Id, cancellation).ConfigureAwait(false);
        if (calls.Count == 0)
            return [];
        var sender = await Entities.AskAsync<ChainAccountView>(new GetChainAccount(account), cancellation).ConfigureAwait(false);
        var (due, held) = (new List<ContractCall>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var call in calls.Where(c => !held.Contains(c.Lane)))
        {
            var transaction = sender.UnderWay.FirstOrDefault(t => t.Job == new ChainJob(Id, call.Name));
            // What is sent depends on what those before it in the lane have done: so only when they have is it looked at.
            if (await NextAsync(call, Before(call, calls), transaction, cancellation).ConfigureAwait(false) is not { } next)
                continue;
            if (!next.OpensLane)
                held.Add(call.Lane);
            if (next.Data is { } data)
                due.Add(new ContractCall(new ChainJob(Id, call.Name), data, call.Lane));
        }
        return due;
    }

    /// <inheritdoc/>
    public override async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        var calls = await Entities.AllCallsAsync(Id, cancellation).ConfigureAwait(false);
        return calls.FirstOrDefault(c => c.Name == call.Job.Name) is { } wanted
            ? await DoneAsync(RegistryCalls.Read(wanted), Before(wanted, calls), cancellation).ConfigureAwait(false)
            : null;
    }

    // What to do about a call now; null if it was given up.
    private async Task<Step?> NextAsync(CallRequest call, IReadOnlyList<CallRequest> before, ChainTransaction? transaction,
        CancellationToken cancellation)
    {
        if (transaction is not null)
            return new Step([.. call.Data], transaction.Mined is not null);
        var wanted = RegistryCalls.Read(call);
        if (await DoneAsync(wanted, before, cancellation).ConfigureAwait(false) is not null)
            return new Step([.. call.Data], true);
        var (data, hopeless) = wanted.IsLink
            ? await LinkAsync(call, wanted, cancellation).ConfigureAwait(false)
            : await RevokeAsync(call, wanted, before, cancellation).ConfigureAwait(false);
        if (hopeless is null)
            return new Step(data, false);
        await Entities.DoAsync(new AbandonCall(Id, call.Name, hopeless, Clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task<(byte[]? Data, string? Hopeless)> LinkAsync(CallRequest call, RegistryCall wanted, CancellationToken cancellation)
    {
        var nonce = await PodRegistryView.NonceAsync(Chain, Id.Contract, wanted.Owner, cancellation).ConfigureAwait(false);
        if (wanted.Nonce < nonce)
        {
            var depth = await finality.DepthAsync(Chain, cancellation).ConfigureAwait(false);
            return await OfNonceAsync(wanted, cancellation).ConfigureAwait(false) is { } other && other.Receipt.Block.Number <= depth
                ? (null, $"nonce {wanted.Nonce} of {wanted.Owner} went to another link, by {other.Receipt}: the owner has to sign anew")
                : default;
        }
        var data = RegistryCalls.Data(call, await HoldsAsync(wanted.Commitment, cancellation).ConfigureAwait(false));
        try
        {
            await Chain.EstimateGasAsync(account.Account, Id.Contract, data, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException e) when (Reverted(e, Expired))
        {
            return (null, "the deadline of the signature has passed: the owner has to sign anew");
        }
        catch (CallRefusedException e) when (Reverted(e, BadSignature))
        {
            return (null, $"the registry does not take the signature as {wanted.Owner}'s: the owner has to sign anew");
        }
        catch (CallRefusedException)
        {
            // Paused, or the role is missing: whoever sends it gets the same answer and raises the alarm.
        }
        // One of a later nonce waits for the owner's links of other PODs.
        return wanted.Nonce == nonce ? (data, null) : default;
    }

    private async Task<(byte[]? Data, string? Hopeless)> RevokeAsync(CallRequest call, RegistryCall wanted,
        IReadOnlyList<CallRequest> before, CancellationToken cancellation)
    {
        // One whose link was given up ends the link before it, if that still holds.
        if (await HoldsAsync(wanted.Commitment, cancellation).ConfigureAwait(false))
        {
            var isTooEarly = IsToCome(wanted, before) && await FindAsync(wanted, cancellation).ConfigureAwait(false) is null;
            return isTooEarly ? default : ([.. call.Data], null);
        }
        return IsToCome(wanted, before) ? default : (null, "no link of the POD came to the chain: there is nothing to revoke");
    }

    private async Task<ChainReceipt?> DoneAsync(RegistryCall wanted, IReadOnlyList<CallRequest> before, CancellationToken cancellation)
    {
        var link = await FindAsync(wanted, cancellation).ConfigureAwait(false);
        if (wanted.MeterKeyHash is { } meterKeyHash)
            return link is not null && Word(link, 0).AsSpan().SequenceEqual(meterKeyHash.ToBytes()) ? link.Receipt : null;
        // By whatever ended that very link: a revocation, the owner's own too, or a succession.
        if (link is not null)
            return await RevokedAsync(link.Receipt.Block.Number, e => Word(e, 0).AsSpan().SequenceEqual(Word(link, 1))).ConfigureAwait(false);
        return IsToCome(wanted, before) || await HoldsAsync(wanted.Commitment, cancellation).ConfigureAwait(false)
            ? null
            : await RevokedAsync(null, _ => true).ConfigureAwait(false);

        async Task<ChainReceipt?> RevokedAsync(ulong? from, Func<ChainLog, bool> isWanted) => (await Chain.Logs.NewestAsync(Id.Contract,
            [[Revoked], [wanted.Commitment.ToBytes()]], from, isWanted, cancellation).ConfigureAwait(false))?.Receipt;
    }

    // One behind it may be of the same nonce: signed anew, for nothing has used that up.
    private static IReadOnlyList<CallRequest> Before(CallRequest call, IReadOnlyList<CallRequest> calls) =>
        [.. calls.TakeWhile(c => c.Name != call.Name)];

    // Whether the link that a revocation is to end is itself under way: its block may just have gone, and come again.
    private static bool IsToCome(RegistryCall revocation, IReadOnlyList<CallRequest> before) =>
        before.Select(RegistryCalls.Read).Any(c => c.IsLink && c with { MeterKeyHash = null } == revocation);

    // The link of this commitment that was signed with the nonce.
    private async Task<ChainLog?> FindAsync(RegistryCall wanted, CancellationToken cancellation) =>
        await OfNonceAsync(wanted, cancellation).ConfigureAwait(false) is { } link && IsOf(link, wanted.Commitment) ? link : null;

    // The link that an owner's nonce was used for; null if it is not used.
    private async Task<ChainLog?> OfNonceAsync(RegistryCall wanted, CancellationToken cancellation)
    {
        var used = await UsedAsync().ConfigureAwait(false);
        if (used <= wanted.Nonce)
            return null;
        // An owner's links are in the order of the nonces, the newest with the last one: counted from there, as long as none comes meanwhile.
        var next = used;
        var link = await Chain.Logs.NewestAsync(Id.Contract, [[Linked], null, [Topic(wanted.Owner)]], null, _ => --next == wanted.Nonce,
            cancellation).ConfigureAwait(false);
        return await UsedAsync().ConfigureAwait(false) == used
            ? link
            : throw new ChainUnreachableException($"the links of {wanted.Owner} changed while they were read");

        Task<ulong> UsedAsync() => PodRegistryView.NonceAsync(Chain, Id.Contract, wanted.Owner, cancellation);
    }

    private async Task<bool> HoldsAsync(Hash256 commitment, CancellationToken cancellation)
    {
        try
        {
            await Chain.CallAsync(Id.Contract, LinkOf.EncodeCall([commitment.ToBytes()]), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (CallRefusedException e) when (Reverted(e, NotLinked))
        {
            return false;
        }
    }

    private static bool IsOf(ChainLog link, Hash256 commitment) => link.Topics[1].AsSpan().SequenceEqual(commitment.ToBytes());

    private static bool Reverted(CallRefusedException refused, FunctionAbi error) =>
        refused.InnerException is RpcResponseException { RpcError.RevertData: { } data } && data.AsSpan().StartsWith(error.Selector);

    private static byte[] Topic(Address owner) => [.. new byte[AbiType.WordBytes - Address.Bytes], .. owner.ToBytes()];

    private static byte[] Word(ChainLog log, int index) => log.Data[(index * AbiType.WordBytes)..((index + 1) * AbiType.WordBytes)];

    // What to send, if it is time, and whether the next of the lane may be looked at.
    private sealed record Step(byte[]? Data, bool OpensLane);
}
