using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LinqToDB.Data;
using Platone.Actors;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Participants;
using Platone.Actors.Serialization;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>Of an event about many PODs each participant gets what is in the clear and what is about the PODs it sees.</summary>
[Collection(nameof(TestNode))]
public sealed class LogAccessTests(TestNode node)
{
    // A manifest the read models know, so that they go on; its units here are those of an event about many.
    private const string Manifest = "portfolio.opened.1";

    [Fact]
    public async Task Units_of_members_are_for_those_who_see_the_member()
    {
        var (one, oneKey) = await node.AdmitAsync(Role.Customer);
        var (other, otherKey) = await node.AdmitAsync(Role.Customer);
        var (_, strangerKey) = await node.AdmitAsync(Role.Aggregator);
        var (_, dsoKey) = await node.AdmitAsync(Role.Dso);
        var (_, auditorKey) = await node.AdmitAsync(Role.Auditor);
        var (podOne, podOther) = (await node.PodAsync(node.Name("IT001E"), one), await node.PodAsync(node.Name("IT001E"), other));
        using var client = node.Operator();
        await TestNode.GetAsync(client, $"pods/{podOther}");
        var session = $"about-many-{node.Name("s")}";
        await WriteAsync(session, [($"pod-{podOne}", ["one a", "one b"]), ($"pod-{podOther}", ["other"])]);
        var path = $"log/proof?persistenceId={session}&sequenceNr=1";
        await SealedAsync(client, path);

        // 0 is in the clear, 1 the session's own, 2 and 3 the one's, 4 the other's.
        Assert.Equal([0, 1, 2, 3, 4], await UnitsAsync(node.Host.OperatorKey!, path));
        Assert.Equal([0, 1, 2, 3, 4], await UnitsAsync(auditorKey, path));
        Assert.Equal([0, 2, 3, 4], await UnitsAsync(dsoKey, path));
        Assert.Equal([0, 2, 3], await UnitsAsync(oneKey, path));
        Assert.Equal([0, 4], await UnitsAsync(otherKey, path));
        Assert.Equal([3], await UnitsAsync(oneKey, path + "&units=3"));
        Assert.Equal([], await UnitsAsync(oneKey, path + "&units="));
        foreach (var hidden in (int[])[1, 4])
            await RefusedAsync(HttpStatusCode.NotFound, oneKey, $"{path}&units=0,{hidden}");
        await RefusedAsync(HttpStatusCode.BadRequest, oneKey, path + "&units=5");
        await RefusedAsync(HttpStatusCode.NotFound, strangerKey, path);
        await RefusedAsync(HttpStatusCode.NotFound, strangerKey, path + "&units=0");
        await RefusedAsync(HttpStatusCode.NotFound, strangerKey, path + "&units=");

        // After an erasure its units are commitments to everybody, and the others as before.
        using var erased = await client.DeleteAsync($"pods/{podOther}");
        Assert.True(erased.IsSuccessStatusCode, $"{erased.StatusCode}");
        await UntilAsync(() => Task.FromResult(node.Host.Node.Keys.IsErased($"pod-{podOther}")));
        await UntilAsync(async () => await node.Host.Node.Scd.PodAsync(PodId.Parse(podOther), CancellationToken.None) is null);
        Assert.Equal([0, 1, 2, 3], await UnitsAsync(node.Host.OperatorKey!, path));
        Assert.Equal([0, 2, 3], await UnitsAsync(oneKey, path));
        await RefusedAsync(HttpStatusCode.NotFound, otherKey, path);
    }

    private async Task WriteAsync(string session, ImmutableArray<(string Pod, string[] Units)> members)
    {
        var (keys, at) = (node.Host.Node.Keys, node.Host.Node.Clock.GetUtcNow());
        var readable = new EventCodec(PlatoneEvents.Registry, keys);
        var opened = readable.Encode(new PortfolioOpened(new PortfolioId(node.Name("portfolio")), new ParticipantId("operator"), at));
        var content = readable.Open(Manifest, opened).Content with
        {
            Personal = [Bytes("the session's own")],
            Members = [.. members.Select(m => new MemberUnits(m.Pod, [.. m.Units.Select(Bytes)]))],
        };
        var table = EventTable.For("portfolio").Event<AboutMany>("opened", 1, _ => session, _ => content,
            _ => throw new InvalidOperationException("only written")).Build();
        var stored = new EventCodec(new EventRegistry(table), keys).Encode(new AboutMany(at));
        await using var connection = node.Host.Node.Storage.Journal.Connect();
        await connection.ExecuteAsync(
            "insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) "
            + $"values (0, 0, '{session}', 1, x'{Convert.ToHexString(stored)}', '{Manifest}', {PlatoneSerializer.StoredIdentifier})");
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Task SealedAsync(HttpClient client, string path) => UntilAsync(async () =>
    {
        (await client.PostAsync("log/seal", null)).Dispose();
        using var response = await client.GetAsync(path);
        return response.StatusCode == HttpStatusCode.OK;
    });

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            await ticks.WaitForNextTickAsync(deadline.Token);
    }

    private async Task<IEnumerable<int>> UnitsAsync(string key, string path)
    {
        using var client = node.Client(key);
        var result = BundleVerifier.Verify(await client.GetByteArrayAsync(path));
        Assert.True(result.IsValid, result.Summary);
        Assert.Equal(5, result.Proven!.UnitCount);
        return result.Proven.Units.Select(u => u.Number);
    }

    private async Task<JsonNode> RefusedAsync(HttpStatusCode status, string key, string path)
    {
        using var client = node.Client(key);
        return await TestNode.RefusedAsync(status, () => client.GetAsync(path));
    }

    private sealed record AboutMany(DateTimeOffset RecordedAt) : IDomainEvent;
}
