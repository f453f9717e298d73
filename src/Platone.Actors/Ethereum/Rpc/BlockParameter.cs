using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platone.Actors.Ethereum.Rpc;

/// <summary>Which block a question is about: a number, a name (latest, safe, finalized, pending, earliest), or a hash (EIP-1898).</summary>
[JsonConverter(typeof(BlockParameterConverter))]
public sealed record BlockParameter
{
    private readonly string _value;

    private BlockParameter(string value, bool isHash) => (_value, IsHash) = (value, isHash);

    /// <summary>The block of a number.</summary>
    public BlockParameter(ulong number) : this(new HexBigInteger(number).HexValue, isHash: false)
    {
    }

    /// <summary>The block of a number.</summary>
    public BlockParameter(HexBigInteger number) : this(number.HexValue, isHash: false)
    {
    }

    internal bool IsHash { get; }

    /// <summary>The newest block.</summary>
    public static BlockParameter CreateLatest() => new("latest", isHash: false);

    /// <summary>The first block.</summary>
    public static BlockParameter CreateEarliest() => new("earliest", isHash: false);

    /// <summary>The newest block and the transactions that wait at the node.</summary>
    public static BlockParameter CreatePending() => new("pending", isHash: false);

    /// <summary>The newest block that is unlikely to be reorganised away.</summary>
    public static BlockParameter CreateSafe() => new("safe", isHash: false);

    /// <summary>The newest block that cannot be reorganised away without destroying a third of the stake.</summary>
    public static BlockParameter CreateFinalized() => new("finalized", isHash: false);

    /// <summary>The block of a hash: the answer is an error if it is not (or no longer) part of the chain.</summary>
    /// <param name="hash">"0x" and 64 hexadecimal digits.</param>
    public static BlockParameter CreateHash(string hash) => new(hash, isHash: true);

    /// <summary>The number, name or hash.</summary>
    public override string ToString() => _value;
}

internal sealed class BlockParameterConverter : JsonConverter<BlockParameter>
{
    public override BlockParameter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("nodes do not send it");

    public override void Write(Utf8JsonWriter writer, BlockParameter value, JsonSerializerOptions options)
    {
        if (!value.IsHash)
        {
            writer.WriteStringValue(value.ToString());
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("blockHash", value.ToString());
        writer.WriteBoolean("requireCanonical", true);
        writer.WriteEndObject();
    }
}
