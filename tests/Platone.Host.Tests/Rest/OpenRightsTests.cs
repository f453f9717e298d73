using System.Net;
using LinqToDB.Data;
using MQTTnet;
using MQTTnet.Formatter;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Pbm.Client;
using Platone.Host.Rest.Access;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>
/// What is open by a key: not while the read model of keys is being filled from the journal, and not for longer than the key is good, whatever
/// the node remembers of it (here for an hour).
/// </summary>
public sealed class OpenRightsTests(TestNode node) : IClassFixture<TestNode>
{
    [Fact]
    public async Task While_the_keys_are_read_from_the_journal_again_nobody_is_told_that_he_is_nobody_nor_comes_in()
    {
        var (aggregator, key) = await node.AdmitAsync(Role.Aggregator);
        var (_, unused) = await node.AdmitAsync(Role.Dso);
        var pod = await node.PodAsync(node.Name("IT001E"));
        using var own = node.Client(unused);
        using var client = node.Operator();
        await TestNode.GetAsync(client, $"pods/{pod}");
        using var anybody = node.Client(null);
        Assert.Empty((await ReadyAsync(HttpStatusCode.OK))["filling"]!.AsArray());

        // As long as a journal of some years would take.
        await GoalsAsync("insert into projection_goal (projection, ordering) values ('participants', 1000000000) "
            + "on conflict (projection) do update set ordering = excluded.ordering");
        var (second, secondKey) = (node.Name("late"), ApiKey.New());
        Assert.IsType<CommandReply.Done>(await node.Host.Node.Entities.SendAsync(
            new IssueApiKey(new ParticipantId(aggregator), ApiKey.Hash(secondKey), node.Host.Node.Clock.GetUtcNow()), default));
        using (var late = node.Client(secondKey))
        {
            using var answer = await late.GetAsync($"participants/{second}");
            Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
            await TestNode.RefusedAsync(HttpStatusCode.ServiceUnavailable, () => late.GetAsync("pods"));
        }
        var ready = await ReadyAsync(HttpStatusCode.OK);
        Assert.Equal(["participants"], ready["filling"]!.AsArray().Select(f => (string)f!));
        Assert.Equal(MqttClientConnectResultCode.ServerUnavailable, await GatewayAsync(aggregator, key));
        var refused = await Assert.ThrowsAsync<InputException>(() => PbmAsync(secondKey));
        Assert.Contains("cannot be told now", refused.Message, StringComparison.Ordinal);

        // What hangs on portfolios is not answered by half of them, either.
        await GoalsAsync("update projection_goal set projection = 'portfolios' where projection = 'participants'",
            "delete from projection_goal where projection = 'portfolios'");
        await TestNode.RefusedAsync(HttpStatusCode.ServiceUnavailable, () => client.GetAsync($"pods/{pod}"));
        await TestNode.RefusedAsync(HttpStatusCode.ServiceUnavailable, () => client.GetAsync("light-nodes"));
        await GoalsAsync("delete from projection_goal");
        await TestNode.GetAsync(client, $"pods/{pod}");
        await TestNode.GetAsync(own, "pods");
        Assert.Equal(MqttClientConnectResultCode.Success, await GatewayAsync(aggregator, key));

        async Task<System.Text.Json.Nodes.JsonNode> ReadyAsync(HttpStatusCode status)
        {
            using var response = await anybody.GetAsync(new Uri(node.Host.Rest!, "/health/ready"));
            Assert.Equal(status, response.StatusCode);
            return System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }
    }

    [Fact]
    public async Task A_gateway_stays_no_longer_than_its_key_and_does_not_come_back_though_the_key_is_remembered()
    {
        var (aggregator, key) = await node.AdmitAsync(Role.Aggregator);
        using var client = node.Client(key);
        await TestNode.GetAsync(client, $"participants/{aggregator}");
        using var gateway = new MqttClientFactory().CreateMqttClient();
        var ended = new TaskCompletionSource();
        gateway.DisconnectedAsync += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(gateway, aggregator, key));

        // Not by this node's REST: as one learns of it whom another node could not tell.
        Assert.IsType<CommandReply.Done>(await node.Host.Node.Entities.SendAsync(
            new RevokeApiKey(new ParticipantId(aggregator), ApiKey.Hash(key), node.Host.Node.Clock.GetUtcNow()), default));

        await ended.Task.WaitAsync(Deadline.Default);
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await GatewayAsync(aggregator, key));
    }

    [Fact]
    public async Task What_an_operator_does_with_another_s_keys_is_recorded()
    {
        var (id, _) = await node.AdmitAsync(Role.Tso);
        var pod = await node.PodAsync(node.Name("IT001E"));
        var (lightNode, _) = await node.LightNodeAsync(node.Name("LN"), pod);
        using var client = node.Operator();
        await TestNode.PostAsync(client, $"participants/{id}/keys", new { });
        using (var changed = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(client, $"light-nodes/{lightNode}/key",
            new { publicKey = "02" + new string('1', 64) }))
            Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        var month = node.Host.Node.Clock.GetUtcNow().ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        string[] wanted = [$"POST /api/v1/participants/{id}/keys", $"PUT /api/v1/light-nodes/{lightNode}/key"];
        while ((await TestNode.GetAsync(client, $"operator-actions?month={month}&limit=10000"))["items"]!.AsArray()
            .Select(a => (string)a!["command"]!).Intersect(wanted).Count() < wanted.Length)
            await ticks.WaitForNextTickAsync(deadline.Token);
    }

    private async Task GoalsAsync(params string[] statements)
    {
        await using var connection = node.Host.Node.Storage.Scd.Connect();
        if (statements.Length == 2)
            await connection.ExecuteAsync(statements[1]);
        await connection.ExecuteAsync(statements[0]);
    }

    private async Task<MqttClientConnectResultCode> GatewayAsync(string participant, string key)
    {
        using var gateway = new MqttClientFactory().CreateMqttClient();
        var code = await ConnectAsync(gateway, participant, key);
        if (gateway.IsConnected)
            await gateway.DisconnectAsync();
        return code;
    }

    private async Task<MqttClientConnectResultCode> ConnectAsync(IMqttClient gateway, string participant, string key)
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer(node.Host.Mqtt!.Address.ToString(), node.Host.Mqtt.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500).WithCredentials(participant, key).Build();
        return (await gateway.ConnectAsync(options).WaitAsync(Deadline.Default)).ResultCode;
    }

    private async Task<string> PbmAsync(string key)
    {
        await using var client = await PbmClient.ConnectAsync(new PbmTarget("127.0.0.1", node.Host.Pbm!.Port, false, []), key, default);
        return client.Welcome.Who;
    }
}
