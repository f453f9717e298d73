using System.Net;
using System.Net.Http.Json;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest;

/// <summary>Energy communities.</summary>
[Collection(nameof(TestNode))]
public sealed class CommunitiesApiTests(TestNode node)
{
    [Fact]
    public async Task A_dso_registers_a_community_and_reads_it_back()
    {
        var (_, dso) = await node.OfAsync(Role.Dso);
        var id = node.Name("community");
        var body = new { id, network = "net-1", bus = "12", name = "Rive" };

        Assert.Equal(id, (string)(await TestNode.PostAsync(dso, "communities", body))["id"]!);
        await TestNode.PostAsync(dso, "communities", body);
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => dso.PostAsJsonAsync("communities", new { id, network = "net-1", bus = "13" }));

        var view = await TestNode.GetAsync(dso, $"communities/{id}");
        Assert.Equal(("net-1", "12", "Rive", null), ((string)view["network"]!, (string)view["bus"]!, (string)view["name"]!, (string?)view["battery"]));
        Assert.Contains((await TestNode.GetAsync(dso, "communities"))["items"]!.AsArray(), c => (string)c!["id"]! == id);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => dso.GetAsync($"communities/{node.Name("community")}"));
    }

    [Theory]
    [InlineData("id", "a b")]
    [InlineData("network", "")]
    [InlineData("bus", "")]
    [InlineData("name", "a\nb")]
    [InlineData("battery", "a b")]
    public async Task A_community_that_cannot_be_is_refused_by_its_field(string field, string value)
    {
        var (_, dso) = await node.OfAsync(Role.Dso);
        var body = new Dictionary<string, string> { ["id"] = node.Name("community"), ["network"] = "net-1", ["bus"] = "12", [field] = value };

        var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => dso.PostAsJsonAsync("communities", body));

        Assert.Equal(field, (string)problem["field"]!);
    }
}
