namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>An event that a contract logged.</summary>
/// <param name="Data">Its arguments that are not indexed, as the ABI has them.</param>
/// <param name="Receipt">Where.</param>
internal sealed record ChainLog(byte[] Data, ChainReceipt Receipt);
