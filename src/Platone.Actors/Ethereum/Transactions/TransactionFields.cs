using System.Numerics;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>The fields of an encoded transaction by name.</summary>
internal sealed class TransactionFields(RlpItem item, string[] names)
{
    private readonly IReadOnlyList<RlpItem> _items = item.ItemsOf(names.Length, "this type of transaction");

    /// <summary>The called account; null where the field is empty.</summary>
    public Address? To => this["to"].BytesOf("to").IsEmpty ? null : new Address(this["to"].BytesOf("to", Address.Bytes).Span);

    /// <summary>Call data.</summary>
    public ReadOnlyMemory<byte> Data => this["data"].BytesOf("data");

    /// <summary>The parity of a typed transaction's signature.</summary>
    public int YParity => Number("yParity") is var parity && parity <= 1 ? (int)parity : throw new RlpException("yParity: 0 or 1");

    /// <summary>A field as it is.</summary>
    public RlpItem this[string name] => _items[Array.IndexOf(names, name)];

    /// <summary>A number below 2^256.</summary>
    public BigInteger Number(string name) => this[name].Number(name);

    /// <summary>A number below 2^64.</summary>
    public ulong Long(string name) => (ulong)this[name].Number(name, sizeof(ulong));

    /// <summary>The signature; its range is checked when the sender is recovered.</summary>
    public RecoverableSignature Signature(int recoveryId) => new(Number("r"), Number("s"), recoveryId);
}
