using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>What is due to an aggregator's holders by a version of a settlement.</summary>
/// <param name="Aggregator">Whose customers.</param>
/// <param name="Policy">Its policy for the session.</param>
/// <param name="Grants">By holder; all of the version, not only what changed.</param>
public sealed record DueTokens(ParticipantId Aggregator, TokenPolicy Policy, ValueList<TokenGrant> Grants);

/// <summary>
/// Grants what a version of a session's settlement is due. No effect if that version, or a later one, granted already, or nothing changed.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Version">Version of its settlement, from 1.</param>
/// <param name="Due">By aggregator; those without a policy are left out.</param>
/// <param name="At">When the command was given, UTC.</param>
public sealed record GrantTokens(MarketSessionId Id, int Version, ValueList<DueTokens> Due, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "token-grants";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

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
