using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Witnessing;

namespace Platone.Host.Pages.Proofs;

/// <summary>What the page of proofs shows.</summary>
/// <param name="Size">Leaves, sealed or not.</param>
/// <param name="Seal">The newest checkpoint; null if there is none.</param>
/// <param name="VerifierKey">The log's vkey.</param>
/// <param name="Witnesses">Who cosigns.</param>
/// <param name="Ledgers">Where anchoring stands; null for those who may not see it.</param>
public sealed record ProofsData(long Size, Seal? Seal, string VerifierKey, IReadOnlyList<WitnessStatus> Witnesses, IReadOnlyList<LedgerStatus>? Ledgers)
{
    /// <summary>What a verification found; null if none was asked for.</summary>
    public VerificationResult? Result { get; init; }

    /// <summary>Why it could not be done.</summary>
    public string? Fault { get; init; }
}
