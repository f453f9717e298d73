using System.Globalization;
using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Notary.Bundles;

/// <summary>
/// Whom a verifier trusts: keys of logs, keys of witnesses, and how many witnesses must have cosigned a checkpoint. As a file:
/// <code>{"format": "platone/trust/v1", "logs": ["vkey"], "witnesses": ["vkey"], "quorum": 1}</code>
/// and, where heads of the log are anchored on a chain, whose blocks are trusted:
/// <code>"chains": [{"chainId": 1337, "contract": "40 hex digits", "blockHash": "64 hex digits"}]</code>
/// </summary>
public sealed class TrustFile
{
    private const string Format = "platone/trust/v1";

    private TrustFile(IReadOnlyList<NoteKey> logs, IReadOnlyList<NoteKey> witnesses, int quorum, IReadOnlyList<TrustedBlock> chains) =>
        (Logs, Witnesses, Quorum, Chains) = (logs, witnesses, quorum, chains);

    /// <summary>How many witnesses must have cosigned; 0 to do without.</summary>
    public int Quorum { get; }

    /// <summary>Blocks of chains; with any, a proof must have an anchor in one of them.</summary>
    public IReadOnlyList<TrustedBlock> Chains { get; }

    /// <summary>vkeys of logs.</summary>
    public IReadOnlyList<string> LogKeys => [.. Logs.Select(l => l.ToString())];

    /// <summary>Keys of logs; each names its log's origin.</summary>
    internal IReadOnlyList<NoteKey> Logs { get; }

    /// <summary>Keys of witnesses.</summary>
    internal IReadOnlyList<NoteKey> Witnesses { get; }

    /// <summary>Reads a trust file. White space is free; fields are not.</summary>
    /// <exception cref="FormatException">A field is missing, unknown, twice there or wrong; the message names it.</exception>
    public static TrustFile Parse(string json) => StrictJson.Read(json, Read, "format", "logs", "witnesses", "quorum", "chains");

    /// <summary>The text of a trust file.</summary>
    /// <param name="logs">vkeys of logs.</param>
    /// <param name="witnesses">vkeys of witnesses.</param>
    /// <param name="quorum">How many witnesses must have cosigned.</param>
    /// <param name="chains">Blocks of chains; null for none.</param>
    /// <exception cref="FormatException">A vkey is none, or the quorum cannot be reached.</exception>
    public static string Write(IEnumerable<string> logs, IEnumerable<string> witnesses, int quorum, IReadOnlyList<TrustedBlock>? chains = null)
    {
        // A vkey holds nothing that JSON would have to escape but '"' and '\' in a name; those are refused rather than escaped.
        var json = $$"""
            {
              "format": "{{Format}}",
              "logs": [{{List(logs)}}],
              "witnesses": [{{List(witnesses)}}],
              "quorum": {{quorum}}{{(chains is { Count: > 0 } ? $",\n  \"chains\": [{string.Join(", ", chains.Select(Chain))}]" : "")}}
            }

            """;
        _ = Parse(json);
        return json;

        static string Chain(TrustedBlock block) => string.Create(CultureInfo.InvariantCulture, $"{{ \"chainId\": {block.ChainId}, "
            + $"\"contract\": \"{Convert.ToHexStringLower(block.Contract.ToBytes())}\", "
            + $"\"blockHash\": \"{Convert.ToHexStringLower(block.BlockHash.ToBytes())}\" }}");

        static string List(IEnumerable<string> vkeys) => string.Join(", ", vkeys.Select(v => v.AsSpan().ContainsAny('"', '\\')
            ? throw new FormatException($"the name of the key {v} cannot be written to a trust file")
            : $"\"{v}\""));
    }

    private static TrustFile Read(StrictJson json)
    {
        if (json.Text("format") != Format)
            throw new FormatException($"the format '{json.Text("format")}' is not known; this reads '{Format}'");
        var logs = Keys(json, "logs", NoteKeyType.Ed25519);
        var witnesses = Keys(json, "witnesses", NoteKeyType.Cosignature);
        if (logs.Count == 0)
            throw new FormatException("logs: at least one log's vkey is needed");
        var quorum = json.Integer("quorum");
        return quorum <= witnesses.Count
            ? new TrustFile(logs, witnesses, (int)quorum, json.Has("chains")
                ? json.Objects("chains", Chain, "chainId", "contract", "blockHash")
                : [])
            : throw new FormatException($"quorum: {quorum} of {witnesses.Count} witnesses cannot be reached");
    }

    private static TrustedBlock Chain(StrictJson chain) => new(chain.Integer("chainId") is > 0 and var id
            ? (ulong)id
            : throw new FormatException($"{chain.Path("chainId")} is not the id of a chain, 1 or more"),
        new Address(chain.Hex("contract", Address.Bytes)), new Hash256(chain.Hex("blockHash", Hash256.Bytes)));

    private static List<NoteKey> Keys(StrictJson json, string field, NoteKeyType type)
    {
        var keys = new List<NoteKey>();
        foreach (var vkey in json.TextList(field))
        {
            var key = NoteKey.Parse(vkey);
            if (key.Type != type)
                throw new FormatException($"{field}: the key {key.Name} has type 0x{(byte)key.Type:x2}; here it must be 0x{(byte)type:x2}");
            if (keys.Any(k => k.PublicKey.AsSpan().SequenceEqual(key.PublicKey)))
                throw new FormatException($"{field}: the key of {key.Name} is there twice");
            keys.Add(key);
        }
        return keys;
    }
}
