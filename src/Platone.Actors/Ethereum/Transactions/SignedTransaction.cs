using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>A transaction as it is sent and stands in blocks. Compares by its encoding.</summary>
public sealed class SignedTransaction : IEquatable<SignedTransaction>
{
    private readonly byte[] _encoded;

    /// <summary>A transaction with its signature.</summary>
    /// <param name="unsigned">What was signed.</param>
    /// <param name="signature">Of <see cref="UnsignedTransaction.SigningHash"/>.</param>
    /// <exception cref="FormatException">No key can have made this signature.</exception>
    public SignedTransaction(UnsignedTransaction unsigned, RecoverableSignature signature)
    {
        (Unsigned, Signature) = (unsigned, signature);
        Sender = Secp256k1PublicKey.Recover(unsigned.SigningHash, signature).Address;
        var fields = RlpEncoder.Encode(unsigned.Signed(signature));
        _encoded = unsigned.Type == 0 ? fields : [unsigned.Type, .. fields];
        Hash = Keccak256.Hash(_encoded).ToHex(prefix: true);
    }

    /// <summary>What was signed.</summary>
    public UnsignedTransaction Unsigned { get; }

    /// <summary>The sender's signature.</summary>
    public RecoverableSignature Signature { get; }

    /// <summary>Who signed it.</summary>
    public Address Sender { get; }

    /// <summary>The transaction's hash: "0x" and 64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Reads what <see cref="Encode"/> writes, and nothing else: every number without leading zeros, nothing left over.</summary>
    /// <param name="encoded">A legacy transaction's RLP list, or type 1 or 2 and its list (EIP-2718).</param>
    /// <exception cref="FormatException">Not such an encoding, a field out of range, or a signature that no key can have made (a high s
    /// among them). The message names the field.</exception>
    public static SignedTransaction Decode(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return encoded.IsEmpty ? throw new RlpException("no bytes") : encoded.Span[0] switch
            {
                >= RlpEncoder.ShortList => LegacyTransaction.Decode(RlpDecoder.Decode(encoded)),
                1 => Transaction2930.Decode(RlpDecoder.Decode(encoded[1..])),
                2 => Transaction1559.Decode(RlpDecoder.Decode(encoded[1..])),
                var type => throw new RlpException($"transactions of type {type} are not known here"),
            };
        }
        catch (ArgumentException e)
        {
            // The constructors check ranges for callers too; here the fault is in the bytes.
            throw new RlpException(e.Message);
        }
    }

    /// <summary>Its bytes, as <c>eth_sendRawTransaction</c> takes them in hexadecimal.</summary>
    public byte[] Encode() => [.. _encoded];

    /// <inheritdoc/>
    public bool Equals(SignedTransaction? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SignedTransaction);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    /// <summary>Its hash.</summary>
    public override string ToString() => Hash;
}
