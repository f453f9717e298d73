using System.Collections.Concurrent;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>A validator that does not answer, through a whole node and its restart: an alarm, nothing published, and on when it answers.</summary>
public sealed class ValidatorTests(ValidatorTests.SilentNode node) : IClassFixture<ValidatorTests.SilentNode>
{
    [Fact]
    public async Task Without_an_answer_nothing_is_published_and_with_one_the_session_goes_on()
    {
        var (session, fleet) = await ClearedAsync("silent");
        // Another network's operator answers meanwhile: one that hangs holds up no other.
        var (other, _) = await ClearedAsync("prompt");
        await node.UntilAsync(other, "published");
        await StaysClearedAsync(session, fleet);

        node.Script.Answer("silent");
        await node.UntilAsync(session, "published");
        await PublishedAsync(session, fleet);
    }

    [Fact]
    public async Task A_restart_in_the_middle_changes_nothing()
    {
        var (session, fleet) = await ClearedAsync("lost");
        await StaysClearedAsync(session, fleet);
        var since = await SinceAsync(session);

        await node.RestartAsync();
        fleet = fleet with { Client = node.Client(fleet.Client.DefaultRequestHeaders.GetValues("X-Api-Key").Single()) };
        var before = node.Script.AskedAbout("lost");
        await MarketNode.UntilAsync(() => Task.FromResult(node.Script.AskedAbout("lost") > before + 1));   // it is asked again and again
        await StaysClearedAsync(session, fleet);
        Assert.Equal(since, await SinceAsync(session));   // the alarm is the one that was raised, not another

        node.Script.Answer("lost");
        await node.UntilAsync(session, "published");
        await PublishedAsync(session, fleet);
    }

    private async Task<(string Session, Fleet Fleet)> ClearedAsync(string network)
    {
        var (_, dso) = await node.OfAsync(Role.Dso);
        var (body, fleet) = (node.SessionBody(), await node.FleetAsync(1));
        body["network"] = network;
        using var op = node.Operator();
        var session = (string)(await TestNode.PostAsync(op, "sessions", body))["id"]!;
        await TestNode.PostAsync(dso, "requests", node.RequestBody(session));
        await TestNode.PostAsync(fleet.Client, "offers", node.OfferBody(session, fleet));
        node.Reach(DateTimeOffset.Parse((string)body["gateClosesAt"]!));
        return (session, fleet);
    }

    private async Task StaysClearedAsync(string session, Fleet fleet)
    {
        await MarketNode.UntilAsync(async () => await SinceAsync(session) is not null);
        using var op = node.Operator();
        var view = await TestNode.GetAsync(op, $"sessions/{session}");
        Assert.Equal(("cleared", 1), ((string)view["phase"]!, (int)view["round"]!));
        Assert.Empty((await TestNode.GetAsync(op, $"outcomes?session={session}"))["items"]!.AsArray());
        Assert.Empty((await TestNode.GetAsync(fleet.Client, $"awards?session={session}"))["items"]!.AsArray());
    }

    private async Task PublishedAsync(string session, Fleet fleet)
    {
        Assert.Null(await SinceAsync(session));
        using var op = node.Operator();
        Assert.Equal(1, (int)(await TestNode.GetAsync(op, $"sessions/{session}"))["round"]!);
        var outcome = Assert.Single((await TestNode.GetAsync(op, $"outcomes?session={session}"))["items"]!.AsArray())!;
        Assert.Equal(1, (int)outcome["awards"]!);
        Assert.Single((await TestNode.GetAsync(fleet.Client, $"awards?session={session}"))["items"]!.AsArray());
    }

    private async Task<string?> SinceAsync(string session)
    {
        using var op = node.Operator();
        return (string?)(await TestNode.GetAsync(op, $"sessions/{session}"))["validationOverdueSince"];
    }

    /// <summary>A node whose validator says nothing about a network but "prompt" until it is told to.</summary>
    public sealed class SilentNode : MarketNode
    {
        internal Scripted Script { get; } = new();

        private protected override Func<IEntities, IOutcomeValidator> Validator => _ => Script;

        private protected override IReadOnlyList<string> More => ["market.validation-timeout=200ms", "market.clock-interval=100ms"];
    }

    internal sealed class Scripted : IOutcomeValidator
    {
        private readonly ConcurrentDictionary<string, int> _asked = new();
        private readonly ConcurrentDictionary<string, bool> _answered = new() { ["prompt"] = true };

        public void Answer(string network) => _answered[network] = true;

        public int AskedAbout(string network) => _asked.GetValueOrDefault(network);

        public async Task<ValueList<AwardVerdict>> ValidateAsync(SessionOutcome outcome, EventId cause, CancellationToken cancellation)
        {
            var network = outcome.Terms!.Network.Value;
            _asked.AddOrUpdate(network, 1, (_, n) => n + 1);
            if (!_answered.ContainsKey(network))
                await new TaskCompletionSource().Task;   // not even the token is minded
            return [.. outcome.Awards.Select(a => new AwardVerdict(a.Id, Finding.Accepted, a.Factor))];
        }
    }
}
