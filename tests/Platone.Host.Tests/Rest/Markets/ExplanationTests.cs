using System.Net;
using System.Text.Json.Nodes;
using Platone.Actors.Participants;
using Platone.Host.Verbs;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Who gets to see why a session came out as it did.</summary>
[Collection(nameof(MarketNode))]
public sealed class ExplanationTests(MarketNode node)
{
    [Fact]
    public async Task Each_sees_its_own_and_operator_and_auditor_see_names()
    {
        using var op = node.Operator();
        var ((_, dso), (_, auditor), cheap, dear) = (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Auditor), await node.FleetAsync(1),
            await node.FleetAsync(1));
        var session = await node.SessionAsync();
        var (request, first, second) = (node.RequestBody(session), node.OfferBody(session, cheap), node.OfferBody(session, dear));
        second["price"] = new JsonArray(MarketNode.Step(1, 60));
        await TestNode.PostAsync(dso, "requests", request);
        await TestNode.PostAsync(cheap.Client, "offers", first);
        await TestNode.PostAsync(dear.Client, "offers", second);
        await RefusedAsync("not-cleared", () => op.GetAsync($"sessions/{session}/explanation"));
        node.Reach(DateTimeOffset.Parse((string)(await TestNode.GetAsync(op, $"sessions/{session}"))["gateClosesAt"]!));
        await node.UntilAsync(session, "published");

        var whole = await TestNode.GetAsync(auditor, $"sessions/{session}/explanation");
        Assert.Equal([cheap.Aggregator, dear.Aggregator], whole["offers"]!.AsArray().Select(o => (string)o!["aggregator"]!));
        // All 600 W of the cheaper, and of the dearer what is missing.
        Assert.Equal([("awarded", 1m), ("awarded-in-part", 0.666667m)], whole["offers"]!.AsArray().Select(o => o!["answers"]![0]!)
            .Select(a => ((string)a["fate"]!, (decimal)a["awarded"]!)));

        var own = await TestNode.GetAsync(dear.Client, $"sessions/{session}/explanation");
        Assert.Equal((string)second["id"]!, (string)Assert.Single(own["offers"]!.AsArray())!["offer"]!);
        Assert.Equal(2, (int)own["offers"]![0]!["answers"]![0]!["rank"]!);
        Assert.Null(own["requests"]![0]!["fates"]);
        foreach (var secret in new[] { cheap.Aggregator, (string)first["id"]!, cheap.Pods[0].Pod })
            Assert.DoesNotContain(secret, own.ToJsonString(), StringComparison.Ordinal);

        var asked = await TestNode.GetAsync(dso, $"sessions/{session}/explanation");
        Assert.Empty(asked["offers"]!.AsArray());
        Assert.Equal(1, (int)asked["requests"]![0]!["fates"]!["awarded-in-part"]!);
        await VerbAsync(session, (string)first["id"]!);
    }

    private async Task VerbAsync(string session, string offer)
    {
        var url = node.Host.Rest!.ToString();
        var (code, output, errors) = await RunAsync("market", "explain", session, "--url", url, "--api-key", node.Host.OperatorKey!);
        Assert.Equal((ExitCode.Ok, ""), (code, errors));
        Assert.Contains("no more of it was needed", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("market", "explain", session, "--json", "--url", url, "--api-key", node.Host.OperatorKey!);
        Assert.Equal((ExitCode.Ok, offer), (code, (string)JsonNode.Parse(output)!["offers"]![0]!["offer"]!));
        Assert.Equal(ExitCode.No, (await RunAsync("market", "explain", "no-such", "--url", url, "--api-key", node.Host.OperatorKey!)).Code);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(args, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    private static async Task RefusedAsync(string code, Func<Task<HttpResponseMessage>> send)
    {
        var problem = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, send);
        Assert.Equal($"urn:platone:problem:{code}", (string)problem["type"]!);
    }
}
