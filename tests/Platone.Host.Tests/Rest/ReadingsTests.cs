using System.Net;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using Platone.Actors.Participants;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>From a device's MQTT message to the API, the proof, and its verification.</summary>
[Collection(nameof(TestNode))]
public sealed class ReadingsTests(TestNode node) : IDisposable
{
    // Five minutes each at 1,200, 1,800 and 600 W: 300 Wh.
    private const string Quarter = """
        [{"seq":1,"time":"2026-01-15T12:00:00Z","p":1200,"v":230.1,"i":5.2,"temp":21.5,"ems":{"mode":"eco"}},
         {"seq":2,"time":"2026-01-15T12:05:00Z","p":1800},
         {"seq":3,"time":"2026-01-15T12:10:00Z","p":600},
         {"seq":4,"time":"2026-01-15T12:15:00Z","p":600}]
        """;

    private readonly TestDirectory _folder = new("readings");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reading_goes_all_the_way_to_a_verified_proof()
    {
        var (code, serial) = (node.Name("IT001E"), node.Name("LN"));
        var pod = await node.PodAsync(code);
        var (lightNode, password) = await node.LightNodeAsync(serial, pod);
        await PublishAsync(serial, password, serial, Quarter);
        using var client = node.Operator();

        var readings = await EventuallyAsync(client, $"measurements?pod={pod}&from=2026-01-15T00:00:00Z&to=2026-01-16T00:00:00Z", items => items.Count == 4);
        var first = readings[0]!;
        Assert.Equal(
            (lightNode, 1L, "2026-01-15T12:00:00Z", 1200, 230.1m, 5.2m, 21.5m, "eco"),
            ((string)first["lightNode"]!, (long)first["seq"]!, (string)first["time"]!, (int)first["p"]!, (decimal)first["v"]!, (decimal)first["i"]!,
                (decimal)first["temp"]!, (string)first["ems"]!["mode"]!));
        Assert.Null(first["importWh"]);

        var quarter = (await EventuallyAsync(client, $"quarter-hours?code={code}&from=2026-01-15T12:00:00Z&to=2026-01-15T12:15:00Z", items => items.Count == 1))[0]!;
        Assert.Equal(
            ("2026-01-15T12:00:00Z", 1_080_000L, 300m, 1200m, "mean-power", 1),
            ((string)quarter["start"]!, (long)quarter["energyJ"]!, (decimal)quarter["energyWh"]!, (decimal)quarter["meanW"]!, (string)quarter["method"]!,
                (int)quarter["version"]!));
        var day = (await EventuallyAsync(client, $"days?pod={pod}&from=2026-01-15&to=2026-01-15", items => items.Count == 1))[0]!;
        Assert.Equal(("2026-01-15", 300m, 1, 96), ((string)day["date"]!, (decimal)day["importWh"]!, (int)day["quarterHours"]!, (int)day["expected"]!));
        var month = (await EventuallyAsync(client, $"months?pod={pod}&from=2026-01-20&to=2026-01-20", items => items.Count == 1))[0]!;
        Assert.Equal(("2026-01-01", 300m), ((string)month["date"]!, (decimal)month["importWh"]!));
        var seen = (await EventuallyAsync(client, $"light-nodes?serial={serial}", items => (long)items[0]!["readings"]! == 4))[0]!;
        Assert.Equal((lightNode, pod, "2026-01-15T12:15:00Z"), ((string)seen["lightNode"]!, (string)seen["pod"]!, (string)seen["lastReading"]!));

        (await client.PostAsync("log/seal", null)).Dispose();
        await EventuallyAsync(client, $"quarter-hours?pod={pod}&from=2026-01-15T12:00:00Z&to=2026-01-15T12:15:00Z", items => (string)items[0]!["certification"]!["state"]! == "sealed");
        await ProveAsync((string)quarter["event"]!["persistenceId"]!, (long)quarter["event"]!["sequenceNr"]!);
    }

