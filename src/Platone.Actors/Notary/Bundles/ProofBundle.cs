using System.Globalization;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Bundles;

/// <summary>A unit in a bundle: disclosed with its salt, or only its commitment.</summary>
/// <param name="Commitment">What the leaf commits to.</param>
/// <param name="Disclosed">Salt and content, if disclosed.</param>
internal sealed record BundleUnit(byte[] Commitment, SaltedUnit? Disclosed);

/// <summary>
/// The proof that one event is in the log: what its leaf commits to, and the way from there to a signed checkpoint (ledger, "Proof
/// bundle and verifiers"). Exactly one text says each bundle: JSON as <c>JSON.stringify</c> writes it, fields in the order of
/// <see cref="ToJson"/>.
/// </summary>
/// <param name="Leaf">The entry.</param>
/// <param name="Units">All its units in order.</param>
/// <param name="VerifierKey">The log's vkey, for the reader's information: a verifier trusts no key it finds here.</param>
/// <param name="Index">Index of the leaf.</param>
/// <param name="Proof">Inclusion proof in the checkpoint's tree.</param>
/// <param name="Checkpoint">The checkpoint, a signed note.</param>
/// <param name="Anchor">The way on to a block of a chain; null where there is none.</param>
internal sealed record ProofBundle(Leaf Leaf, IReadOnlyList<BundleUnit> Units, string VerifierKey, long Index,
    IReadOnlyList<byte[]> Proof, string Checkpoint, BundleAnchor? Anchor = null)
{
    private const string Format = "platone/bundle/v1";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The units of a bundle: those asked for disclosed, as far as they are not erased.</summary>
    /// <param name="units">All of the entry's.</param>
    /// <param name="numbers">Which to disclose; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no unit of a number.</exception>
    public static IReadOnlyList<BundleUnit> Disclose(IReadOnlyList<LeafUnit> units, IReadOnlyList<int>? numbers)
    {
        foreach (var number in numbers ?? [])
        {
            if (number < 0 || number >= units.Count)
                throw new ArgumentOutOfRangeException(nameof(units), number, $"the event has {units.Count} units, numbered from 0");
        }
        var wanted = numbers?.ToHashSet();
        return [.. units.Select((u, i) => new BundleUnit(u.Commitment.Value, wanted is null || wanted.Contains(i) ? u.Disclosable : null))];
    }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="FormatException">It is none, or not in its only form.</exception>
    public static ProofBundle Parse(string json)
    {
        var bundle = StrictJson.Read(json, Read, "format", "entry", "units", "log", "anchor");
        var canonical = bundle.ToJson();
        if (json == canonical)
            return bundle;
        var same = json.AsSpan().CommonPrefixLength(canonical);
        throw new FormatException(
            $"not in canonical form from character {same} on: white space, order of fields, or an escape that need not be");
    }

    /// <summary>The bundle as it is stored and sent: without white space and without a newline at its end.</summary>
    public string ToJson()
    {
        var json = new StringBuilder();
        json.Append("{\"format\":").Append(Text(Format));
        json.Append(",\"entry\":{\"persistenceId\":").Append(Text(Leaf.Event.PersistenceId));
        json.Append(",\"sequenceNr\":").Append(CultureInfo.InvariantCulture, $"{Leaf.Event.SequenceNr}");
        json.Append(",\"recordedAt\":").Append(Text(Leaf.RecordedAt.ToString(TimeFormat, CultureInfo.InvariantCulture)));
        json.Append(",\"manifest\":").Append(Text(Leaf.Manifest));
        json.Append(",\"storedSha256\":").Append(Hex(Leaf.StoredHash));
        json.Append(",\"unitsRoot\":").Append(Hex(Leaf.UnitsRoot));
        json.Append("},\"units\":[").AppendJoin(',', Units.Select(Unit));
        json.Append("],\"log\":{\"vkey\":").Append(Text(VerifierKey));
        json.Append(",\"index\":").Append(CultureInfo.InvariantCulture, $"{Index}");
        json.Append(",\"proof\":[").AppendJoin(',', Proof.Select(Hex));
        json.Append("],\"checkpoint\":").Append(Text(Checkpoint)).Append('}');
        if (Anchor is not null)
            json.Append(",\"anchor\":").Append(Anchor.ToJson());
        return json.Append('}').ToString();
    }

    private static ProofBundle Read(StrictJson json)
    {
        if (json.Text("format") != Format)
            throw new FormatException($"the format '{json.Text("format")}' is not known; this reads '{Format}'");
        var entry = json.Object("entry", "persistenceId", "sequenceNr", "recordedAt", "manifest", "storedSha256", "unitsRoot");
        var log = json.Object("log", "vkey", "index", "proof", "checkpoint");
        var leaf = new Leaf(new EventId(entry.Text("persistenceId"), entry.Integer("sequenceNr")), ParseTime(entry), entry.Text("manifest"),
            entry.Hex("storedSha256", MerkleHash.Size), entry.Hex("unitsRoot", MerkleHash.Size));
        var units = json.Objects("units", ReadUnit, "commitment", "salt", "content");
        return new ProofBundle(leaf, units, log.Text("vkey"), log.Integer("index"), log.HexList("proof", MerkleHash.Size),
            log.Text("checkpoint"), json.Has("anchor") ? BundleAnchor.Read(json.Object("anchor", BundleAnchor.Fields)) : null);
    }

    private static BundleUnit ReadUnit(StrictJson unit)
    {
        if (unit.Has("commitment"))
        {
            if (unit.Has("salt") || unit.Has("content"))
                throw new FormatException($"{unit.Path("commitment")}: a disclosed unit has salt and content only");
            return new BundleUnit(unit.Hex("commitment", MerkleHash.Size), null);
        }
        var disclosed = new SaltedUnit(unit.Hex("salt", MerkleHash.Size), unit.Base64("content"));
        return new BundleUnit(disclosed.Commitment(), disclosed);
    }

    private static long ParseTime(StrictJson entry)
    {
        const string field = "recordedAt";
        return DateTimeOffset.TryParseExact(entry.Text(field), TimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            : throw new FormatException($"{entry.Path(field)} is not a UTC time with six decimals, yyyy-MM-ddTHH:mm:ss.ffffffZ");
    }

    private static string Unit(BundleUnit unit) => unit.Disclosed is { } disclosed
        ? $$"""{"salt":{{Hex(disclosed.Salt)}},"content":{{Text(Convert.ToBase64String(disclosed.Content.Span))}}}"""
        : $$"""{"commitment":{{Hex(unit.Commitment)}}}""";

    private static string Hex(byte[] bytes) => $"\"{Convert.ToHexStringLower(bytes)}\"";

    // As JSON.stringify does it for what can be in a bundle: no control character but newline ever is.
    private static string Text(string text)
    {
        if (text.Any(c => c < ' ' && c != '\n'))
            throw new FormatException("a bundle holds no control character but newline");
        return $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)}\"";
    }
}
