using System.Numerics;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>
/// What a sender signs: <see cref="LegacyTransaction"/>, <see cref="Transaction2930"/> or <see cref="Transaction1559"/>. Amounts are in
/// wei. Compares by what is signed.
/// </summary>
public abstract class UnsignedTransaction : IEquatable<UnsignedTransaction>
{
    private protected UnsignedTransaction(ulong? chainId, ulong nonce, ulong gasLimit, Address? to, BigInteger value,
        ReadOnlyMemory<byte> data)
    {
        if (nonce == ulong.MaxValue)
            throw new ArgumentException("nonce: at most 2^64 - 2 (EIP-2681)", nameof(nonce));
        (ChainId, Nonce, GasLimit, To, Value, Data) = (chainId, nonce, gasLimit, to, Amount(value, "value"), data);
    }

    /// <summary>The chain it is for (EIP-155); null: it may be replayed on every chain.</summary>
    public ulong? ChainId { get; }

    /// <summary>How many transactions the sender sent before.</summary>
    public ulong Nonce { get; }

    /// <summary>The most gas it may use.</summary>
    public ulong GasLimit { get; }

    /// <summary>The called account; null: it creates a contract, and <see cref="Data"/> is the code that does.</summary>
    public Address? To { get; }

    /// <summary>What it carries to the called account, in wei.</summary>
    public BigInteger Value { get; }

    /// <summary>Call data: selector and encoded arguments.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Its type (EIP-2718): 0 legacy, 1 EIP-2930, 2 EIP-1559.</summary>
    public abstract byte Type { get; }

    /// <summary>The most it pays for a unit of gas, in wei.</summary>
    public abstract BigInteger HighestGasPrice { get; }

    /// <summary>keccak256 of what is signed, 32 bytes.</summary>
    public byte[] SigningHash => Keccak256.Hash(SigningPayload);

    /// <summary>What is signed: the type's byte (not for legacy) and the RLP of the fields.</summary>
    internal abstract byte[] SigningPayload { get; }

    private protected RlpItem ToItem => RlpItem.Of(To?.ToBytes() ?? []);

    /// <summary>Signs it.</summary>
    public SignedTransaction Sign(Secp256k1PrivateKey key) => new(this, key.SignHash(SigningHash));

    /// <inheritdoc/>
    public bool Equals(UnsignedTransaction? other) =>
        other is not null && Type == other.Type && SigningPayload.AsSpan().SequenceEqual(other.SigningPayload);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnsignedTransaction);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, ChainId, Nonce, To);

    /// <summary>The fields of the signed encoding: those signed, then the signature.</summary>
    internal abstract RlpItem Signed(RecoverableSignature signature);

    private protected static BigInteger Amount(BigInteger amount, string field) => amount.Sign >= 0 && amount.GetBitLength() <= 256
        ? amount
        : throw new ArgumentException($"{field}: a number from 0 to 2^256 - 1");

    private protected void CheckFee()
    {
        if ((HighestGasPrice * GasLimit).GetBitLength() > 256)
            throw new ArgumentException("gasLimit times the price of gas exceeds 2^256 - 1");
    }

    private protected static RlpItem[] SignatureItems(BigInteger v, RecoverableSignature signature) =>
        [RlpItem.Of(v), RlpItem.Of(signature.R), RlpItem.Of(signature.S)];
}
