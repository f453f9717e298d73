using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What a settlement gives a POD's holder, or takes; the account is looked up when it is asked for.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="MintedWh">Granted, Wh.</param>
/// <param name="BurnedWh">Taken, Wh.</param>
public readonly record struct HolderGrant(PodId Pod, ulong MintedWh, ulong BurnedWh);
