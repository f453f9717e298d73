using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What a settlement gives a holder, or takes. Tokens have three decimals: one is a kWh, its smallest part a Wh.</summary>
/// <param name="Holder">The holder's account.</param>
/// <param name="MintedWh">Granted, Wh.</param>
/// <param name="BurnedWh">Taken, Wh.</param>
public readonly record struct TokenEntry(Address Holder, ulong MintedWh, ulong BurnedWh);
