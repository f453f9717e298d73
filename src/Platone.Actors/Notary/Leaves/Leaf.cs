using System.Buffers.Binary;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Leaves;

/// <summary>What a leaf of the log commits to (ledger, "The log"; docs/log.md has the bytes).</summary>
/// <param name="Event">Stream and number.</param>
/// <param name="RecordedAtUs">When recorded, microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Manifest">Manifest of the payload.</param>
/// <param name="StoredHash">SHA-256 of the stored bytes.</param>
/// <param name="UnitsRoot">Root of the tree of the unit commitments.</param>
internal sealed record Leaf(EventId Event, long RecordedAtUs, string Manifest, byte[] StoredHash, byte[] UnitsRoot)
{
    private static readonly long MinUs = (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long MaxUs = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>When recorded.</summary>
    public DateTimeOffset RecordedAt => DateTimeOffset.UnixEpoch.AddTicks(RecordedAtUs * TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// The leaf's data: six fields, each its length (32 bits, big-endian) and its bytes; numbers are 64 bits, big-endian.
    /// </summary>
    public byte[] Encode()
    {
        using var data = new MemoryStream();
        Field(data, Encoding.UTF8.GetBytes(Event.PersistenceId));
        Field(data, Number(Event.SequenceNr));
        Field(data, Number(RecordedAtUs));
        Field(data, Encoding.UTF8.GetBytes(Manifest));
        Field(data, StoredHash);
        Field(data, UnitsRoot);
        return data.ToArray();
    }

    /// <summary>Reads a leaf's data.</summary>
    /// <exception cref="FormatException">It is not what <see cref="Encode"/> gives.</exception>
    public static Leaf Decode(ReadOnlySpan<byte> data)
    {
        var rest = data;
        var persistenceId = Text(Next(ref rest));
        var sequenceNr = Number(Next(ref rest));
        var recordedAtUs = Number(Next(ref rest));
        var manifest = Text(Next(ref rest));
        var (storedHash, unitsRoot) = (Hash(Next(ref rest)), Hash(Next(ref rest)));
        if (recordedAtUs < MinUs || recordedAtUs > MaxUs)
            throw new FormatException($"the leaf's recorded-at is no time: {recordedAtUs}");
        return rest.IsEmpty
            ? new Leaf(new EventId(persistenceId, sequenceNr), recordedAtUs, manifest, storedHash, unitsRoot)
            : throw new FormatException($"{rest.Length} bytes follow the leaf's data");

        static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
        {
            if (rest.Length < sizeof(int) || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - sizeof(int))
                throw new FormatException("the leaf's data ends too early");
            var field = rest.Slice(sizeof(int), (int)length);
            rest = rest[(sizeof(int) + field.Length)..];
            return field;
        }

        static string Text(ReadOnlySpan<byte> field)
        {
            var text = Encoding.UTF8.GetString(field);
            return field.SequenceEqual(Encoding.UTF8.GetBytes(text))
                ? text
                : throw new FormatException("a text of the leaf's data is not UTF-8");
        }

        static long Number(ReadOnlySpan<byte> field) => field.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64BigEndian(field)
            : throw new FormatException($"a number of the leaf's data has {field.Length} bytes, not {sizeof(long)}");

        static byte[] Hash(ReadOnlySpan<byte> field) => field.Length == MerkleHash.Size
            ? field.ToArray()
            : throw new FormatException($"a hash of the leaf's data has {field.Length} bytes, not {MerkleHash.Size}");
    }

    /// <summary>The RFC 9162 hash of the leaf.</summary>
    public byte[] Hash() => MerkleHash.Leaf(Encode());

    private static void Field(MemoryStream data, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        data.Write(length);
        data.Write(bytes);
    }

    private static byte[] Number(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
