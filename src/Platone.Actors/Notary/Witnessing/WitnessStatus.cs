namespace Platone.Actors.Notary.Witnessing;

/// <summary>What is wrong with a witness.</summary>
public enum WitnessProblem
{
    /// <summary>Nothing: it cosigned when it was asked last, or was not asked yet.</summary>
    None,

    /// <summary>It does not answer. It is asked again.</summary>
    Unreachable,

    /// <summary>It refuses, or answers with something that is no cosignature of its key. It is asked again.</summary>
    Refused,

    /// <summary>
    /// It has cosigned what the log's newest checkpoint does not extend: the log was set back or rewritten, or somebody else signs with its
    /// key. This is what witnesses are for; it does not mend itself.
    /// </summary>
    Contradiction,
}

/// <summary>Where a witness stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VerifierKey">Its vkey.</param>
/// <param name="Size">Size of the largest checkpoint it has cosigned; 0 for none.</param>
/// <param name="CosignedAt">When that came in.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Text">The same in a sentence.</param>
/// <param name="Since">Since when.</param>
public sealed record WitnessStatus(string Name, string VerifierKey, long Size, DateTimeOffset? CosignedAt, WitnessProblem Problem, string? Text,
    DateTimeOffset? Since);
