using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// Names of all that was ever asked for, each as the first 16 bytes of its SHA-256: it is known for ever that it was, and what it was the
/// contract on the chain remembers. Compares by content.
/// </summary>
internal readonly struct KnownNames : IEquatable<KnownNames>
{
    /// <summary>Bytes of a name.</summary>
    public const int Bytes = 16;

    private readonly ImmutableSortedSet<UInt128>? _names;

    private KnownNames(ImmutableSortedSet<UInt128> names) => _names = names;

    /// <summary>How many.</summary>
    public int Count => Names.Count;

    private ImmutableSortedSet<UInt128> Names => _names ?? [];

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static KnownNames FromBytes(ReadOnlySpan<byte> stored)
    {
        if (stored.Length % Bytes != 0)
            throw new ArgumentException($"{stored.Length} bytes are no list of names of {Bytes} each", nameof(stored));
        var names = ImmutableSortedSet.CreateBuilder<UInt128>();
        for (; stored.Length > 0; stored = stored[Bytes..])
            names.Add(BinaryPrimitives.ReadUInt128BigEndian(stored));
        return new KnownNames(names.ToImmutable());
    }

    /// <summary>Whether a name is known.</summary>
    public bool Contains(string name) => Names.Contains(Of(name));

    /// <summary>These and another.</summary>
    public KnownNames With(string name) => new(Names.Add(Of(name)));

    /// <summary>These but one.</summary>
    public KnownNames Without(string name) => new(Names.Remove(Of(name)));

    /// <summary>All of them in their order.</summary>
    public byte[] ToBytes()
    {
        var stored = new byte[Count * Bytes];
        foreach (var (place, name) in Names.Index())
            BinaryPrimitives.WriteUInt128BigEndian(stored.AsSpan(place * Bytes), name);
        return stored;
    }

    /// <inheritdoc/>
    public bool Equals(KnownNames other) => Names.SetEquals(other.Names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KnownNames other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    private static UInt128 Of(string name) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
