using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Markets.Tokens;

public sealed class TokenGrantsTests
{
    private static readonly MarketSessionId Session = new("da-1");
    private static readonly ParticipantId Aggregator = new("agg");
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static TokenHolder Holder(int number)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, number);
        return new TokenHolder(new PodId(Pseudonym.From(bytes)), number % 3 == 0 ? null : new ParticipantId($"c{number}"));
    }

    private static GrantTokens Command(int version, params IEnumerable<(int Holder, long Minted, long Burned)> grants) => new(Session, version,
        [new DueTokens(Aggregator, TokenPolicy.OnePerKilowattHour, grants.Select(g => new TokenGrant(Holder(g.Holder), g.Minted, g.Burned)).ToValueList())],
        At.AddHours(version));

    private static (TokenGrants State, IReadOnlyList<TokensGranted> Events) After(TokenGrants state, GrantTokens command)
    {
        var decision = state.Decide(command);
        Assert.False(decision.IsRefused);
        IReadOnlyList<TokensGranted> events = decision.Events.IsDefault ? [] : decision.Events;
        return (events.Aggregate(state, (s, e) => s.Apply(e)), events);
    }

    [Fact]
    public void A_first_version_grants_what_is_due_and_a_later_one_the_difference()
    {
        var (first, events) = After(TokenGrants.Empty(Session), Command(1, (1, 1000, 0), (2, 0, 100), (4, 5, 1), (5, 0, 0)));
        var granted = Assert.Single(events);
        Assert.Equal((1, 0, Aggregator), (granted.Version, granted.Batch, granted.Aggregator));
        Assert.Equal([new(Holder(1), 1000, 0), new(Holder(2), 0, 100), new(Holder(4), 5, 1)], granted.Grants);

        // 3 is new, 4 as before, 1 gets less, 2 more; 5 has a first grant at last.
        var (second, next) = After(first, Command(2, (1, 800, 100), (2, 0, 0), (3, 7, 0), (4, 5, 1), (5, 2, 3)));
        Assert.Equal([new(Holder(1), 0, 300), new(Holder(2), 100, 0), new(Holder(3), 7, 0), new(Holder(5), 2, 3)], Assert.Single(next).Grants);
        Assert.Equal(TokenSettlementId.Of(Session, 2, 0), next[0].SettlementId);

        // Read again after a restart: nothing.
        Assert.True(second.Decide(Command(1, (1, 1000, 0))).IsAlreadyDone);
        Assert.True(second.Decide(Command(2, (1, 800, 100))).IsAlreadyDone);
        // A version that changes nothing grants nothing.
        Assert.True(second.Decide(Command(3, (1, 800, 100), (4, 5, 1))).IsAlreadyDone);
    }

    [Fact]
    public void A_batch_has_at_most_250_holders_of_one_aggregator_and_batches_are_numbered_through()
    {
        var other = new ParticipantId("zeta");
        var due = Enumerable.Range(0, 501).Select(i => new TokenGrant(Holder(i), 1 + i, 0)).ToValueList();
        var command = new GrantTokens(Session, 1, [new DueTokens(other, new TokenPolicy(2, 0), [due[0]]),
            new DueTokens(Aggregator, TokenPolicy.OnePerKilowattHour, due)], At);
        var events = After(TokenGrants.Empty(Session), command).Events;
        Assert.Equal([(0, Aggregator, 250), (1, Aggregator, 250), (2, Aggregator, 1), (3, other, 1)],
            events.Select(e => (e.Batch, e.Aggregator, e.Grants.Count)));
        Assert.Equal(4, events.Select(e => e.SettlementId).Distinct().Count());
    }

    [Fact]
    public void Whatever_the_versions_say_all_that_was_granted_adds_up_to_the_last_one()
    {
        var grants = Gen.Select(Gen.Int[0, 5], Gen.Long[0, 1000], Gen.Long[0, 1000]).Array[0, 10].Select(g => g.DistinctBy(x => x.Item1).ToArray());
        grants.Array[1, 6].Sample(versions =>
        {
            var commands = versions.Select((v, i) => Command(i + 1, v)).ToList();
            var (state, paid) = (TokenGrants.Empty(Session), new Dictionary<TokenHolder, long>());
            foreach (var command in commands)
            {
                var (next, events) = After(state, command);
                state = next;
                foreach (var grant in events.SelectMany(e => e.Grants))
                    paid[grant.Holder] = paid.GetValueOrDefault(grant.Holder) + grant.Net;
                Assert.All(command.Due.Single().Grants, due => Assert.Equal(due.Net, paid.GetValueOrDefault(due.Holder)));
            }
            AggregateLaws.Hold<TokenGrants, GrantTokens, TokensGranted>(TokenGrants.Empty(Session), commands);
        });
    }
}