    private async Task ProveAsync(string persistenceId, long sequenceNr)
    {
        var (bundle, trust, checkpoint, leaves) = (_folder.File("bundle.json"), _folder.File("trust.json"), _folder.File("checkpoint"), _folder.File("leaves"));
        string[] signedIn = ["--url", node.Host.Rest!.ToString(), "--api-key", node.Host.OperatorKey!];
        string[] anonymous = ["--url", node.Host.Rest!.ToString()];
        using var client = node.Operator();
        var head = await TestNode.GetAsync(client, "log");
        Assert.Equal("self-attested", (string)head["attestation"]!);
        await RunAsync(ExitCode.Ok, ["log", "trust", "-o", trust, .. signedIn]);
        Assert.Contains((string)head["verifierKey"]!, await File.ReadAllTextAsync(trust), StringComparison.Ordinal);

        await RunAsync(ExitCode.Ok, ["log", "proof", "-p", persistenceId, "-n", $"{sequenceNr}", "-o", bundle, .. signedIn]);
        await RunAsync(ExitCode.Ok, ["log", "checkpoint", "-o", checkpoint, .. anonymous]);
        Assert.Contains("self-attested", await RunAsync(ExitCode.Ok, ["verify", bundle]), StringComparison.Ordinal);
        await RunAsync(ExitCode.Ok, ["verify", bundle, "--trust", trust]);
        var json = JsonNode.Parse(await RunAsync(ExitCode.Ok, ["verify", bundle, "--trust", trust, "--checkpoint", checkpoint, "--json"]))!;
        Assert.Equal(
            (true, "external-checkpoint", persistenceId, sequenceNr),
            ((bool)json["valid"]!, (string)json["attestation"]!, (string)json["proven"]!["persistenceId"]!, (long)json["proven"]!["sequenceNr"]!));

        Assert.Contains("consistent", await RunAsync(ExitCode.Ok, ["log", "monitor", checkpoint, "--trust", trust, .. anonymous]), StringComparison.Ordinal);
        Assert.Contains("self-attested", await RunAsync(ExitCode.Ok, ["log", "monitor", "--trust", trust, .. anonymous]), StringComparison.Ordinal);
        var watched = JsonNode.Parse(await RunAsync(ExitCode.Ok, ["log", "monitor", checkpoint, "--json", .. anonymous]))!;
        Assert.Equal("external-checkpoint", (string)watched["attestation"]!);
        await RunAsync(ExitCode.Ok, ["log", "export", leaves, .. anonymous]);
        await RunAsync(ExitCode.Ok, ["log", "monitor", checkpoint, "--leaves", leaves]);
        var hashes = await File.ReadAllLinesAsync(leaves);
        (hashes[0], hashes[1]) = (hashes[1], hashes[0]);
        await File.WriteAllTextAsync(leaves, string.Concat(hashes.Select(h => h + "\n")));
        Assert.Contains("NOT consistent", await RunAsync(ExitCode.No, ["log", "monitor", checkpoint, "--leaves", leaves]), StringComparison.Ordinal);

        // The same proof in another entity's name.
        var forged = await File.ReadAllTextAsync(bundle);
        await File.WriteAllTextAsync(bundle, forged.Replace($"\"{persistenceId}\"", $"\"{persistenceId[..^1]}{(persistenceId[^1] == 'a' ? 'b' : 'a')}\"", StringComparison.Ordinal));
        await RunAsync(ExitCode.No, ["verify", bundle, "--trust", trust]);
        await RunAsync(ExitCode.No, ["log", "proof", "-p", persistenceId, "-n", "999999", .. signedIn]);
    }

