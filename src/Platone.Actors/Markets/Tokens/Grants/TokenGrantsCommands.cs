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
