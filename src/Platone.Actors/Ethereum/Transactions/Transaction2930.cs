using System.Numerics;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>A transaction of type 1 (EIP-2930): one price of gas, and an access list.</summary>
public sealed class Transaction2930 : UnsignedTransaction
{
    /// <summary>A transaction with an access list.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="nonce">See <see cref="UnsignedTransaction.Nonce"/>.</param>
    /// <param name="gasPrice">Paid for a unit of gas, in wei.</param>
    /// <param name="gasLimit">See <see cref="UnsignedTransaction.GasLimit"/>.</param>
    /// <param name="to">Null creates a contract.</param>
    /// <param name="value">In wei.</param>
    /// <param name="data">Call data, or the creating code.</param>
    /// <param name="accessList">May be empty.</param>
    /// <exception cref="ArgumentException">An amount out of range; the message names it.</exception>
    public Transaction2930(ulong chainId, ulong nonce, BigInteger gasPrice, ulong gasLimit, Address? to, BigInteger value,
        ReadOnlyMemory<byte> data, IReadOnlyList<AccessListEntry> accessList) : base(chainId, nonce, gasLimit, to, value, data)
    {
        (GasPrice, AccessList) = (Amount(gasPrice, "gasPrice"), AccessListEntry.Checked(accessList));
        CheckFee();
    }

    /// <summary>Paid for a unit of gas, in wei.</summary>
    public BigInteger GasPrice { get; }

    /// <summary>What it announces to touch.</summary>
    public IReadOnlyList<AccessListEntry> AccessList { get; }

    /// <inheritdoc/>
    public override byte Type => 1;

    /// <inheritdoc/>
    public override BigInteger HighestGasPrice => GasPrice;

    internal override byte[] SigningPayload => [Type, .. RlpEncoder.Encode(RlpItem.List(Fields))];

    private RlpItem[] Fields =>
    [
        RlpItem.Of(ChainId!.Value), RlpItem.Of(Nonce), RlpItem.Of(GasPrice), RlpItem.Of(GasLimit), ToItem, RlpItem.Of(Value),
        RlpItem.Of(Data), AccessListEntry.Encode(AccessList),
    ];

    internal override RlpItem Signed(RecoverableSignature signature) =>
        RlpItem.List([.. Fields, .. SignatureItems(signature.RecoveryId, signature)]);

    internal static SignedTransaction Decode(RlpItem item)
    {
        var f = new TransactionFields(item,
            ["chainId", "nonce", "gasPrice", "gasLimit", "to", "value", "data", "accessList", "yParity", "r", "s"]);
        return new SignedTransaction(new Transaction2930(f.Long("chainId"), f.Long("nonce"), f.Number("gasPrice"), f.Long("gasLimit"), f.To,
            f.Number("value"), f.Data, AccessListEntry.Decode(f["accessList"])), f.Signature(f.YParity));
    }
}
