using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Platone.Host.Tests.Rest;

/// <summary>What holds for every resource.</summary>
[Collection(nameof(TestNode))]
public sealed class ServerTests(TestNode node)
{
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Only_the_node_s_own_names_are_answered(string host, HttpStatusCode expected)
    {
        using var client = node.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Host = host;

        using var response = await client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_document()
    {
        using var client = node.Operator();

        var problem = await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync("nothing"));
        Assert.Equal("there is nothing at /api/v1/nothing", (string)problem["detail"]!);
        await TestNode.RefusedAsync(HttpStatusCode.MethodNotAllowed, () => client.DeleteAsync("pods"));
    }

    [Fact]
    public async Task A_body_that_is_no_json_or_too_large_is_refused()
    {
        using var client = node.Operator();

        await TestNode.RefusedAsync(HttpStatusCode.UnsupportedMediaType, () => client.PostAsync("pods", new StringContent("a=b", null, "application/x-www-form-urlencoded")));
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.PostAsync("pods", new StringContent("{", null, "application/json")));
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.PostAsync("pods", new StringContent("", null, "application/json")));
        // Asks first, so that the refusal cannot meet a body that is still being sent.
        await TestNode.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "pods")
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"code\":\"" + new string('a', 2_000_000) + "\"}")) { Headers = { { "Content-Type", "application/json" } } },
            };
            request.Headers.ExpectContinue = true;
            return await client.SendAsync(request);
        });
    }

    [Fact]
    public async Task Health_says_how_the_node_is()
    {
        using var client = node.Client(null);

        Assert.True((bool)(await TestNode.GetAsync(client, "/health/live"))["alive"]!);
        var ready = await TestNode.GetAsync(client, "/health/ready");
        Assert.Equal((true, "ok", "ok"), ((bool)ready["ready"]!, (string)ready["journal"]!, (string)ready["scd"]!));
    }

    [Fact]
    public async Task The_document_describes_every_operation_and_every_field()
    {
        using var client = node.Client(null);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;

        Assert.StartsWith("3.1.", (string)document["openapi"]!, StringComparison.Ordinal);
        Assert.Equal("X-Api-Key", (string)document["components"]!["securitySchemes"]!["apiKey"]!["name"]!);
        var operations = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject(), (p, m) => (Path: p.Key, Method: m.Key, Operation: m.Value!)).ToList();
        Assert.True(operations.Count > 30);
        Assert.Empty(operations.Where(o => string.IsNullOrWhiteSpace((string?)o.Operation["summary"])).Select(o => $"{o.Method} {o.Path}"));
        Assert.Empty(operations.Where(o => o.Path.StartsWith("/api/", StringComparison.Ordinal) && o.Operation["security"] is null).Select(o => $"{o.Method} {o.Path}"));
        Assert.Empty(from operation in operations
                     from parameter in operation.Operation["parameters"]?.AsArray() ?? []
                     where (string)parameter!["name"]! is not ("id" or "name" or "portfolio" or "battery" or "sensor") && parameter["description"] is null
                     select $"{operation.Path}: {parameter["name"]}");
        var from = document["paths"]!["/api/v1/quarter-hours"]!["get"]!["parameters"]!.AsArray().Single(p => (string)p!["name"]! == "from")!;
        Assert.Equal("date-time", (string)from["schema"]!["format"]!);
        var fields = from schema in document["components"]!["schemas"]!.AsObject()
                     where schema.Value!["properties"] is not null
                     from field in schema.Value!["properties"]!.AsObject()
                     where !schema.Key.StartsWith("PageView", StringComparison.Ordinal) && Described(field.Value!) is false
                     select $"{schema.Key}.{field.Key}";
        Assert.Empty(fields);
    }

    [Fact]
    public async Task The_reference_page_loads_nothing_from_elsewhere()
    {
        using var client = node.Client(null);
        var page = await client.GetStringAsync("/reference");

        Assert.Contains("scalar", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://cdn", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        var scripts = System.Text.RegularExpressions.Regex.Matches(page, "src=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var response = await client.GetAsync(new Uri(new Uri(node.Host.Rest!, "/reference/"), script));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_log_s_files_are_for_anyone_but_its_entries_are_not()
    {
        using var client = node.Operator();
        await node.PodAsync(node.Name("IT001E"));
        using var stranger = node.Client(null);
        using var sealing = await client.PostAsJsonAsync("log/seal", new { });
        Assert.Equal(HttpStatusCode.NoContent, sealing.StatusCode);

        var note = await stranger.GetStringAsync("/log/checkpoint");
        var size = long.Parse(note.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
        var tile = size >= 256 ? "/log/tile/0/000" : $"/log/tile/0/000.p/{size}";
        Assert.Equal(32 * Math.Min(size, 256), (await stranger.GetByteArrayAsync(tile)).Length);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.GetAsync("/log/tile/entries/000"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.GetAsync("/log/tile/0/999"));
        await TestNode.RefusedAsync(HttpStatusCode.Unauthorized, () => stranger.GetAsync("log/proof?persistenceId=participant-operator&sequenceNr=1"));
    }

    // Where a field's schema is another's, the field's own words stand beside the reference or in the other.
    private static bool Described(JsonNode field) =>
        field["description"] is not null || field["$ref"] is not null || field["oneOf"] is not null || field["anyOf"] is not null;
}
