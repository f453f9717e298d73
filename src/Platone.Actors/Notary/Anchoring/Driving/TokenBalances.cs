using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Notary.Anchoring.Chains;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>What accounts have of a <c>FlexToken</c>, as of the newest block.</summary>
internal static class TokenBalances
{
    private static readonly FunctionAbi BalanceOf = FunctionAbi.Parse("balanceOf(address)");
    private static readonly FunctionAbi DebtOf = FunctionAbi.Parse("debtOf(address)");
    private static readonly FunctionAbi TotalSupply = FunctionAbi.Parse("totalSupply()");

    /// <summary>What an account holds and owes, Wh.</summary>
    /// <exception cref="CallRefusedException">The contract does not answer as a FlexToken.</exception>
    public static async Task<(decimal Balance, decimal Debt)> ReadAsync(IChain chain, Address contract, Address account, CancellationToken cancellation) =>
        (await NumberAsync(chain, contract, BalanceOf.EncodeCall([account]), cancellation).ConfigureAwait(false),
            await NumberAsync(chain, contract, DebtOf.EncodeCall([account]), cancellation).ConfigureAwait(false));

    /// <summary>All tokens that there are, Wh.</summary>
    /// <exception cref="CallRefusedException">The contract does not answer as a FlexToken.</exception>
    public static Task<decimal> SupplyAsync(IChain chain, Address contract, CancellationToken cancellation) =>
        NumberAsync(chain, contract, TotalSupply.EncodeCall([]), cancellation);

    // All are less than 2^128, and of those what is more than all energy ever used is no amount of Wh.
    private static async Task<decimal> NumberAsync(IChain chain, Address contract, byte[] call, CancellationToken cancellation)
    {
        var word = await chain.CallAsync(contract, call, cancellation).ConfigureAwait(false);
        return word.Length == Hash256.Bytes && new BigInteger(word, isUnsigned: true, isBigEndian: true) is var number && number <= long.MaxValue
            ? (decimal)number
            : throw new CallRefusedException($"{contract} does not answer as a FlexToken");
    }
}
