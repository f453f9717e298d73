using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What a settlement gives a POD's holder, or takes; the account is looked up when it is asked for.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="MintedWh">Granted, Wh.</param>
/// <param name="BurnedWh">Taken, Wh.</param>
public readonly record struct HolderGrant(PodId Pod, ulong MintedWh, ulong BurnedWh);

/// <summary>A grant of a POD without an account: it waits for one.</summary>
/// <param name="Settlement">The batch it is of.</param>
/// <param name="Cause">The event that granted it.</param>
/// <param name="Grant">It.</param>
public readonly record struct WaitingGrant(Hash256 Settlement, EventId Cause, HolderGrant Grant);
