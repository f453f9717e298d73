using System.Text.Json;
using System.Text.Json.Nodes;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Verbs;

public sealed class MarketVerbTests : IDisposable
{
    private const string Session = """
        {"session":"s1","kind":"DayAhead","start":"2026-11-23T16:00:00Z","intervalMinutes":15,"intervals":2,
         "requests":[{"id":"r2","requester":"TSO","participant":"tso-1","direction":"Up","area":"*","power":[4000,4000]},
                     {"id":"r1","requester":"DSO","participant":"dso-1","direction":"Up","area":["bus-1"],"power":[8000,4000],"maxPrice":100.0}],
         "offers":[{"id":"o1","participant":"agg-1","pod":"p1","bus":"bus-1","direction":"Up","power":[8000,8000],"price":10.5,"minActivation":0.5,"reliability":1},
                   {"id":"o2","participant":"agg-2","pod":"p2","bus":"bus-2","direction":"Up","power":[8000,8000],"price":20,"minActivation":0.0,"reliability":0.96}]}
        """;

    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task A_session_is_cleared_DSO_first()
    {
        var (code, output, errors) = await ClearAsync(Session, "--json");

        Assert.Equal((ExitCode.Ok, ""), (code, errors));
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        Assert.Equal(["awards", "requests", "seconds"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal([("o1", "r1", 1m, 4000m, 0.042m), ("o2", "r2", 0.5m, 2000m, 0.04m)], root.GetProperty("awards").EnumerateArray().Select(a =>
            (a.GetProperty("offer").GetString(), a.GetProperty("request").GetString(), a.GetProperty("factor").GetDecimal(),
                a.GetProperty("energyWh").GetDecimal(), a.GetProperty("cost").GetDecimal())));
        var dso = root.GetProperty("requests")[0];
        Assert.Equal(["request", "requestedWh", "nominalUnservedWh", "expectedShortfallWh", "cost", "front", "chosen", "gap"],
            dso.EnumerateObject().Select(p => p.Name));
        Assert.Equal((3000m, 0m, 0m, 0.042m, 0), (dso.GetProperty("requestedWh").GetDecimal(), dso.GetProperty("nominalUnservedWh").GetDecimal(),
            dso.GetProperty("expectedShortfallWh").GetDecimal(), dso.GetProperty("cost").GetDecimal(), dso.GetProperty("chosen").GetInt32()));
        Assert.Equal(0.042m, dso.GetProperty("front")[0][0].GetDecimal());
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("nsga")]
    [InlineData("merit-order")]
    public async Task Any_engine_clears_the_same_twice(string engine)
    {
        var (first, second) = (await ClearAsync(Session, "--json", "--engine", engine, "--seed", "7"),
            await ClearAsync(Session, "--json", "--engine", engine, "--seed", "7"));

        Assert.Equal(ExitCode.Ok, first.Code);
        Assert.Equal(WithoutSeconds(first.Output), WithoutSeconds(second.Output));
    }

    [Fact]
    public async Task Without_json_people_read_tables_and_why()
    {
        var (code, output, errors) = await ClearAsync(Session);

        Assert.Equal((ExitCode.Ok, ""), (code, errors));
        Assert.Contains("request r1: 3.000 kWh requested, 0.000 kWh unserved, 0.000 kWh expected shortfall, 0.04 EUR", output, StringComparison.Ordinal);
        Assert.Contains("out of area", output, StringComparison.Ordinal);
        Assert.Contains("chosen", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"price\":10.5", "\"price\":\"x\"", "offers[0].price: expected a number")]
    [InlineData("\"price\":10.5", "\"price\":10.12345", "offers[0].price: the price 10.12345 has more than 4 decimals")]
    [InlineData("\"price\":10.5", "\"price\":NaN", "line 4, byte")]
    [InlineData("\"price\":10.5,", "", "offers[0].price: is missing")]
    [InlineData("\"price\":10.5", "\"price\":10.5,\"prize\":1", "offers[0].prize: unknown field")]
    [InlineData("\"price\":10.5", "\"price\":10.5,\"price\":9", "offers[0].price: appears twice")]
    [InlineData("[8000,8000],\"price\":10.5", "[8000,-1],\"price\":10.5", "offers[0].power[1]: -1 is not between 0 and")]
    [InlineData("[8000,8000],\"price\":10.5", "[8000,1.5],\"price\":10.5", "offers[0].power[1]: expected a whole number, not 1.5")]
    [InlineData("[8000,8000],\"price\":10.5", "[8000],\"price\":10.5", "offers[0].power: 1 values for 2 intervals")]
    [InlineData("\"id\":\"o2\"", "\"id\":\"o1\"", "offers[1].id: o1 appears twice")]
    [InlineData("\"id\":\"r2\"", "\"id\":\"r1\"", "requests[1].id: r1 appears twice")]
    [InlineData("\"area\":\"*\"", "\"area\":\"all\"", "requests[0].area: expected a list of buses or \"*\"")]
    [InlineData("\"minActivation\":0.5", "\"minActivation\":1.5", "offers[0].minActivation: 1.5 is no factor")]
    [InlineData("\"reliability\":0.96", "\"reliability\":2", "offers[1].reliability: 2 is not between 0 and 1")]
    [InlineData("\"direction\":\"Up\",\"area\":\"*\"", "\"direction\":\"Left\",\"area\":\"*\"", "requests[0].direction: expected Up or Down, not Left")]
    [InlineData("\"intervals\":2", "\"intervals\":0", "intervals: 0 is not between 1 and 1000")]
    public async Task Wrong_input_is_refused_by_file_and_field(string what, string by, string error)
    {
        Assert.Contains(what, Session, StringComparison.Ordinal);
        var (code, output, errors) = await ClearAsync(Session.Replace(what, by, StringComparison.Ordinal), "--json");

        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains($"session.json: {error}", errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_instance_of_the_reference_data_is_cleared_at_its_optimum()
    {
        var path = SharedData.Require("market/m100x16.json");
        var (code, output, _) = await RunAsync(["market", "clear", path, "--json"]);

        Assert.Equal(ExitCode.Ok, code);
        using var document = JsonDocument.Parse(output);
        var request = document.RootElement.GetProperty("requests")[0];
        Assert.InRange(request.GetProperty("cost").GetDouble() / 179.27664, 0.9999, 1.0002);
        Assert.InRange(request.GetProperty("gap").GetDouble(), 0, 0.0002);
    }

    public void Dispose() => _directory.Dispose();

    private static string WithoutSeconds(string output)
    {
        var node = JsonNode.Parse(output)!.AsObject();
        node.Remove("seconds");
        return node.ToJsonString();
    }

    private async Task<(int Code, string Output, string Errors)> ClearAsync(string session, params string[] options)
    {
        var path = Path.Combine(_directory.Path, "session.json");
        await File.WriteAllTextAsync(path, session);
        return await RunAsync(["market", "clear", path, .. options]);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(args, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
