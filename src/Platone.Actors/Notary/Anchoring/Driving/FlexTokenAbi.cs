using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>How <c>FlexToken</c> (contracts/src/FlexToken.sol) is asked.</summary>
internal static class FlexTokenAbi
{
    private static readonly FunctionAbi Settle = FunctionAbi.Parse("settle(bytes32,address[],uint256[],uint256[])");
    private static readonly AbiTuple Entries = FunctionAbi.Parse("entries(address[],uint256[],uint256[])").Inputs;
    private static readonly FunctionAbi Settlement = FunctionAbi.Parse("settlementOf(bytes32)");

    /// <summary>Topic of the event of a settlement, by its id.</summary>
    public static byte[] SettledTopic { get; } = Keccak256.Hash("Settled(bytes32,address,bytes32)");

    /// <summary>The call that settles.</summary>
    public static byte[] SettleCall(MintRequest mint) => Settle.EncodeCall([mint.Settlement.ToBytes(), .. Lists(mint)]);

    /// <summary>The call that answers with what a settlement was: zero for none.</summary>
    public static byte[] SettlementOf(Hash256 settlement) => Settlement.EncodeCall([settlement.ToBytes()]);

    /// <summary>What the contract keeps of a settlement: keccak256(abi.encode(to, minted, burned)).</summary>
    public static byte[] ContentOf(MintRequest mint) => Keccak256.Hash(Entries.Encode(Lists(mint), "entries"));

    /// <summary>Holders, minted, burned.</summary>
    public static object[] Lists(MintRequest mint) =>
    [
        mint.Entries.Select(e => (object)e.Holder).ToArray(),
        mint.Entries.Select(e => (object)new BigInteger(e.MintedWh)).ToArray(),
        mint.Entries.Select(e => (object)new BigInteger(e.BurnedWh)).ToArray(),
    ];
}
