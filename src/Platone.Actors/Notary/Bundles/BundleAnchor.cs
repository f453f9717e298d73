using System.Globalization;
using System.Text;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Bundles;

/// <summary>The part of a bundle that leads from the log to a block of a chain; every field is explained in <c>docs/proofs.md</c>.</summary>
/// <param name="Contract">Address of the <c>EventLog</c>, 20 bytes.</param>
/// <param name="Seq">The head's number there, from 1.</param>
/// <param name="Size">Its leaves.</param>
/// <param name="Root">Its root.</param>
/// <param name="Consistency">RFC 9162 consistency proof between the bundle's checkpoint and the head, from the smaller to the larger.</param>
/// <param name="BlockHash">Hash of the block.</param>
/// <param name="Header">What it is the Keccak-256 of.</param>
/// <param name="AccountProof">Nodes from the state's root to the contract.</param>
/// <param name="StorageProof">Nodes from the contract's storage root to the head's slot.</param>
internal sealed record BundleAnchor(byte[] Contract, long Seq, long Size, byte[] Root, IReadOnlyList<byte[]> Consistency, byte[] BlockHash,
    byte[] Header, IReadOnlyList<byte[]> AccountProof, IReadOnlyList<byte[]> StorageProof)
{
    private const int AddressBytes = 20;

    /// <summary>The fields of its one form, in their order.</summary>
    public static string[] Fields { get; } = ["contract", "seq", "size", "root", "consistency", "block", "accountProof", "storageProof"];

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">A field is missing or wrong.</exception>
    public static BundleAnchor Read(StrictJson json)
    {
        var block = json.Object("block", "hash", "header");
        var seq = json.Integer("seq");
        return new BundleAnchor(json.Hex("contract", AddressBytes),
            seq > 0 ? seq : throw new FormatException($"{json.Path("seq")} counts from 1"), json.Integer("size"), json.Hex("root", MerkleHash.Size),
            json.HexList("consistency", MerkleHash.Size), block.Hex("hash", MerkleHash.Size), block.Hex("header"), json.HexList("accountProof"),
            json.HexList("storageProof"));
    }

    /// <summary>Its JSON.</summary>
    public string ToJson() => new StringBuilder()
        .Append("{\"contract\":").Append(Hex(Contract))
        .Append(CultureInfo.InvariantCulture, $",\"seq\":{Seq},\"size\":{Size}")
        .Append(",\"root\":").Append(Hex(Root))
        .Append(",\"consistency\":[").AppendJoin(',', Consistency.Select(Hex))
        .Append("],\"block\":{\"hash\":").Append(Hex(BlockHash)).Append(",\"header\":").Append(Hex(Header))
        .Append("},\"accountProof\":[").AppendJoin(',', AccountProof.Select(Hex))
        .Append("],\"storageProof\":[").AppendJoin(',', StorageProof.Select(Hex))
        .Append("]}").ToString();

    private static string Hex(byte[] bytes) => $"\"{Convert.ToHexStringLower(bytes)}\"";
}
