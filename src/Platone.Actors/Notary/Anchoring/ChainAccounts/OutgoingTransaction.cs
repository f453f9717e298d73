using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>A signed transaction, as it goes out.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Fees">What it offers.</param>
/// <param name="Raw">Its bytes.</param>
public sealed record OutgoingTransaction(Hash256 Hash, GasFees Fees, ValueList<byte> Raw);
