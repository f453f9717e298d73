using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>
/// Carries the transactions of one account to where they can no longer go, whatever becomes of node, network and chain. Everything it
/// knows is in the account's journal and on the chain: it may end at any await and begin anew.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="signer">Signs replacements.</param>
/// <param name="entities">The account.</param>
/// <param name="options">When a transaction counts as stuck, and what then.</param>
/// <param name="clock">The clock.</param>
internal sealed class AccountKeeper(IChain chain, ChainSigner signer, IEntities entities, LedgerOptions options, TimeProvider clock)
{
    /// <summary>Sees to one transaction.</summary>
    /// <param name="id">The account.</param>
    /// <param name="transaction">Where the journal says it is.</param>
    /// <param name="depth">Number of the newest block that can no longer go; null if none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Where it is now.</returns>
    public async Task<Standing> KeepAsync(ChainAccountId id, ChainTransaction transaction, ulong? depth, CancellationToken cancellation)
    {
        var nonce = transaction.Nonce;
        if (await FindAsync(transaction, cancellation).ConfigureAwait(false) is { } mined)
        {
            await entities.DoAsync(new MineTransaction(id, nonce, mined, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
            return await IsFinalAsync(mined.Receipt.Block, depth, cancellation).ConfigureAwait(false)
                ? new Standing(mined, null)
                : Standing.UnderWay;
        }

        if (transaction.Mined is { } before)
        {
            await entities.DoAsync(new ReorgTransaction(id, nonce, before.Receipt.Block.Hash, clock.GetUtcNow()), cancellation)
                .ConfigureAwait(false);
            transaction = transaction with { Mined = null, SubmittedAt = null };
        }
        if (await chain.TransactionCountAsync(id.Account, null, cancellation).ConfigureAwait(false) > nonce)
        {
            // In a block is either one of ours whose receipt the node does not show yet, or another's: told apart when it can no longer go.
            if (depth is { } deep && await chain.TransactionCountAsync(id.Account, deep, cancellation).ConfigureAwait(false) > nonce
                && await FindAsync(transaction, cancellation).ConfigureAwait(false) is null)
                await entities.DoAsync(new LoseNonce(id, nonce, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
            return Standing.UnderWay;
        }
        return await SendAsync(id, transaction, cancellation).ConfigureAwait(false);
    }

    /// <summary>Records that a transaction is final.</summary>
    public Task FinaliseAsync(ChainAccountId id, ulong nonce, ChainReceipt receipt, CancellationToken cancellation) =>
        entities.DoAsync(new FinaliseTransaction(id, nonce, receipt, clock.GetUtcNow()), cancellation);

    /// <summary>Whether a block can no longer go, and is still the one of its number.</summary>
    public async Task<bool> IsFinalAsync(BlockRef block, ulong? depth, CancellationToken cancellation) =>
        block.Number <= depth && await chain.BlockAsync(block.Number, cancellation).ConfigureAwait(false) is { Hash: { } hash }
        && Hash256.Parse(hash) == block.Hash;

    // What was replaced can still be mined: any of them counts.
    private async Task<MinedTransaction?> FindAsync(ChainTransaction transaction, CancellationToken cancellation)
    {
        foreach (var signed in transaction.Signed.Reverse())
        {
            if (await chain.ReceiptAsync(signed.Hash, cancellation).ConfigureAwait(false) is { } mined)
                return mined;
        }
        return null;
    }

    private async Task<Standing> SendAsync(ChainAccountId id, ChainTransaction transaction, CancellationToken cancellation)
    {
        var isStuck = transaction.SubmittedAt is { } at && clock.GetUtcNow() - at >= options.StuckAfter;
        if (transaction.SubmittedAt is null)
            return await SendLastAsync(id, transaction, cancellation).ConfigureAwait(false);
        if (!isStuck)
        {
            // A node that forgot it (a restart, a full pool) is given it again.
            return await chain.KnowsAsync(transaction.Last.Hash, cancellation).ConfigureAwait(false)
                ? Standing.UnderWay
                : await SendLastAsync(id, transaction, cancellation).ConfigureAwait(false);
        }
        var wanted = await chain.FeesAsync(cancellation).ConfigureAwait(false);
        // Where gas costs nothing the same bytes are sent again; what was signed for nothing where it does is replaced as all else.
        if (transaction.Last.Fees.IsZero && wanted.IsZero)
            return await SendLastAsync(id, transaction, cancellation).ConfigureAwait(false);
        var waits = $"nonce {transaction.Nonce} of {id} waits since {transaction.SubmittedAt:O}, replaced {transaction.Raised} times";
        if (transaction.Raised >= options.MostReplacements)
        {
            await SendLastAsync(id, transaction, cancellation).ConfigureAwait(false);
            return new Standing(null, $"{waits}: no more is offered than {transaction.Last.Fees}");
        }
        var within = wanted.Within(options.MostGasPriceWei);
        var offered = transaction.Last.Fees.Bumped().AtLeast(within ?? wanted);
        if (within is null || offered.MostWei > options.MostGasPriceWei)
        {
            await SendLastAsync(id, transaction, cancellation).ConfigureAwait(false);
            return new Standing(null, $"{waits}: it offers {transaction.Last.Fees}, the network asks {wanted}, and no more than "
                + $"{options.MostGasPriceWei} wei a gas are paid (most-gas-price)");
        }
        return await ReplaceAsync(id, transaction, offered, cancellation).ConfigureAwait(false);
    }

    private async Task<Standing> ReplaceAsync(ChainAccountId id, ChainTransaction transaction, GasFees fees, CancellationToken cancellation)
    {
        var replacement = signer.Again(transaction.Last, fees);
        await entities.DoAsync(new ReplaceTransaction(id, transaction.Nonce, transaction.Last.Hash, replacement, options.MostReplacements,
            clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        return await SendLastAsync(id, transaction with { Signed = [.. transaction.Signed, replacement], SubmittedAt = null }, cancellation)
            .ConfigureAwait(false);
    }

    private async Task<Standing> SendLastAsync(ChainAccountId id, ChainTransaction transaction, CancellationToken cancellation)
    {
        var outcome = await chain.SendAsync([.. transaction.Last.Raw], cancellation).ConfigureAwait(false);
        switch (outcome.Kind)
        {
            case SendOutcomeKind.Taken or SendOutcomeKind.Underpriced:
                // Of one that is not taken for its fees the time runs, too: then it is replaced.
                await entities.DoAsync(new SubmitTransaction(id, transaction.Nonce, transaction.Last.Hash, clock.GetUtcNow()), cancellation)
                    .ConfigureAwait(false);
                return Standing.UnderWay;
            case SendOutcomeKind.NonceUsed:
                // Mined since it was looked for: the next look finds where, or by whom.
                return Standing.UnderWay;
            default:
                // What it costs may be more than the account has: it is signed anew as soon as the network asks clearly less. Each time it offers an
                // eighth less, so this ends.
                var fees = await chain.FeesAsync(cancellation).ConfigureAwait(false);
                if (fees.Within(options.MostGasPriceWei) is { } cheaper && cheaper.Undercut(transaction.Last.Fees))
                    return await ReplaceAsync(id, transaction, cheaper, cancellation).ConfigureAwait(false);
                return new Standing(null, $"the node does not take nonce {transaction.Nonce} of {id}: {outcome.Text}");
        }
    }
}

/// <summary>Where a transaction is after it was seen to.</summary>
/// <param name="Final">Where it was mined for good; null if it was not.</param>
/// <param name="Fault">What keeps it; null if nothing does.</param>
internal readonly record struct Standing(MinedTransaction? Final, string? Fault)
{
    /// <summary>On its way.</summary>
    public static Standing UnderWay => default;
}
