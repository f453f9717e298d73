using System.Numerics;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>A transaction of type 2 (EIP-1559): it pays the block's base fee, and a tip to whoever makes the block.</summary>
public sealed class Transaction1559 : UnsignedTransaction
{
    /// <summary>A fee market transaction.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="nonce">See <see cref="UnsignedTransaction.Nonce"/>.</param>
    /// <param name="maxPriorityFeePerGas">The most it tips for a unit of gas, in wei; at most <paramref name="maxFeePerGas"/>.</param>
    /// <param name="maxFeePerGas">The most it pays for a unit of gas, base fee and tip, in wei.</param>
    /// <param name="gasLimit">See <see cref="UnsignedTransaction.GasLimit"/>.</param>
    /// <param name="to">Null creates a contract.</param>
    /// <param name="value">In wei.</param>
    /// <param name="data">Call data, or the creating code.</param>
    /// <param name="accessList">Null: empty.</param>
    /// <exception cref="ArgumentException">An amount out of range, or a tip above the fee; the message names it.</exception>
    public Transaction1559(ulong chainId, ulong nonce, BigInteger maxPriorityFeePerGas, BigInteger maxFeePerGas, ulong gasLimit,
        Address? to, BigInteger value, ReadOnlyMemory<byte> data, IReadOnlyList<AccessListEntry>? accessList = null)
        : base(chainId, nonce, gasLimit, to, value, data)
    {
        MaxPriorityFeePerGas = Amount(maxPriorityFeePerGas, "maxPriorityFeePerGas");
        MaxFeePerGas = Amount(maxFeePerGas, "maxFeePerGas");
        AccessList = AccessListEntry.Checked(accessList ?? []);
        if (maxPriorityFeePerGas > maxFeePerGas)
            throw new ArgumentException("maxPriorityFeePerGas: more than maxFeePerGas", nameof(maxPriorityFeePerGas));
        CheckFee();
    }

    /// <summary>The most it tips for a unit of gas, in wei.</summary>
    public BigInteger MaxPriorityFeePerGas { get; }

    /// <summary>The most it pays for a unit of gas, base fee and tip, in wei.</summary>
    public BigInteger MaxFeePerGas { get; }

    /// <summary>What it announces to touch.</summary>
    public IReadOnlyList<AccessListEntry> AccessList { get; }

    /// <inheritdoc/>
    public override byte Type => 2;

    /// <inheritdoc/>
    public override BigInteger HighestGasPrice => MaxFeePerGas;

    internal override byte[] SigningPayload => [Type, .. RlpEncoder.Encode(RlpItem.List(Fields))];

    private RlpItem[] Fields =>
    [
        RlpItem.Of(ChainId!.Value), RlpItem.Of(Nonce), RlpItem.Of(MaxPriorityFeePerGas), RlpItem.Of(MaxFeePerGas), RlpItem.Of(GasLimit),
        ToItem, RlpItem.Of(Value), RlpItem.Of(Data), AccessListEntry.Encode(AccessList),
    ];

    internal override RlpItem Signed(RecoverableSignature signature) =>
        RlpItem.List([.. Fields, .. SignatureItems(signature.RecoveryId, signature)]);

    internal static SignedTransaction Decode(RlpItem item)
    {
        var f = new TransactionFields(item, ["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gasLimit", "to", "value", "data",
            "accessList", "yParity", "r", "s"]);
        return new SignedTransaction(new Transaction1559(f.Long("chainId"), f.Long("nonce"), f.Number("maxPriorityFeePerGas"),
            f.Number("maxFeePerGas"), f.Long("gasLimit"), f.To, f.Number("value"), f.Data, AccessListEntry.Decode(f["accessList"])),
            f.Signature(f.YParity));
    }
}
