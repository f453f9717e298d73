using Akka.Configuration;
using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>A witness that a log asks.</summary>
internal sealed class KnownWitness
{
    private KnownWitness(Uri submission, NoteKey key) => (Submission, Key) = (submission, key);

    /// <summary>Its submission prefix, with a slash at its end.</summary>
    public Uri Submission { get; }

    /// <summary>What its cosignatures are checked with.</summary>
    public NoteKey Key { get; }

    /// <summary>Reads <c>URL vkey</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static KnownWitness Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !Uri.TryCreate(parts[0].TrimEnd('/') + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new FormatException($"'{text}' is not a witness: the http or https URL it is asked at, a space, its vkey");
        var key = NoteKey.Parse(parts[1]);
        return key.Type == NoteKeyType.Cosignature
            ? new KnownWitness(url, key)
            : throw new FormatException($"the key {key.Name} is a log's (type 0x01); a witness's is wanted (0x04)");
    }
}

/// <summary>Which witnesses cosign the log's checkpoints, and how they are asked (<c>platone.notary</c>).</summary>
public sealed record WitnessOptions
{
    private const string Section = "platone.notary";

    /// <summary>Each as <c>URL vkey</c>.</summary>
    /// <exception cref="FormatException">One is none, or two have the same key.</exception>
    public IReadOnlyList<string> Witnesses
    {
        get;
        init
        {
            Known = [.. value.Select(KnownWitness.Parse)];
            if (Known.GroupBy(w => Convert.ToHexString(w.Key.PublicKey)).FirstOrDefault(g => g.Skip(1).Any()) is { } same)
                throw new FormatException($"the key of {same.First().Key.Name} is there twice");
            field = value;
        }
    } = [];

    /// <summary>
    /// A bundle has the newest checkpoint that so many of them have cosigned, if one covers its event; else the newest there is.
    /// </summary>
    public int Quorum { get; init; } = 1;

    /// <summary>How often it is looked whether a checkpoint is to be cosigned.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a witness may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause before a witness that does not answer, or refuses, is asked again.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same, read.</summary>
    internal IReadOnlyList<KnownWitness> Known { get; private init; } = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigurationException">A value cannot be; the message names its key.</exception>
    public static WitnessOptions From(Config config)
    {
        var notary = config.GetConfig(Section);
        try
        {
            var options = new WitnessOptions
            {
                Witnesses = [.. notary.GetStringList("witnesses")],
                Quorum = notary.GetInt("witness-quorum"),
                Interval = notary.GetTimeSpan("witness-interval"),
                Timeout = notary.GetTimeSpan("witness-timeout"),
            };
            return options.Quorum >= 1 && (options.Known.Count == 0 || options.Quorum <= options.Known.Count)
                ? options
                : throw new ConfigurationException($"{Section}.witness-quorum must be 1 to the number of witnesses, not {options.Quorum}");
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{Section}.witnesses: {e.Message}", e);
        }
    }
}
