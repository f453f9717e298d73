using System.Net;
using System.Text.Json.Nodes;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>While a node's database is away it says so, and that the same may be asked again.</summary>
public sealed class DatabaseAwayTests
{
    [SkippableFact]
    public async Task A_request_is_put_off_with_503_and_the_node_is_not_ready()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var node = new OnPostgreSql(await server.CreateDatabaseAsync());
        await node.InitializeAsync();
        try
        {
            using var client = node.Operator();
            await TestNode.GetAsync(client, "participants/operator");
            await server.KillAsync();

            using (var answer = await client.GetAsync("participants/operator"))
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
            await TestNode.RefusedAsync(HttpStatusCode.ServiceUnavailable, () => client.GetAsync("pods"));
            var (status, view) = await ReadyAsync(client, node);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.NotEqual("ok", (string)view["journal"]!);
            Assert.NotEqual("ok", (string)view["scd"]!);

            await server.StartAgainAsync();
            using var deadline = new CancellationTokenSource(Deadline.Default);
            using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while ((await ReadyAsync(client, node)).Status != HttpStatusCode.OK)
                await ticks.WaitForNextTickAsync(deadline.Token);
            await TestNode.GetAsync(client, "participants/operator");
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    private static async Task<(HttpStatusCode Status, JsonNode View)> ReadyAsync(HttpClient client, TestNode node)
    {
        using var response = await client.GetAsync(new Uri(node.Host.Rest!, "/health/ready"));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private sealed class OnPostgreSql(string database) : TestNode
    {
        private protected override IReadOnlyList<string> More =>
            ["storage.provider=postgresql", $"storage.postgresql={database}", "security.key-cache=0s"];
    }
}
