using System.Net;
using System.Text.Json.Nodes;
using Platone.Actors.Participants;
using Platone.Testing;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Outcomes as they are published, by server-sent events and by MQTT: to each its own.</summary>
[Collection(nameof(MarketNode))]
public sealed class OutcomeStreamTests(MarketNode node)
{
    [Fact]
    public async Task A_stream_tells_each_its_own_awards_and_goes_on_behind_the_last_id()
    {
        var (area, (_, dso), (_, tso), fleet) = (node.Name("area"), await node.OfAsync(Role.Dso), await node.OfAsync(Role.Tso), await node.FleetAsync(1));
        using var mine = await OpenAsync(fleet.Client, $"outcomes/stream?area={area}");
        using var others = await OpenAsync(tso, $"outcomes/stream?area={area}");
        var first = await PublishAsync(area, dso, fleet);

        var (id, own) = await mine.NextAsync();
        Assert.Equal((first, id), ((string)own["session"]!, (string)own["event"]!));
        var award = Assert.Single(own["awards"]!.AsArray());
        Assert.Equal(fleet.Pods[0].Pod, (string)award!["pods"]![0]!["pod"]!);
        Assert.Single(own["outcomes"]!.AsArray());
        var (_, seen) = await others.NextAsync();
        Assert.Empty(seen["awards"]!.AsArray());
        foreach (var secret in new[] { fleet.Aggregator, fleet.Pods[0].Pod })
            Assert.DoesNotContain(secret, seen.ToJsonString(), StringComparison.Ordinal);

        // What is published while nobody listens comes when somebody does again.
        mine.Dispose();
        var second = await PublishAsync(area, dso, fleet);
        using var again = await OpenAsync(fleet.Client, $"outcomes/stream?area={area}", id);
        Assert.Equal(second, (string)(await again.NextAsync()).Data["session"]!);
        using var behind = await OpenAsync(fleet.Client, "outcomes/stream?area=nowhere");
        await RefusedAsync(fleet.Client, "nonsense");
        await RefusedAsync(fleet.Client, "market-session-x#12");
    }

    [Fact]
    public async Task By_mqtt_everybody_gets_the_public_part_and_each_its_own()
    {
        var (area, (_, dso), fleet) = (node.Name("area"), await node.OfAsync(Role.Dso), await node.FleetAsync(1));
        var (tsoId, tsoKey) = await node.AdmitAsync(Role.Tso);
        var key = fleet.Client.DefaultRequestHeaders.GetValues("X-Api-Key").Single();
        await using var aggregator = await OutcomeSubscriber.ConnectAsync(node.Host.Mqtt!, fleet.Aggregator, key);
        await using var tso = await OutcomeSubscriber.ConnectAsync(node.Host.Mqtt!, tsoId, tsoKey);
        Assert.True(await aggregator.SubscribeAsync("platone/v1/market/+/outcomes"));
        Assert.True(await aggregator.SubscribeAsync($"platone/v1/market/{area}/outcomes/{fleet.Aggregator}"));
        Assert.True(await tso.SubscribeAsync($"platone/v1/market/{area}/outcomes"));
        foreach (var filter in new[] { $"platone/v1/market/{area}/outcomes/{fleet.Aggregator}", $"platone/v1/market/{area}/outcomes/+", "platone/v1/market/#", "#" })
            Assert.False(await tso.SubscribeAsync(filter), filter);

        var session = await PublishAsync(area, dso, fleet);
        var forAll = await aggregator.OfAsync($"platone/v1/market/{area}/outcomes", session);
        Assert.Null(forAll["awards"]);
        Assert.DoesNotContain(fleet.Pods[0].Pod, forAll.ToJsonString(), StringComparison.Ordinal);
        var own = await aggregator.OfAsync($"platone/v1/market/{area}/outcomes/{fleet.Aggregator}", session);
        Assert.Equal((string)forAll["event"]!, (string)own["event"]!);
        Assert.Single(own["awards"]!.AsArray());
        Assert.Equal((string)forAll["event"]!, (string)(await tso.OfAsync($"platone/v1/market/{area}/outcomes", session))["event"]!);
    }

    private async Task<string> PublishAsync(string area, HttpClient dso, Fleet fleet)
    {
        using var op = node.Operator();
        var session = await node.SessionAsync(area);
        await TestNode.PostAsync(dso, "requests", node.RequestBody(session));
        await TestNode.PostAsync(fleet.Client, "offers", node.OfferBody(session, fleet));
        node.Reach(DateTimeOffset.Parse((string)(await TestNode.GetAsync(op, $"sessions/{session}"))["gateClosesAt"]!));
        await node.UntilAsync(session, "published");
        return session;
    }

    private static async Task RefusedAsync(HttpClient client, string last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "outcomes/stream") { Headers = { { "Last-Event-ID", last } } };
        var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.SendAsync(request));
        Assert.Equal("Last-Event-ID", (string)problem["field"]!);
    }

    private static async Task<EventStream> OpenAsync(HttpClient client, string path, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        var stream = new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        await stream.BeginAsync();
        return stream;
    }

    private sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public async Task BeginAsync() => Assert.StartsWith(":", await LineAsync(), StringComparison.Ordinal);

        public async Task<(string Id, JsonNode Data)> NextAsync()
        {
            string? id = null;
            while (true)
            {
                var line = await LineAsync();
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = line[4..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return (id!, JsonNode.Parse(line[6..])!);
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }

        private async Task<string> LineAsync() => await reader.ReadLineAsync().WaitAsync(Deadline.Default) ?? throw new EndOfStreamException();
    }
}
