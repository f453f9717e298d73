using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Markets;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Rest.Access;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>One whole node on free ports and files of its own, shared by the tests of the API; each test registers things of its own.</summary>
public class TestNode : IAsyncLifetime
{
    private readonly TestDirectory _folder = new("node");
    private readonly ConcurrentDictionary<Role, Lazy<Task<(string Id, string Key)>>> _participants = new();
    private int _count;
    private string? _operatorKey;

    internal NodeHost Host { get; private set; } = null!;

    /// <summary>The node's clock.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Who validates outcomes; null for the grid operators.</summary>
    private protected virtual Func<IEntities, IOutcomeValidator>? Validator => null;

    /// <summary>What is set besides.</summary>
    private protected virtual IReadOnlyList<string> More => [];

    internal static string[] Settings(string data) =>
    [
        $"storage.data={data}", "http.listen=127.0.0.1:0", "mqtt.embedded.listen=127.0.0.1:0", "pbm.listen=127.0.0.1:0", "akka.remote.dot-netty.tcp.port=0",
        "security.key-cache=1h", "logging.level=error", "market.watch-interval=200ms",
    ];

    internal static NodeConfiguration Configuration(string data, params string[] more) =>
        NodeConfiguration.Load(NodeConfiguration.BuiltInFolder, null, new Hashtable(), [.. Settings(data), .. more]);

    public virtual async Task InitializeAsync() => Host = await NodeHost
        .StartAsync(Configuration(_folder.Path, [.. More]), Clock, CancellationToken.None, Validator).WaitAsync(Deadline.Default);

    /// <summary>Stops the node and starts it on the same data; its operator keeps the key of the first start.</summary>
    internal async Task RestartAsync()
    {
        var key = OperatorKey;
        await Host.DisposeAsync();
        await InitializeAsync();
        _operatorKey = key;
    }

    private string OperatorKey => Host.OperatorKey ?? _operatorKey!;

    public virtual async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A name no other test has.</summary>
    internal string Name(string kind) => $"{kind}-{Interlocked.Increment(ref _count)}";

    /// <summary>A client with a key; null for none.</summary>
    internal HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri(Host.Rest!, "/api/v1/"), Timeout = Deadline.Default };
        if (key is not null)
            client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, key);
        return client;
    }

    /// <summary>The operator of the first start.</summary>
    internal HttpClient Operator() => Client(OperatorKey);

    /// <summary>A participant of a role, the same for all tests.</summary>
    internal async Task<(string Id, HttpClient Client)> OfAsync(Role role)
    {
        if (role == Role.Operator)
            return ("operator", Operator());
        var (id, key) = await _participants.GetOrAdd(role, r => new Lazy<Task<(string, string)>>(() => AdmitAsync(r))).Value;
        return (id, Client(key));
    }

    /// <summary>Admits another participant of a role.</summary>
    internal async Task<(string Id, string Key)> AdmitAsync(Role role)
    {
        var id = Name(role.ToString().ToLowerInvariant());
        using var client = Operator();
        var answer = await PostAsync(client, "participants", new { id, name = $"The {id}", role = role.ToString().ToLowerInvariant() });
        return (id, (string)answer["apiKey"]!);
    }

    /// <summary>Registers a POD; gives its pseudonym.</summary>
    internal async Task<string> PodAsync(string code, string? owner = null)
    {
        using var client = Operator();
        var answer = await PostAsync(client, "pods", PodBody(code, owner));
        return (string)answer["pod"]!;
    }

    internal static object PodBody(string code, string? owner = null) =>
        new { code, validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300, owner };

    /// <summary>Registers a light node; gives its pseudonym and MQTT password.</summary>
    internal async Task<(string Id, string Password)> LightNodeAsync(string serial, string pod)
    {
        using var client = Operator();
        var answer = await PostAsync(client, "light-nodes", new { serial, pod, validFrom = "2026-01-01T00:00:00Z" });
        return ((string)answer["lightNode"]!, (string)answer["mqtt"]!["password"]!);
    }

    /// <summary>Posts what must be created.</summary>
    internal static async Task<JsonNode> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"POST {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Gets what must be there.</summary>
    internal static async Task<JsonNode> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"GET {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends what must be refused; gives its problem document.</summary>
    internal static async Task<JsonNode> RefusedAsync(HttpStatusCode expected, Func<Task<HttpResponseMessage>> send)
    {
        using var response = await send();
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var document = JsonNode.Parse(text)!;
        Assert.Equal((int)expected, (int)document["status"]!);
        Assert.StartsWith("urn:platone:problem:", (string)document["type"]!, StringComparison.Ordinal);
        return document;
    }
}

[CollectionDefinition(nameof(TestNode))]
public sealed class TestNodeTests : ICollectionFixture<TestNode>;
