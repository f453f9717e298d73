using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>
/// A block's header: what its hash binds, so that from a trusted block hash follow the state's root and the block's time. Covers the forks
/// from the first to Prague and Osaka. Of networks whose block hash leaves parts of the extra data out it covers QBFT and IBFT 2.0 (of
/// Besu), without the seals; IBFT 1 (of Quorum) is not covered: its <see cref="Hash"/> comes out different, so nothing false is proved.
/// </summary>
public sealed class BlockHeader
{
    private static readonly string[] Names =
    [
        "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty", "number",
        "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce", "baseFeePerGas", "withdrawalsRoot", "blobGasUsed",
        "excessBlobGas", "parentBeaconBlockRoot", "requestsHash",
    ];

    // Length of a field of bytes; 0: a number; -1: bytes of any length.
    private static readonly int[] Lengths = [32, 32, 20, 32, 32, 32, 256, 0, 0, 0, 0, 0, -1, 32, 8, 0, 32, 0, 0, 32, 32];

    // After the first, London, Shanghai, Cancun and Prague.
    private static readonly int[] Counts = [15, 16, 17, 20, 21];

    private readonly byte[] _encoded;

    private BlockHeader(RlpItem item)
    {
        var fields = item.Items;
        if (!Counts.Contains(fields.Count))
            throw new RlpException($"a block header of {fields.Count} fields is not known");
        for (var i = 0; i < fields.Count; i++)
            Check(fields[i], Names[i], Lengths[i]);
        _encoded = RlpEncoder.Encode(item);
        Hash = Keccak256.Hash(_encoded).ToHex(prefix: true);
        ParentHash = fields[0].Bytes.ToArray().ToHex(prefix: true);
        StateRoot = fields[3].Bytes.ToArray();
        Number = (ulong)fields[8].Number("number", sizeof(ulong));
        var timestamp = fields[11].Number("timestamp", sizeof(ulong));
        // A number a DateTimeOffset can hold; no chain comes near it.
        Timestamp = timestamp <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)timestamp)
            : throw new RlpException($"timestamp: {timestamp}");
    }

    /// <summary>The block's hash: "0x" and 64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The block before.</summary>
    public string ParentHash { get; }

    /// <summary>Root of the state after the block, 32 bytes: what <see cref="StateProof"/> starts from.</summary>
    public byte[] StateRoot { get; }

    /// <summary>The block's number.</summary>
    public ulong Number { get; }

    /// <summary>When it was made, as its maker says, in UTC.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>Reads what <see cref="Encode"/> writes, and nothing else.</summary>
    /// <exception cref="RlpException">Not a header; the message names the field.</exception>
    public static BlockHeader Decode(ReadOnlyMemory<byte> encoded) => new(RlpDecoder.Decode(encoded));

    /// <summary>
    /// The header of a block that a node showed. Compare <see cref="Hash"/> with the one it is to have. Where that leaves the seals of the
    /// consensus out, the header has the extra data without them, as the hash binds it.
    /// </summary>
    /// <exception cref="RlpException">A field is missing or of another form.</exception>
    public static BlockHeader Of(Block block)
    {
        var header = Of(block, block.ExtraData);
        return header.Hash == block.Hash
            ? header
            : BftExtraData.Forms(block.ExtraData, block.MixHash ?? []).Select(e => Of(block, e)).FirstOrDefault(h => h.Hash == block.Hash)
                ?? header;
    }

    private static BlockHeader Of(Block block, byte[] extraData)
    {
        RlpItem?[] fields =
        [
            Item(ParentOf(block)), Item(block.Sha3Uncles), Item(block.Miner.ToBytes()), Item(block.StateRoot),
            Item(block.TransactionsRoot), Item(block.ReceiptsRoot), Item(block.LogsBloom), Item(block.Difficulty), Item(block.Number),
            Item(block.GasLimit), Item(block.GasUsed), Item(block.Timestamp), Item(extraData), Item(block.MixHash ?? []),
            Item(block.Nonce ?? []), Item(block.BaseFeePerGas), Item(block.WithdrawalsRoot), Item(block.BlobGasUsed),
            Item(block.ExcessBlobGas), Item(block.ParentBeaconBlockRoot), Item(block.RequestsHash),
        ];
        return new BlockHeader(RlpItem.List([.. fields.TakeWhile(f => f is not null).Select(f => f!)]));
    }

    private static byte[] ParentOf(Block block) => block.ParentHash.TryHexToByteArray(out var bytes)
        ? bytes
        : throw new RlpException("parentHash: not hexadecimal");

    /// <summary>Its RLP.</summary>
    public byte[] Encode() => [.. _encoded];

    /// <summary>Its hash.</summary>
    public override string ToString() => Hash;

    private static void Check(RlpItem item, string name, int length)
    {
        switch (length)
        {
            case 0:
                item.Number(name);
                break;
            case > 0:
                item.BytesOf(name, length);
                break;
            default:
                item.BytesOf(name);
                break;
        }
    }

    private static RlpItem? Item(byte[]? bytes) => bytes is null ? null : RlpItem.Of(bytes);

    private static RlpItem? Item(HexBigInteger? number) => number is null ? null : RlpItem.Of(number.Value);
}