    [Fact]
    public async Task A_proof_is_for_those_who_see_the_pod()
    {
        var (customer, customerKey) = await node.AdmitAsync(Role.Customer);
        using var owner = node.Client(customerKey);
        using var client = node.Operator();
        var pod = await node.PodAsync(node.Name("IT001E"), customer);
        (await client.PostAsync("log/seal", null)).Dispose();
        var path = $"log/proof?persistenceId=pod-{pod}&sequenceNr=1";
        await EventuallyAsync(client, $"pods?limit=10000", items => items.Any(p => (string)p!["pod"]! == pod && (string)p["certification"]!["state"]! == "sealed"));

        Assert.NotNull(await TestNode.GetAsync(owner, path));
        foreach (var role in (Role[])[Role.Operator, Role.Dso, Role.Auditor])
            Assert.NotNull(await TestNode.GetAsync((await node.OfAsync(role)).Client, path));
        foreach (var role in (Role[])[Role.Tso, Role.Aggregator, Role.Brp, Role.Customer, Role.Regulator])
        {
            var stranger = (await node.OfAsync(role)).Client;
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.GetAsync(path));
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.GetAsync("log/proof?persistenceId=participant-operator&sequenceNr=1"));
        }

        var unit = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => owner.GetAsync(path + "&units=99"));
        Assert.Equal("units", (string)unit["field"]!);
    }

    [Fact]
    public async Task One_unit_of_one_event_is_disclosed_alone()
    {
        var (customer, customerKey) = await node.AdmitAsync(Role.Customer);
        using var owner = node.Client(customerKey);
        using var client = node.Operator();
        var code = node.Name("IT001E");
        var pod = await node.PodAsync(code, customer);
        string[] named = ["-p", $"pod-{pod}", "-n", "1", "--url", node.Host.Rest!.ToString(), "--api-key", customerKey];
        (await client.PostAsync("log/seal", null)).Dispose();

        // The owner finds the field by what it is.
        var units = JsonNode.Parse(await RunAsync(ExitCode.Ok, ["log", "units", .. named, "--json"]))!.AsArray();
        Assert.Equal(["PodNamed", "ValidFrom", "Bus", "TimeZone", "ConnectionPower", "Owner"], units.Select(u => (string)u!["message"]!));
        var power = units.Single(u => (string)u!["message"]! == "ConnectionPower")!;
        Assert.Equal((4, 3300), ((int)power["unit"]!, (int)power["content"]!["value"]!));
        var page = await TestNode.GetAsync(owner, $"log/units?persistenceId=pod-{pod}&sequenceNr=1&limit=4");
        Assert.Equal(4, page["items"]!.AsArray().Count);
        Assert.Equal([4, 5], (await TestNode.GetAsync(owner, (string)page["next"]!))["items"]!.AsArray().Select(u => (int)u!["unit"]!));

        // Whoever gets the file sees that one and nothing else, without a network.
        var file = _folder.File("unit.json");
        await RunAsync(ExitCode.Ok, ["log", "disclose", .. named, "--unit", "4", "-o", file]);
        var verified = JsonNode.Parse(await RunAsync(ExitCode.Ok, ["verify", file, "--json"]))!;
        var shown = verified["proven"]!["units"]!.AsArray().Single()!;
        Assert.Equal(("self-attested", 6, 4, "ConnectionPower", 3300), ((string)verified["attestation"]!, (int)verified["proven"]!["unitCount"]!,
            (int)shown["number"]!, (string)shown["message"]!, (int)shown["fields"]!["value"]!));
        Assert.Contains("unit 4, ConnectionPower", await RunAsync(ExitCode.Ok, ["verify", file]), StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(file);
        Assert.DoesNotContain(Convert.ToBase64String("Europe/Rome"u8)[..12], text, StringComparison.Ordinal);
        Assert.Equal(5, text.Split("\"commitment\"").Length - 1);

        // Another unit's salt and content in its place, or the number moved by one, is refused.
        var other = _folder.File("other.json");
        await RunAsync(ExitCode.Ok, ["log", "disclose", .. named, "--unit", "3", "-o", other]);
        var (here, there) = (JsonNode.Parse(text)!["units"]!, JsonNode.Parse(await File.ReadAllTextAsync(other))!["units"]!);
        await File.WriteAllTextAsync(file, text.Replace(here[4]!.ToJsonString(), there[3]!.ToJsonString(), StringComparison.Ordinal));
        await RunAsync(ExitCode.No, ["verify", file]);

        // Auditor and operator may; strangers do not learn that it is there.
        foreach (var role in (Role[])[Role.Operator, Role.Auditor, Role.Dso])
            Assert.NotNull(await TestNode.GetAsync((await node.OfAsync(role)).Client, $"log/disclosure?persistenceId=pod-{pod}&sequenceNr=1&unit=2"));
        foreach (var role in (Role[])[Role.Customer, Role.Aggregator, Role.Tso])
        {
            var stranger = (await node.OfAsync(role)).Client;
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.GetAsync($"log/disclosure?persistenceId=pod-{pod}&sequenceNr=1&unit=2"));
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.GetAsync($"log/units?persistenceId=pod-{pod}&sequenceNr=1"));
        }
        foreach (var wrong in (string[])["99", "-1"])
            Assert.Equal("unit", (string)(await TestNode.RefusedAsync(HttpStatusCode.BadRequest,
                () => owner.GetAsync($"log/disclosure?persistenceId=pod-{pod}&sequenceNr=1&unit={wrong}")))["field"]!);
        await RunAsync(ExitCode.No, ["log", "disclose", "-p", $"pod-{pod}", "-n", "77", "--unit", "0", "--url", node.Host.Rest!.ToString(), "--api-key", customerKey]);
    }

    [Fact]
    public async Task A_device_signs_in_with_its_own_password_only()
    {
        var pod = await node.PodAsync(node.Name("IT001E"));
        var (one, two) = (node.Name("LN"), node.Name("LN"));
        var (oneId, password) = await node.LightNodeAsync(one, pod);
        var (_, another) = await node.LightNodeAsync(two, pod);

        await SignInFailsAsync(one, another);
        await SignInFailsAsync(one, "");
        await SignInFailsAsync("nobody", password);
        await SignInFailsAsync(one, node.Host.OperatorKey!);
        await PublishAsync(one, password, one, """{"seq":1,"time":"2026-02-01T00:00:00Z","p":1}""");

        using var client = node.Operator();
        using var open = await ConnectAsync(one, password);
        var ended = new TaskCompletionSource();
        open.DisconnectedAsync += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        using var answer = await client.PostAsync($"light-nodes/{oneId}/password", null);
        var renewed = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["password"]!;
        await ended.Task.WaitAsync(Deadline.Default);
        await SignInFailsAsync(one, password);
        await PublishAsync(one, renewed, one, """{"seq":2,"time":"2026-02-01T00:00:10Z","p":1}""");
        Assert.Equal(renewed, (await node.LightNodeAsync(one, pod)).Password);
    }

    [Fact]
    public async Task A_participant_s_gateway_speaks_for_the_devices_it_may_see()
    {
        var (customer, key) = await node.AdmitAsync(Role.Customer);
        var pod = await node.PodAsync(node.Name("IT001E"), customer);
        var (own, strange) = (node.Name("LN"), node.Name("LN"));
        await node.LightNodeAsync(own, pod);
        await node.LightNodeAsync(strange, await node.PodAsync(node.Name("IT001E")));
        using var client = node.Operator();

        await PublishAsync(customer, key, own, """{"seq":1,"time":"2026-02-01T00:00:00Z","p":1}""");
        await PublishAsync("operator", node.Host.OperatorKey!, strange, """{"seq":1,"time":"2026-02-01T00:00:00Z","p":1}""");
        await EventuallyAsync(client, $"light-nodes?serial={own}", items => (long)items[0]!["readings"]! == 1);
        await EventuallyAsync(client, $"light-nodes?serial={strange}", items => (long)items[0]!["readings"]! == 1);
        try
        {
            await PublishAsync(customer, key, strange, """{"seq":2,"time":"2026-02-01T00:00:10Z","p":1}""");
        }
        catch (MqttCommunicationException)
        {
            // The broker may also end the connection of who publishes where it may not.
        }

        await SignInFailsAsync("nobody", key);
        // A TSO has no devices: it signs in for the market's outcomes only, and with its own key.
        var (tso, tsoKey) = await node.AdmitAsync(Role.Tso);
        await SignInFailsAsync(tso, key);
        try
        {
            await PublishAsync(tso, tsoKey, own, """{"seq":2,"time":"2026-02-01T00:00:10Z","p":1}""");
        }
        catch (MqttCommunicationException)
        {
            // As above.
        }
        var rejected = await TestNode.GetAsync(client, "rejected");
        Assert.Contains(rejected["newest"]!.AsArray(), m => ((string)m!["serial"]!).Contains(strange, StringComparison.Ordinal) && (string)m["why"]! == "not-authorised");
        foreach (var serial in (string[])[own, strange])
            Assert.Equal(1, (long)(await TestNode.GetAsync(client, $"light-nodes?serial={serial}"))["items"]![0]!["readings"]!);
        Assert.Contains(rejected["newest"]!.AsArray(), m => ((string)m!["serial"]!).Contains(own, StringComparison.Ordinal) && (string)m["why"]! == "not-authorised");
    }

    [Fact]
    public async Task What_is_refused_is_in_the_operator_s_list()
    {
        var serial = node.Name("LN");
        var (_, password) = await node.LightNodeAsync(serial, await node.PodAsync(node.Name("IT001E")));
        await PublishAsync(serial, password, serial, "not json");
        using var client = node.Operator();

        var rejected = await TestNode.GetAsync(client, "rejected");

        var message = Assert.Single(rejected["newest"]!.AsArray(), m => (string)m!["serial"]! == serial)!;
        Assert.Equal(("malformed", 8), ((string)message["why"]!, (int)message["bytes"]!));
        Assert.Equal("not json", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)message["head"]!)));
    }

    [Fact]
    public async Task A_read_model_built_anew_answers_the_same()
    {
        var (code, serial) = (node.Name("IT001E"), node.Name("LN"));
        var pod = await node.PodAsync(code);
        var (_, password) = await node.LightNodeAsync(serial, pod);
        await PublishAsync(serial, password, serial, Quarter);
        using var client = node.Operator();
        var path = $"quarter-hours?pod={pod}&from=2026-01-15T12:00:00Z&to=2026-01-15T12:15:00Z";
        var before = (await EventuallyAsync(client, path, items => items.Count == 1))[0]!["energyJ"]!.ToJsonString();
        string[] signedIn = ["--url", node.Host.Rest!.ToString(), "--api-key", node.Host.OperatorKey!];
        var models = JsonNode.Parse(await RunAsync(ExitCode.Ok, ["projection", "list", "--json", .. signedIn]))!.AsArray().Select(p => (string)p!["name"]!).ToList();
        Assert.Contains("quarter-hours", models);

        await RunAsync(ExitCode.Ok, ["projection", "rebuild", "-n", "quarter-hours", .. signedIn]);
        var after = (await EventuallyAsync(client, path, items => items.Count == 1))[0]!["energyJ"]!.ToJsonString();

        Assert.Equal(before, after);
        await RunAsync(ExitCode.No, ["projection", "rebuild", "-n", "nothing", .. signedIn]);
    }

    private async Task<IMqttClient> ConnectAsync(string user, string password)
    {
        var (client, result) = await TryConnectAsync(user, password);
        Assert.Equal(MqttClientConnectResultCode.Success, result);
        return client;
    }

    private async Task<(IMqttClient Client, MqttClientConnectResultCode Result)> TryConnectAsync(string user, string password)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        try
        {
            var options = new MqttClientOptionsBuilder().WithTcpServer(node.Host.Mqtt!.Address.ToString(), node.Host.Mqtt.Port)
                .WithCredentials(user, password).WithTimeout(Deadline.Default).Build();
            var result = await client.ConnectAsync(options).WaitAsync(Deadline.Default);
            return (client, result.ResultCode);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task SignInFailsAsync(string user, string password)
    {
        var (client, result) = await TryConnectAsync(user, password);
        using (client)
            Assert.True(result is MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.BadUserNameOrPassword, $"{result}");
    }

    private async Task PublishAsync(string user, string password, string serial, string payload)
    {
        using var client = await ConnectAsync(user, password);
        await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic($"platone/v1/light-nodes/{serial}/readings")
            .WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build()).WaitAsync(Deadline.Default);
        await client.DisconnectAsync();
    }

    // Read models follow the journal: what was acknowledged is there soon, not at once.
    private static async Task<JsonArray> EventuallyAsync(HttpClient client, string path, Func<JsonArray, bool> holds)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var items = (await TestNode.GetAsync(client, path))["items"]!.AsArray();
            if (holds(items))
                return items;
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    private static async Task<string> RunAsync(int expected, string[] line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(line, output, errors, CancellationToken.None);
        Assert.True(code == expected, $"{string.Join(' ', line)}: {code}\n{output}\n{errors}");
        return output.ToString();
    }
}
