using System.Net;
using System.Net.Http.Json;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest;

[Collection(nameof(TestNode))]
public sealed class PodsApiTests(TestNode node)
{
    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>()];

    [Fact]
    public async Task A_registered_pod_is_readable_at_once_and_the_same_registration_answers_the_same()
    {
        using var client = node.Operator();
        var code = node.Name("IT001E");

        using var first = await client.PostAsJsonAsync("pods", TestNode.PodBody(code));
        var pod = await node.PodAsync(code);

        Assert.Equal($"/api/v1/pods/{pod}", first.Headers.Location?.OriginalString);
        var view = await TestNode.GetAsync(client, $"pods/{pod}");
        Assert.Equal(
            (pod, code, "2026-01-01T00:00:00Z", "12", "Europe/Rome", 3300, "pending"),
            ((string)view["pod"]!, (string)view["code"]!, (string)view["validFrom"]!, (string)view["bus"]!, (string)view["timeZone"]!,
                (int)view["connectionW"]!, (string)view["certification"]!["state"]!));
    }

    [Fact]
    public async Task Other_values_for_a_code_are_a_conflict()
    {
        var code = node.Name("IT001E");
        await node.PodAsync(code);
        using var client = node.Operator();

        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => client.PostAsJsonAsync(
            "pods", new { code, validFrom = "2026-01-01T00:00:00Z", bus = "13", timeZone = "Europe/Rome", connectionW = 3300 }));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Each_role_sees_the_pods_and_codes_it_may(Role role)
    {
        var (id, client) = await node.OfAsync(role);
        var (ownCode, strangeCode) = (node.Name("own"), node.Name("strange"));
        var own = await node.PodAsync(ownCode, owner: id);
        var strange = await node.PodAsync(strangeCode);
        var seesAll = role is Role.Operator or Role.Dso or Role.Auditor;

        var listed = await ListedAsync(client);
        Assert.Contains(own, listed);
        Assert.Equal(seesAll, listed.Contains(strange));
        Assert.Equal(role == Role.Auditor ? null : ownCode, (string?)(await TestNode.GetAsync(client, $"pods/{own}"))["code"]);
        Assert.Equal(role == Role.Auditor ? 0 : 1, (await TestNode.GetAsync(client, $"pods?code={ownCode}"))["items"]!.AsArray().Count);
        Assert.Equal(seesAll && role != Role.Auditor ? 1 : 0, (await TestNode.GetAsync(client, $"pods?code={strangeCode}"))["items"]!.AsArray().Count);
        if (seesAll)
            Assert.Equal(role == Role.Auditor ? null : strangeCode, (string?)(await TestNode.GetAsync(client, $"pods/{strange}"))["code"]);
        else
            foreach (var path in (string[])[$"pods/{strange}", $"measurements?pod={strange}", $"quarter-hours?pod={strange}", $"days?pod={strange}", $"months?pod={strange}"])
                await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync(path));
    }

    [Fact]
    public async Task An_aggregator_sees_a_pod_while_it_is_in_its_portfolio()
    {
        var (customer, customerKey) = await node.AdmitAsync(Role.Customer);
        var (_, aggregatorKey) = await node.AdmitAsync(Role.Aggregator);
        using var owner = node.Client(customerKey);
        using var aggregator = node.Client(aggregatorKey);
        var (portfolio, code) = (node.Name("portfolio"), node.Name("IT001E"));
        var pod = await node.PodAsync(code, customer);
        await TestNode.PostAsync(aggregator, "portfolios", new { id = portfolio });
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => aggregator.GetAsync($"pods/{pod}"));

        using var joined = await owner.PutAsJsonAsync($"portfolios/{portfolio}/pods/{pod}", new { validFrom = "2026-01-01T00:00:00Z" });
        Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);

        var view = await TestNode.GetAsync(aggregator, $"pods/{pod}");
        Assert.Equal((code, portfolio), ((string)view["code"]!, (string)view["portfolio"]!));
        Assert.Equal([pod], await ListedAsync(aggregator));
        await TestNode.GetAsync(aggregator, $"quarter-hours?code={code}");

        using var left = await aggregator.DeleteAsync($"portfolios/{portfolio}/pods/{pod}");
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => aggregator.GetAsync($"pods/{pod}"));
    }

    [Fact]
    public async Task Nobody_but_owner_and_operator_gives_a_pod_to_an_aggregator()
    {
        var (customer, _) = await node.AdmitAsync(Role.Customer);
        var (_, strangerKey) = await node.AdmitAsync(Role.Customer);
        var (aggregatorId, aggregatorKey) = await node.AdmitAsync(Role.Aggregator);
        using var stranger = node.Client(strangerKey);
        using var aggregator = node.Client(aggregatorKey);
        using var client = node.Operator();
        var portfolio = node.Name("portfolio");
        var pod = await node.PodAsync(node.Name("IT001E"), customer);
        await TestNode.PostAsync(client, "portfolios", new { id = portfolio, aggregator = aggregatorId });
        var (path, body) = ($"portfolios/{portfolio}/pods/{pod}", new { validFrom = "2026-01-01T00:00:00Z" });

        await TestNode.RefusedAsync(HttpStatusCode.Forbidden, () => aggregator.PutAsJsonAsync(path, body));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.PutAsJsonAsync(path, body));
        using var joined = await client.PutAsJsonAsync(path, body);
        Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);
    }

    [Fact]
    public async Task An_aggregator_opens_portfolios_of_its_own_only()
    {
        var (other, _) = await node.AdmitAsync(Role.Aggregator);
        var (_, aggregator) = await node.OfAsync(Role.Aggregator);
        using var client = node.Operator();

        await TestNode.RefusedAsync(HttpStatusCode.Forbidden, () => aggregator.PostAsJsonAsync("portfolios", new { id = node.Name("p"), aggregator = other }));
        var unknown = await TestNode.RefusedAsync(
            HttpStatusCode.UnprocessableEntity, () => client.PostAsJsonAsync("portfolios", new { id = node.Name("p"), aggregator = "nobody" }));
        Assert.Equal("aggregator", (string)unknown["field"]!);
    }

    [Fact]
    public async Task A_page_that_did_not_change_is_not_sent_again()
    {
        var pod = await node.PodAsync(node.Name("IT001E"));
        using var client = node.Operator();
        using var first = await client.GetAsync($"pods/{pod}");
        var tag = first.Headers.ETag!;
        Assert.True(tag.IsWeak);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"pods/{pod}");
        request.Headers.IfNoneMatch.Add(tag);
        using var same = await client.SendAsync(request);
        using var otherwise = new HttpRequestMessage(HttpMethod.Get, $"pods/{pod}");
        otherwise.Headers.IfNoneMatch.Add(new("\"other\"", isWeak: true));
        using var different = await client.SendAsync(otherwise);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, different.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_erased_pod_is_gone_and_erasing_it_again_changes_nothing()
    {
        var code = node.Name("IT001E");
        var pod = await node.PodAsync(code);
        using var client = node.Operator();

        for (var times = 0; times < 2; times++)
        {
            using var erased = await client.DeleteAsync($"pods/{pod}");
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        }

        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync($"pods/{pod}"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.DeleteAsync($"pods/{Pseudonym.New()}"));
    }

    [Fact]
    public async Task An_erasure_is_in_the_operator_journal_before_it_is_done_and_nothing_personal_with_it()
    {
        var code = node.Name("IT001E");
        var pod = await node.PodAsync(code);
        using var client = node.Operator();
        // A name in place of the pseudonym, by mistake: refused, and kept nowhere.
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.DeleteAsync($"pods/{code}"));
        using var erased = await client.DeleteAsync($"pods/{pod}");
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);

        var command = $"DELETE /api/v1/pods/{pod}";
        var month = node.Host.Node.Clock.GetUtcNow().ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        using var deadline = new CancellationTokenSource(Platone.Testing.Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        System.Text.Json.Nodes.JsonNode page;
        do
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            page = await TestNode.GetAsync(client, $"operator-actions?month={month}&limit=10000");
        }
        while (page["items"]!.AsArray().All(a => (string)a!["command"]! != command));
        var action = page["items"]!.AsArray().Single(a => (string)a!["command"]! == command)!;
        Assert.Equal("operator", (string)action["operator"]!);
        Assert.DoesNotContain(code, page.ToJsonString(), StringComparison.Ordinal);
        // Recorded first: in the journal it stands before the event it is about.
        var acted = await OrderingAsync((string)action["event"]!["persistenceId"]!, (long)action["event"]!["sequenceNr"]!);
        Assert.True(acted < await OrderingAsync($"pod-{pod}", 2));

        async Task<long> OrderingAsync(string stream, long number) =>
            (await node.Host.Node.JournalRows.FindAsync(new Actors.Kernel.Identity.EventId(stream, number), CancellationToken.None))!.Ordering;
    }

    [Fact]
    public async Task Of_an_erased_pod_the_leaf_is_present_and_nothing_of_it_is_kept_in_memory()
    {
        var pod = await node.PodAsync(node.Name("IT001E"));
        using var client = node.Operator();
        (await client.PostAsync("log/seal", null)).Dispose();
        var proof = $"log/proof?persistenceId=pod-{pod}&sequenceNr=1";
        await TestNode.GetAsync(client, proof);
        var row = (await node.Host.Node.JournalRows.FindAsync(new Actors.Kernel.Identity.EventId($"pod-{pod}", 1), CancellationToken.None))!;
        // The entry as every reader of the tail gets it.
        var kept = (await node.Host.Node.Journal.ReadAsync(row.Ordering - 1, 1, CancellationToken.None)).Single();
        Assert.NotNull(((Actors.Metering.Pods.PodRegistered)kept.Event).Registration);

        using var erased = await client.DeleteAsync($"pods/{pod}");
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Null(((Actors.Metering.Pods.PodRegistered)kept.Event).Registration);
        foreach (var path in (string[])[proof, proof.Replace("proof", "disclosure", StringComparison.Ordinal) + "&unit=2"])
        {
            var gone = await TestNode.RefusedAsync(HttpStatusCode.Gone, () => client.GetAsync(path));
            Assert.Contains("erased, leaf present: leaf ", (string)gone["detail"]!, StringComparison.Ordinal);
        }
        var units = await TestNode.GetAsync(client, proof.Replace("proof", "units", StringComparison.Ordinal));
        Assert.Contains(units["items"]!.AsArray(), u => (string)u!["state"]! == "erased");
        Assert.DoesNotContain(units["items"]!.AsArray(), u => (string)u!["state"]! == "readable" && (string)u["part"]! != "open");

        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await Platone.Host.Verbs.PlatoneCommandLine.InvokeAsync(["log", "proof", "-p", $"pod-{pod}", "-n", "1",
            "--url", node.Host.Rest!.ToString(), "--api-key", node.Host.OperatorKey!], output, errors, CancellationToken.None);
        Assert.Equal(Platone.Host.Verbs.ExitCode.No, code);
        Assert.Contains("erased, leaf present", errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("code", "\"a b\"", 400)]
    [InlineData("code", "\"\"", 400)]
    [InlineData("bus", "\"\"", 400)]
    [InlineData("timeZone", "\"Mars/Olympus\"", 400)]
    [InlineData("connectionW", "0", 400)]
    [InlineData("connectionW", "-1", 400)]
    [InlineData("validFrom", "\"2026-01-01\"", 400)]
    [InlineData("validFrom", "\"2026-01-01T00:00:00\"", 400)]
    [InlineData("owner", "\"nobody\"", 422)]
    [InlineData("extra", "1", 400)]
    public async Task A_wrong_registration_is_refused_by_its_field(string field, string value, int status)
    {
        using var client = node.Operator();
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["code"] = node.Name("IT001E"),
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["bus"] = "12",
            ["timeZone"] = "Europe/Rome",
            ["connectionW"] = 3300,
        };
        body[field] = System.Text.Json.Nodes.JsonNode.Parse(value);

        var problem = await TestNode.RefusedAsync((HttpStatusCode)status, () => client.PostAsJsonAsync("pods", body));

        Assert.Equal(field, (string)problem["field"]!);
    }

    private static async Task<HashSet<string>> ListedAsync(HttpClient client)
    {
        var pods = new HashSet<string>();
        for (var next = "pods?limit=10000"; next is not null;)
        {
            var page = await TestNode.GetAsync(client, next);
            pods.UnionWith(page["items"]!.AsArray().Select(p => (string)p!["pod"]!));
            next = (string?)page["next"];
        }

        return pods;
    }
}
