using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Bundles;

/// <summary>
/// Who vouches for a log besides itself. Who holds journal and log key can rewrite both; only what others hold says otherwise.
/// </summary>
public enum Attestation
{
    /// <summary>Nobody: the log's own key only.</summary>
    SelfAttested,

    /// <summary>A checkpoint that the verifier kept or got from somebody else.</summary>
    ExternalCheckpoint,

    /// <summary>The trust file's quorum of witnesses.</summary>
    Witnessed,

    /// <summary>A chain whose block the trust file knows.</summary>
    Anchored,
}

/// <summary>One step of a verification.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="IsOk">Whether it holds.</param>
/// <param name="Text">What was found, for people.</param>
public sealed record VerificationCheck(string Name, bool IsOk, string Text)
{
    /// <summary>One line for people. What it says comes from the proof: <see cref="OneLine"/> keeps that from looking like further lines.</summary>
    public override string ToString() => OneLine.Of($"{(IsOk ? "ok" : "FAILED"),-6} {Name}: {Text}");
}

/// <summary>A disclosed unit: one protobuf message of the event's format.</summary>
/// <param name="Number">Among the event's units, from 0.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Sha256Hex">SHA-256 of them (without the salt).</param>
public sealed record DisclosedUnit(int Number, ReadOnlyMemory<byte> Content, string Sha256Hex);

/// <summary>What a valid proof says.</summary>
/// <param name="Event">Which event.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Manifest">Manifest of its payload.</param>
/// <param name="StoredSha256Hex">SHA-256 of its stored bytes.</param>
/// <param name="LeafHashHex">The leaf's hash.</param>
/// <param name="LeafIndex">Its index.</param>
/// <param name="Origin">The log.</param>
/// <param name="TreeSize">Size of the checkpoint's tree.</param>
/// <param name="RootHex">Its root.</param>
/// <param name="UnitCount">How many units the event has; null where the proof does not say.</param>
/// <param name="Units">The disclosed ones.</param>
public sealed record ProvenEvent(EventId Event, DateTimeOffset RecordedAt, string Manifest, string StoredSha256Hex, string LeafHashHex,
    ulong LeafIndex, string Origin, ulong TreeSize, string RootHex, int? UnitCount, IReadOnlyList<DisclosedUnit> Units)
{
    /// <summary>Where the log's head is on a chain; null where the proof does not lead there.</summary>
    public ProvenAnchor? Anchor { get; init; }
}

/// <summary>What a verification found.</summary>
/// <param name="Checks">Its steps, up to the first that failed and could not be gone on from.</param>
/// <param name="Attestation">Who vouches; means nothing unless valid.</param>
/// <param name="Proven">What is proven; null unless valid: nothing of an invalid proof should be shown to anybody.</param>
public sealed record VerificationResult(IReadOnlyList<VerificationCheck> Checks, Attestation Attestation, ProvenEvent? Proven)
{
    /// <summary>Whether every check holds.</summary>
    public bool IsValid => Checks.All(c => c.IsOk);

    /// <summary>The result in one line.</summary>
    public string Summary => (IsValid, Attestation) switch
    {
        (false, _) => OneLine.Of($"not valid: {Checks.First(c => !c.IsOk).Text}"),
        (_, Attestation.SelfAttested) => "valid, but self-attested: nobody but the log's own key vouches for it",
        (_, Attestation.ExternalCheckpoint) => "valid, by the external checkpoint",
        (_, Attestation.Anchored) => "valid, by the chain of the trust file",
        _ => "valid, by the witnesses of the trust file",
    };
}
