using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Grants the tokens of every version of a settlement, by the policy that each aggregator had when the delivery began. A version may be
/// read again after a restart: it grants once.
/// </summary>
internal sealed class TokenProcess(ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("tokens", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(SettlementCalculated) || entry.Event is not SettlementCalculated e)
            return [];
        var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(e.Id), cancellation).ConfigureAwait(false);
        var policies = new SortedDictionary<ParticipantId, TokenPolicy>();
        foreach (var aggregator in e.Settlement.Lines.Select(l => l.Order.Aggregator).Distinct())
        {
            var answer = await _entities.AskAsync<TokenPolicyAnswer>(new GetTokenPolicy(aggregator, outcome.Terms!.Start), cancellation)
                .ConfigureAwait(false);
            if (answer.Policy is { } policy)
                policies[aggregator] = policy;
        }
        return policies.Count == 0 ? [] : [new GrantTokens(e.Id, e.Settlement.Version, TokensDue.Of(policies, e.Settlement.Lines), clock.GetUtcNow())];
    }
}
