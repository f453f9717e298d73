using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>
/// The tokens a session's settlement grants: an outbox. Each version of the settlement grants what leads from all that was granted before to
/// what is due now, so that after the last version every holder has got exactly what its statement says. What is journalled here a ledger
/// mints and burns, when it can; the settlement never waits for it (market, "Tokens").
/// </summary>
/// <param name="Id">The session.</param>
internal sealed record TokenGrants(MarketSessionId Id) : IAggregate<TokenGrants, GrantTokens, TokensGranted>
{
    /// <summary>Most holders in a batch, as <c>FlexToken.settle</c> takes them.</summary>
    public const int BatchSize = 250;

    /// <summary>The last version that granted something; 0 for none.</summary>
    public int Version { get; init; }

    /// <summary>Per aggregator and holder what was granted so far, net units.</summary>
    public ImmutableSortedDictionary<(ParticipantId Aggregator, TokenHolder Holder), long> Made { get; init; } =
        ImmutableSortedDictionary<(ParticipantId Aggregator, TokenHolder Holder), long>.Empty;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Those of a session that granted nothing yet.</summary>
    public static TokenGrants Empty(MarketSessionId id) => new(id);

    /// <summary>
    /// What a version grants, in batches of one aggregator each. A version that granted, or one before it, grants nothing again.
    /// </summary>
    public Decision<TokensGranted> Decide(GrantTokens command)
    {
        if (command.Version <= Version)
            return Decision.AlreadyDone;
        var events = new List<TokensGranted>();
        foreach (var due in command.Due.OrderBy(d => d.Aggregator))
        {
            foreach (var batch in Open(due).Chunk(BatchSize))
            {
                events.Add(new TokensGranted(Id, command.Version, events.Count, due.Aggregator, due.Policy, batch.ToValueList(),
                    Instant.Cut(command.At)));
            }
        }
        return Decision.Emit(events);
    }

    /// <summary>Folds one event.</summary>
    public TokenGrants Apply(TokensGranted @event) => this with
    {
        Version = @event.Version,
        Made = @event.Grants.Aggregate(Made, (made, grant) =>
            made.SetItem((@event.Aggregator, grant.Holder), made.GetValueOrDefault((@event.Aggregator, grant.Holder)) + grant.Net)),
        RecordedAt = @event.RecordedAt > RecordedAt ? @event.RecordedAt : RecordedAt,
    };

    /// <summary>By content.</summary>
    public bool Equals(TokenGrants? other) => other is not null && Id == other.Id && Version == other.Version
        && RecordedAt == other.RecordedAt && Made.SequenceEqual(other.Made);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Version, Made.Count);

    // A first grant says what is minted and what is burned; a later one only the difference. Who has no line (its POD was erased) keeps all.
    private IEnumerable<TokenGrant> Open(DueTokens due)
    {
        foreach (var grant in due.Grants)
        {
            var open = grant;
            if (Made.TryGetValue((due.Aggregator, grant.Holder), out var made))
                open = grant with { Minted = Math.Max(0, grant.Net - made), Burned = Math.Max(0, made - grant.Net) };
            if (open is not { Minted: 0, Burned: 0 })
                yield return open;
        }
    }
}
