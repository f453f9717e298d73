using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Disputes;

/// <summary>A line of a settlement that a party of it disputes, and why.</summary>
/// <param name="Line">Which line: the same in every version.</param>
/// <param name="Reason">What is wrong with it, 1 to 1,000 characters.</param>
public sealed record DisputedLine(LineKey Line, string Reason);

/// <summary>What the operator says of a dispute.</summary>
/// <param name="Pod">The POD of its line.</param>
/// <param name="Reason">Why, 1 to 1,000 characters.</param>
/// <param name="Input">What the POD's interval is settled with from now on; null where the dispute is rejected.</param>
public sealed record DisputeResolution(PodId Pod, string Reason, CorrectedInput? Input);

/// <summary>
/// Input of a settlement that an accepted dispute sets in place of what was recorded, for all orders of the POD in that interval. At least
/// one of the two.
/// </summary>
/// <param name="BaselineW">Baseline, W; null if it stands.</param>
/// <param name="MeteredJ">Metered energy, J; null if it stands.</param>
public sealed record CorrectedInput(long? BaselineW, long? MeteredJ);

/// <summary>Input that an accepted dispute corrected, with where it counts.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Period">The interval.</param>
/// <param name="Input">What counts there.</param>
public sealed record CorrectedPosition(PodId Pod, SettlementPeriod Period, CorrectedInput Input);

/// <summary>Where a dispute stands. The numbers are stored: never change one.</summary>
public enum DisputeState
{
    /// <summary>The operator has not said anything yet.</summary>
    Open = 0,

    /// <summary>Another version of the settlement takes it into account.</summary>
    Accepted = 1,

    /// <summary>The line stands.</summary>
    Rejected = 2,
}

/// <summary>A dispute as the session keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="By">Who disputes.</param>
/// <param name="Version">The last version of the settlement then.</param>
/// <param name="Line">Which line and why; null once its POD was erased.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Place">How many were resolved before it; 0 while it is open.</param>
/// <param name="Resolution">What the operator said; null while it is open, or once its POD was erased.</param>
internal sealed record PlacedDispute(
    DisputeId Id, ParticipantId By, int Version, DisputedLine? Line, DisputeState State, int Place, DisputeResolution? Resolution);
