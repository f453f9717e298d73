using System.Net;
using System.Net.Http.Json;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;

namespace Platone.Host.Tests.Rest;

[Collection(nameof(TestNode))]
public sealed class ParticipantsApiTests(TestNode node)
{
    [Fact]
    public async Task The_key_of_an_admission_opens_and_is_shown_once()
    {
        using var client = node.Operator();
        var id = node.Name("dso");
        var body = new { id, name = "Grid", role = "dso" };

        var key = (string)(await TestNode.PostAsync(client, "participants", body))["apiKey"]!;

        using var own = node.Client(key);
        Assert.Equal("dso", (string)(await TestNode.GetAsync(own, $"participants/{id}"))["role"]!);
        using var again = await client.PostAsJsonAsync("participants", body);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Null((await again.Content.ReadFromJsonAsync<Dictionary<string, object?>>())!["apiKey"]);
        var conflict = await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => client.PostAsJsonAsync("participants", new { id, name = "Other", role = "dso" }));
        Assert.Equal("urn:platone:problem:conflict", (string)conflict["type"]!);
    }

    [Fact]
    public async Task The_key_may_come_as_a_bearer_token()
    {
        using var client = node.Client(null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", node.Host.OperatorKey);

        Assert.Equal("operator", (string)(await TestNode.GetAsync(client, "participants/operator"))["role"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("platone_nobody")]
    public async Task Without_a_key_that_somebody_holds_nothing_opens(string? key)
    {
        using var client = node.Client(key);

        foreach (var path in (string[])["participants", "pods", "log", "projections", "rejected"])
            await TestNode.RefusedAsync(HttpStatusCode.Unauthorized, () => client.GetAsync(path));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_another_goes_on()
    {
        var (id, first) = await node.AdmitAsync(Role.Tso);
        using var own = node.Client(first);
        var second = (string)(await TestNode.PostAsync(own, $"participants/{id}/keys", new { }))["apiKey"]!;
        using var other = node.Client(second);
        await TestNode.GetAsync(other, $"participants/{id}");

        using var revoked = await other.DeleteAsync($"participants/{id}/keys/{ApiKey.Hash(first)}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await TestNode.RefusedAsync(HttpStatusCode.Unauthorized, () => own.GetAsync($"participants/{id}"));
        await TestNode.GetAsync(other, $"participants/{id}");
    }

    [Fact]
    public async Task A_suspended_participant_is_nobody_until_it_is_reinstated()
    {
        var (id, key) = await node.AdmitAsync(Role.Brp);
        using var own = node.Client(key);
        using var client = node.Operator();
        await TestNode.GetAsync(own, $"participants/{id}");

        using var suspended = await client.PostAsJsonAsync($"participants/{id}/suspend", new { reason = "unpaid" });
        Assert.Equal(HttpStatusCode.NoContent, suspended.StatusCode);
        await TestNode.RefusedAsync(HttpStatusCode.Unauthorized, () => own.GetAsync($"participants/{id}"));
        Assert.True((bool)(await TestNode.GetAsync(client, $"participants/{id}"))["suspended"]!);

        using var reinstated = await client.PostAsync($"participants/{id}/reinstate", null);
        Assert.Equal(HttpStatusCode.NoContent, reinstated.StatusCode);
        await TestNode.GetAsync(own, $"participants/{id}");
    }

    [Fact]
    public async Task The_operator_does_not_lock_itself_out()
    {
        using var client = node.Operator();

        var problem = await TestNode.RefusedAsync(
            HttpStatusCode.UnprocessableEntity, () => client.PostAsJsonAsync("participants/operator/suspend", new { reason = "x" }));

        Assert.Equal("urn:platone:problem:own-suspension", (string)problem["type"]!);
    }

    [Fact]
    public async Task Keys_of_others_are_the_operator_s_to_issue()
    {
        var (id, _) = await node.AdmitAsync(Role.Customer);
        var (_, stranger) = await node.OfAsync(Role.Aggregator);

        await TestNode.RefusedAsync(HttpStatusCode.Forbidden, () => stranger.PostAsync($"participants/{id}/keys", null));
        await TestNode.RefusedAsync(HttpStatusCode.Forbidden, () => stranger.DeleteAsync($"participants/{id}/keys/{new string('0', 64)}"));
        using var client = node.Operator();
        Assert.NotNull((await TestNode.PostAsync(client, $"participants/{id}/keys", new { }))["apiKey"]);
    }

    [Fact]
    public async Task Listings_go_on_where_the_page_before_ended()
    {
        for (var i = 0; i < 3; i++)
            await node.AdmitAsync(Role.Regulator);
        using var client = node.Operator();
        var all = (await TestNode.GetAsync(client, "participants?limit=10000"))["items"]!.AsArray().Select(p => (string)p!["id"]!).ToList();

        var paged = new List<string>();
        for (var next = "participants?limit=2"; next is not null;)
        {
            var page = await TestNode.GetAsync(client, next);
            Assert.InRange(page["items"]!.AsArray().Count, 1, 2);
            paged.AddRange(page["items"]!.AsArray().Select(p => (string)p!["id"]!));
            next = (string?)page["next"];
        }

        Assert.True(paged.Count >= 4);
        // Other tests admit participants meanwhile: those that were there at first come once each, in order.
        Assert.Equal(all, paged.Where(all.Contains));
        Assert.Equal(paged.Distinct(), paged);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=10001", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("cursor=!", "cursor")]
    public async Task A_wrong_page_is_refused_by_its_parameter(string query, string field)
    {
        using var client = node.Operator();

        var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.GetAsync($"participants?{query}"));

        Assert.Equal(field, (string)problem["field"]!);
    }

    [Theory]
    [InlineData("""{"id":"-x","name":"n","role":"dso"}""", "id")]
    [InlineData("""{"id":"x","name":"","role":"dso"}""", "name")]
    [InlineData("""{"id":"x","name":"n","role":"king"}""", "role")]
    [InlineData("""{"id":"x","name":"n","role":1}""", "role")]
    [InlineData("""{"id":"x","name":"n"}""", "role")]
    [InlineData("""{"id":"x","name":"n","role":"dso","admin":true}""", "admin")]
    public async Task A_wrong_admission_is_refused_by_its_field(string body, string field)
    {
        using var client = node.Operator();

        var problem = await TestNode.RefusedAsync(
            HttpStatusCode.BadRequest, () => client.PostAsync("participants", new StringContent(body, null, "application/json")));

        Assert.Equal(field, (string)problem["field"]!);
    }
}
