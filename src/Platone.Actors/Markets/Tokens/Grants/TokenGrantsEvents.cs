using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>
/// A batch of tokens was granted: what a ledger is to mint and to burn, once, under <see cref="SettlementId"/>. A version of a settlement
/// grants in batches numbered from 0, each of one aggregator; a later version only what changed.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Version">Version of its settlement, from 1.</param>
/// <param name="Batch">Number in the version, from 0.</param>
/// <param name="Aggregator">Whose policy grants: who mints.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Grants">1 to 250, by holder; those of PODs that were erased since are missing.</param>
/// <param name="RecordedAt">When, UTC.</param>
public sealed record TokensGranted(MarketSessionId Id, int Version, int Batch, ParticipantId Aggregator, TokenPolicy Policy,
    ValueList<TokenGrant> Grants, DateTimeOffset RecordedAt) : IDomainEvent
{
    /// <summary>The batch's name on a ledger: its idempotency key.</summary>
    public TokenSettlementId SettlementId => TokenSettlementId.Of(Id, Version, Batch);
}
