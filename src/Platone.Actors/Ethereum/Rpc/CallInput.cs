using System.Text.Json.Serialization;

namespace Platone.Actors.Ethereum.Rpc;

/// <summary>A call that is only tried (<c>eth_call</c>, <c>eth_estimateGas</c>).</summary>
/// <param name="To">The contract; null: the data is the code that creates one.</param>
/// <param name="Data">Call data.</param>
/// <param name="From">Who calls; null: the zero address.</param>
/// <param name="Value">What it carries, in wei.</param>
/// <param name="Gas">The most gas; null: the node's limit.</param>
/// <param name="AccessList">What it announces to touch.</param>
public sealed record CallInput(
    Address? To,
    [property: JsonPropertyName("input")] byte[] Data,
    Address? From = null,
    HexBigInteger? Value = null,
    HexBigInteger? Gas = null,
    IReadOnlyList<Transactions.AccessListEntry>? AccessList = null)
{
    /// <summary>What it offers a gas, in wei (types 0 and 1); null with the other two, or for nothing.</summary>
    public HexBigInteger? GasPrice { get; init; }

    /// <summary>The most it pays a gas, in wei (type 2).</summary>
    public HexBigInteger? MaxFeePerGas { get; init; }

    /// <summary>The most a gas that goes to the block's maker, in wei (type 2).</summary>
    public HexBigInteger? MaxPriorityFeePerGas { get; init; }
}
