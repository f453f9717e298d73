using System.Text.Json.Nodes;
using Platone.Host.Tests.Rest;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Verbs;

[Collection(nameof(TestNode))]
public sealed class FieldVerbTests(TestNode node) : IDisposable
{
    private readonly TestDirectory _folder = new("fleet");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fleet_registers_itself_sends_and_does_so_again()
    {
        var prefix = node.Name("fleet") + "-";
        for (var run = 1; run <= 2; run++)
        {
            var (code, output, errors) = await SimulateAsync("--nodes", "3", "--duration", "60", "--speed", "1000", "--batch", "5", "--prefix", prefix, "--json");
            Assert.True(code == ExitCode.Ok, errors);
            var end = JsonNode.Parse(output)!;
            Assert.Equal((3, 45L, true), ((int)end["nodes"]!, (long)end["acknowledged"]!, (bool)end["complete"]!));
        }

        using var client = node.Operator();
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var readings = 0L;
            for (var i = 0; i < 3; i++)
            {
                var light = (await TestNode.GetAsync(client, $"light-nodes?serial={prefix}sim-1-{i:D5}"))["items"]![0]!;
                Assert.False((bool)light["keyed"]!);
                readings += (long)light["readings"]!;
            }

            // A second run within the same second has the same epoch: its readings are then those of the first, recorded already.
            if (readings >= 45)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    [Fact]
    public async Task A_signing_fleet_is_keyed()
    {
        var prefix = node.Name("fleet") + "-";

        var (code, _, errors) = await SimulateAsync("--nodes", "1", "--duration", "20", "--speed", "1000", "--prefix", prefix, "--sign");

        Assert.True(code == ExitCode.Ok, errors);
        using var client = node.Operator();
        var light = (await TestNode.GetAsync(client, $"light-nodes?serial={prefix}sim-1-00000"))["items"]![0]!;
        Assert.True((bool)light["keyed"]!);
    }

    [Fact]
    public async Task Readings_of_a_file_become_quarter_hours()
    {
        var file = _folder.Write("meters.csv", "time,one\n2026-03-01T00:00:00Z,400\n2026-03-01T00:15:00Z,800\n2026-03-01T00:30:00Z,1200\n");
        var prefix = node.Name("file") + "-";

        var (code, _, errors) = await SimulateAsync("--meter-data", file, "--prefix", prefix);

        Assert.True(code == ExitCode.Ok, errors);
        using var client = node.Operator();
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var items = (await TestNode.GetAsync(
                client, $"quarter-hours?code=POD-{prefix}one&from=2026-03-01T00:00:00Z&to=2026-03-01T00:45:00Z"))["items"]!.AsArray();
            if (items.Count == 3)
            {
                Assert.Equal([100m, 200m, 300m], items.Select(q => (decimal)q!["energyWh"]!));
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    [Fact]
    public async Task A_wrong_file_is_said_with_its_line()
    {
        var file = _folder.Write("meters.csv", "time,one\n2026-03-01T00:00:00Z,400\nyesterday,800\n");

        var (code, _, errors) = await SimulateAsync("--meter-data", file);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("meters, line 3, column time: 'yesterday'", errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await SimulateAsync("--meter-data", _folder.File("none.csv"))).Code);
    }

    [Theory]
    [InlineData("--nodes", "0", "Nodes: 0 is not 1 to 100000")]
    [InlineData("--batch", "1001", "Batch: 1001 is not 1 to 1000")]
    [InlineData("--speed", "0", "Speed: 0 is not more than 0")]
    public async Task A_fleet_that_cannot_be_is_refused(string option, string value, string error)
    {
        var (code, _, errors) = await SimulateAsync(option, value);

        Assert.Equal((ExitCode.BadInput, $"platone: {error}{Environment.NewLine}"), (code, errors));
    }

    private async Task<(int Code, string Output, string Errors)> SimulateAsync(params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] line = ["field", "simulate", "--url", node.Host.Rest!.ToString(), "--broker", node.Host.Mqtt!.ToString(), "--api-key", node.Host.OperatorKey!, .. options];
        var code = await PlatoneCommandLine.InvokeAsync(line, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
