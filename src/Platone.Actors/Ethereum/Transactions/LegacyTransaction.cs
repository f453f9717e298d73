using System.Numerics;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>A transaction of type 0, with one price of gas: bound to a chain (EIP-155), or the unbound form before.</summary>
public sealed class LegacyTransaction : UnsignedTransaction
{
    private const int UnboundV = 27;
    private const int BoundV = 35;

    /// <summary>A legacy transaction.</summary>
    /// <param name="chainId">The chain (EIP-155), 1 or more; null: the form before, valid on every chain that still takes it.</param>
    /// <param name="nonce">See <see cref="UnsignedTransaction.Nonce"/>.</param>
    /// <param name="gasPrice">Paid for a unit of gas, in wei; 0 on networks without fees.</param>
    /// <param name="gasLimit">See <see cref="UnsignedTransaction.GasLimit"/>.</param>
    /// <param name="to">Null creates a contract.</param>
    /// <param name="value">In wei.</param>
    /// <param name="data">Call data, or the creating code.</param>
    /// <exception cref="ArgumentException">An amount out of range; the message names it.</exception>
    public LegacyTransaction(ulong? chainId, ulong nonce, BigInteger gasPrice, ulong gasLimit, Address? to, BigInteger value,
        ReadOnlyMemory<byte> data) : base(chainId, nonce, gasLimit, to, value, data)
    {
        if (chainId == 0)
            throw new ArgumentException("chainId: 1 or more", nameof(chainId));
        GasPrice = Amount(gasPrice, "gasPrice");
        CheckFee();
    }

    /// <summary>Paid for a unit of gas, in wei.</summary>
    public BigInteger GasPrice { get; }

    /// <inheritdoc/>
    public override byte Type => 0;

    /// <inheritdoc/>
    public override BigInteger HighestGasPrice => GasPrice;

    internal override byte[] SigningPayload => RlpEncoder.Encode(RlpItem.List(ChainId is { } chain
        ? [.. Fields, RlpItem.Of(chain), RlpItem.Of(0), RlpItem.Of(0)]
        : Fields));

    private RlpItem[] Fields =>
        [RlpItem.Of(Nonce), RlpItem.Of(GasPrice), RlpItem.Of(GasLimit), ToItem, RlpItem.Of(Value), RlpItem.Of(Data)];

    internal override RlpItem Signed(RecoverableSignature signature) => RlpItem.List(
    [
        .. Fields,
        .. SignatureItems(signature.RecoveryId + (ChainId is { } chain ? BoundV + (2 * (BigInteger)chain) : UnboundV), signature),
    ]);

    internal static SignedTransaction Decode(RlpItem item)
    {
        var f = new TransactionFields(item, ["nonce", "gasPrice", "gasLimit", "to", "value", "data", "v", "r", "s"]);
        var (chain, recoveryId) = Chain(f.Number("v"));
        return new SignedTransaction(
            new LegacyTransaction(chain, f.Long("nonce"), f.Number("gasPrice"), f.Long("gasLimit"), f.To, f.Number("value"), f.Data),
            f.Signature(recoveryId));
    }

    private static (ulong? Chain, int RecoveryId) Chain(BigInteger v)
    {
        if (v == UnboundV || v == UnboundV + 1)
            return (null, (int)(v - UnboundV));
        var chain = (v - BoundV) / 2;
        return v >= BoundV && chain >= 1 && chain <= ulong.MaxValue
            ? ((ulong)chain, (int)((v - BoundV) % 2))
            : throw new RlpException("v: 27, 28, or 35 (or 36) and twice a chain id from 1 to 2^64 - 1");
    }
}
