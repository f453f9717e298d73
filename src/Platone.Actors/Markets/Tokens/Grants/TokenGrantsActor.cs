using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>The actor of <see cref="TokenGrants"/>: nothing but the shell.</summary>
internal sealed class TokenGrantsActor(MarketSessionId id, ShellOptions options)
    : AggregateActor<TokenGrants, GrantTokens, TokensGranted>($"{GrantTokens.EntityKind}-{id}", TokenGrants.Empty(id), options);
