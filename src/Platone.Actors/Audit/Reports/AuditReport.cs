using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Notary.Bundles;

namespace Platone.Actors.Audit.Reports;

/// <summary>What an audit found.</summary>
/// <param name="AsOf">The instant that was asked for; null for the newest checkpoint.</param>
/// <param name="Checkpoint">The checkpoint it looked under: nothing later was looked at.</param>
/// <param name="Attestation">Who vouches for that checkpoint besides the log itself.</param>
/// <param name="Sessions">The sessions, in the order of their ids.</param>
/// <param name="Lines">One for each check, in their order.</param>
/// <param name="Findings">The differences in the order of the journal; <see cref="MoreFindings"/> were left out.</param>
/// <param name="Notes">What is no difference but should be known.</param>
public sealed record AuditReport(DateTimeOffset? AsOf, AuditedCheckpoint Checkpoint, Attestation Attestation,
    ValueList<AuditedSession> Sessions,
    ValueList<AuditLine> Lines, ValueList<AuditFinding> Findings, ValueList<AuditNote> Notes)
{
    /// <summary>
    /// How many events of PODs were replayed; one that has a part in several sessions may have been replayed more than once.
    /// </summary>
    public long PodEvents { get; init; }

    /// <summary>How many further differences there are that are not listed.</summary>
    public long MoreFindings { get; init; }

    /// <summary>Whether nothing differs.</summary>
    public bool IsClean => Findings.IsEmpty;

    /// <summary>
    /// The first event that differs, in the order of the journal; where no event does, the first difference; null if none does.
    /// </summary>
    public AuditFinding? First => Findings.FirstOrDefault(f => f.Event is not null) ?? Findings.FirstOrDefault();

    /// <summary>The report in one line.</summary>
    public string Summary => (First, Attestation) switch
    {
        ({ Event: { } id }, _) => $"DIFFERS, first at {id}",
        ({ }, _) => "DIFFERS",
        (_, Attestation.SelfAttested) => "nothing differs, but the log is self-attested: nobody but its own key vouches for it",
        (_, Attestation.Anchored) => "nothing differs, by the chain of the trust file",
        (_, Attestation.ExternalCheckpoint) => "nothing differs, by the external checkpoint",
        _ => "nothing differs, by the witnesses of the trust file",
    };
}

/// <summary>The checkpoint that an audit stands on.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many leaves.</param>
/// <param name="RootHex">Their root.</param>
/// <param name="SealedAt">When it was signed, UTC.</param>
/// <param name="Ordering">Journal ordering of the last leaf's event.</param>
public sealed record AuditedCheckpoint(string Origin, long Size, string RootHex, DateTimeOffset SealedAt, long Ordering);

/// <summary>How a check came out.</summary>
/// <param name="Check">Which.</param>
/// <param name="State">How.</param>
/// <param name="Text">What was looked at, with counts.</param>
public sealed record AuditLine(AuditCheck Check, AuditState State, string Text);

/// <summary>How a check can come out.</summary>
public enum AuditState
{
    /// <summary>Nothing differs.</summary>
    Ok,

    /// <summary>Something does.</summary>
    Differs,

    /// <summary>There was nothing to look at, or it was not asked for.</summary>
    Skipped,
}

/// <summary>A session as it stood.</summary>
/// <param name="Session">Which.</param>
/// <param name="Phase">Where it stood.</param>
/// <param name="Events">How many events of it were replayed.</param>
/// <param name="Pods">How many PODs had a part in it.</param>
/// <param name="Versions">Its settlement, version by version.</param>
public sealed record AuditedSession(MarketSessionId Session, SessionPhase Phase, long Events, int Pods, ValueList<AuditedVersion> Versions);

/// <summary>A version of a settlement as it is recorded.</summary>
/// <param name="Version">1 for the first.</param>
/// <param name="Event">The event that records it.</param>
/// <param name="RecordedAt">When, UTC.</param>
/// <param name="Lines">How many lines it has that can be read.</param>
/// <param name="WaitingLines">How many of all have no amounts yet.</param>
/// <param name="Totals">The statement of each participant.</param>
public sealed record AuditedVersion(int Version, EventId Event, DateTimeOffset RecordedAt, int Lines, int WaitingLines,
    ValueList<ParticipantTotal> Totals);
