namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Something asked for of a contract that is not final yet.</summary>
/// <param name="Job">What.</param>
/// <param name="Data">The call that does it.</param>
internal sealed record ContractCall(ChainJob Job, byte[] Data);
