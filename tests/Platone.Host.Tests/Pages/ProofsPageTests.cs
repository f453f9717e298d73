using System.Net;
using System.Text.RegularExpressions;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Participants;
using Platone.Host.Tests.Rest;

namespace Platone.Host.Tests.Pages;

/// <summary>The page of proofs: no script, forms only.</summary>
[Collection(nameof(TestNode))]
public sealed partial class ProofsPageTests(TestNode node)
{
    [Fact]
    public async Task A_proof_is_taken_and_checked_and_called_self_attested()
    {
        using var client = node.Operator();
        var pod = await node.PodAsync(node.Name("IT001E"));
        (await client.PostAsync("log/seal", null)).Dispose();
        using var browser = new PageClient(node.Host.Rest!);
        using (var outside = await browser.GetAsync("/proofs"))
            Assert.Equal(HttpStatusCode.Found, outside.StatusCode);
        await browser.SignInAsync(node.Host.OperatorKey!);

        var page = await TextAsync(await browser.GetAsync("/proofs"));
        Assert.Contains("self-attested", page, StringComparison.Ordinal);
        Assert.Contains(await node.Host.Node.Notary.VerifierKeyAsync(CancellationToken.None), WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("No ledger is set", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        // Every field has a label, so that it is reached and understood without a mouse or a picture.
        foreach (Match field in Field().Matches(page))
            Assert.Contains($"<label for=\"{field.Groups[1].Value}\"", page, StringComparison.Ordinal);

        using var taken = await browser.GetAsync($"/proof?persistenceId=pod-{pod}&sequenceNr=1&units=4");
        Assert.StartsWith("attachment", taken.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var bundle = await taken.Content.ReadAsStringAsync();
        Assert.Equal([4], BundleVerifier.Verify(bundle).Proven!.Units.Select(u => u.Number));

        var (good, bad) = (await CheckAsync(browser, bundle), await CheckAsync(browser, bundle.Replace("\"sequenceNr\":1", "\"sequenceNr\":2", StringComparison.Ordinal)));
        Assert.Contains("data-valid=\"true\"", good, StringComparison.Ordinal);
        Assert.Contains("valid, but self-attested", good, StringComparison.Ordinal);
        Assert.Contains("unit 4, ConnectionPower", good, StringComparison.Ordinal);
        Assert.Contains("data-valid=\"false\"", bad, StringComparison.Ordinal);
        Assert.DoesNotContain("unit 4", bad, StringComparison.Ordinal);
        Assert.Contains("data-valid=\"false\"", await CheckAsync(browser, "<script>alert(1)</script>"), StringComparison.Ordinal);
        Assert.Contains("The trust file cannot be read", await CheckAsync(browser, bundle, "{}"), StringComparison.Ordinal);
        using var bare = await browser.PostBareAsync("/proofs", ("bundle", "x"));
        Assert.InRange((int)bare.StatusCode, 400, 499);
    }

    [Fact]
    public async Task Others_see_no_ledgers_and_take_only_what_they_may()
    {
        var (_, key) = await node.AdmitAsync(Role.Customer);
        var pod = await node.PodAsync(node.Name("IT001E"));
        using var browser = new PageClient(node.Host.Rest!);
        await browser.SignInAsync(key);
        var page = await TextAsync(await browser.GetAsync("/proofs"));
        Assert.Contains("Witnesses", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Anchors", page, StringComparison.Ordinal);
        using var strange = await browser.GetAsync($"/proof?persistenceId=pod-{pod}&sequenceNr=1");
        Assert.Equal(HttpStatusCode.NotFound, strange.StatusCode);
    }

    private static async Task<string> CheckAsync(PageClient browser, string bundle, string? trust = null)
    {
        var token = Token().Matches(await TextAsync(await browser.GetAsync("/proofs")))[^1];
        using var form = new MultipartFormDataContent
        {
            { new StringContent(WebUtility.HtmlDecode(token.Groups[1].Value)), "__RequestVerificationToken" },
            { new StringContent(bundle), "bundle", "bundle.json" },
        };
        if (trust is not null)
            form.Add(new StringContent(trust), "trust", "trust.json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/proofs") { Content = form };
        return WebUtility.HtmlDecode(await TextAsync(await browser.SendAsync(request)));
    }

    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
            return text;
        }
    }

    [GeneratedRegex("<input id=\"([^\"]+)\"")]
    private static partial Regex Field();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
