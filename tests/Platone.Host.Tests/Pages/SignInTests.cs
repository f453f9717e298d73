using System.Net;
using System.Net.Http.Json;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Tests.Rest;

namespace Platone.Host.Tests.Pages;

/// <summary>Who gets to the pages, and what the cookie is good for.</summary>
[Collection(nameof(TestNode))]
public sealed class SignInTests(TestNode node)
{
    [Fact]
    public async Task Without_a_sign_in_there_is_nothing_but_the_sign_in()
    {
        using var browser = Browser();

        Assert.False(await browser.IsSignedInAsync());
        using var circuit = await browser.PostBareAsync("/_blazor/negotiate?negotiateVersion=1");
        using var proof = await browser.GetAsync("/proof?persistenceId=participant-operator&sequenceNr=1");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Found), (circuit.StatusCode, proof.StatusCode));
    }

    [Fact]
    public async Task A_key_signs_in_until_one_signs_out()
    {
        using var browser = Browser();

        await browser.SignInAsync(node.Host.OperatorKey!);

        Assert.True(await browser.IsSignedInAsync());
        using var response = await browser.PostAsync("/", "/sign-out");
        Assert.Equal("/sign-in", response.Headers.Location?.ToString());
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_wrong_key_says_so_and_sets_no_cookie()
    {
        using var browser = Browser();

        using var response = await browser.PostAsync("/sign-in", "/sign-in", ("key", ApiKey.New()));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("Nobody holds this key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(browser.Cookies.GetAllCookies(), c => c.Name.StartsWith("platone-page", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forms_need_their_token()
    {
        using var browser = Browser();
        using var signIn = await browser.PostBareAsync("/sign-in", ("key", node.Host.OperatorKey!));
        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);

        await browser.SignInAsync(node.Host.OperatorKey!);
        using var signOut = await browser.PostBareAsync("/sign-out");
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_code_signs_in_once()
    {
        var link = node.Host.SignInLink()!.PathAndQuery;
        using var first = Browser();
        using var second = Browser();

        using var taken = await first.GetAsync(link);
        using var again = await second.GetAsync(link);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (taken.StatusCode, again.StatusCode));
        Assert.True(await first.IsSignedInAsync());
        Assert.False(await second.IsSignedInAsync());
        using var guess = await second.GetAsync("/sign-in?code=x");
        Assert.Equal(HttpStatusCode.Forbidden, guess.StatusCode);
    }

    [Fact]
    public async Task The_cookie_ends_with_the_key_and_with_the_participant()
    {
        var (id, key) = await node.AdmitAsync(Role.Dso);
        using var byKey = Browser();
        using var byCode = Browser();
        await byKey.SignInAsync(key);
        using var link = await byCode.GetAsync($"/sign-in?code={node.Host.SignInCodes.New(new Caller(new ParticipantId(id), Role.Dso))}");
        Assert.True(await byKey.IsSignedInAsync() && await byCode.IsSignedInAsync());
        using var client = node.Operator();

        using var revoked = await client.DeleteAsync($"participants/{id}/keys/{ApiKey.Hash(key)}");
        Assert.False(await byKey.IsSignedInAsync());
        Assert.True(await byCode.IsSignedInAsync());

        using var suspended = await client.PostAsJsonAsync($"participants/{id}/suspend", new { reason = "left" });
        Assert.False(await byCode.IsSignedInAsync());
    }

    [Fact]
    public async Task The_cookie_opens_no_api_and_a_key_no_page()
    {
        using var browser = Browser();
        await browser.SignInAsync(node.Host.OperatorKey!);

        using var read = await browser.GetAsync("/api/v1/pods");
        using var write = await browser.PostBareAsync("/api/v1/log/seal");
        using var bare = Browser();
        using var keyed = await bare.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { ApiKeyAuthentication.Header, node.Host.OperatorKey! } } });

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Found), (read.StatusCode, write.StatusCode, keyed.StatusCode));
    }

    [Fact]
    public async Task Pages_of_others_cannot_use_the_cookie()
    {
        using var browser = Browser();
        await browser.SignInAsync(node.Host.OperatorKey!);
        var own = node.Host.Rest!.GetLeftPart(UriPartial.Authority);

        foreach (var (origin, expected) in new[]
        {
            (own, HttpStatusCode.OK), ("http://127.0.0.1:1", HttpStatusCode.Forbidden), ("https://evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1") { Headers = { { "Origin", origin } } };
            using var response = await browser.SendAsync(request);
            Assert.True(response.StatusCode == expected, $"{origin}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task Cookies_are_strict_and_pages_say_what_a_browser_must_not_do()
    {
        using var browser = Browser();
        using var link = await browser.GetAsync(node.Host.SignInLink()!.PathAndQuery);
        var cookie = link.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("platone-page-", StringComparison.Ordinal));
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);

        foreach (var path in new[] { "/", "/sign-in" })
        {
            using var page = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", page.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(page.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task Styles_and_scripts_are_served_by_the_node_itself()
    {
        using var browser = Browser();
        await browser.SignInAsync(node.Host.OperatorKey!);
        using var page = await browser.GetAsync("/");
        var html = await page.Content.ReadAsStringAsync();

        var files = System.Text.RegularExpressions.Regex.Matches(html, "(?:src|href)=\"([^\"]+\\.(?:js|css|svg))\"").Select(m => m.Groups[1].Value).ToList();
        Assert.Contains(files, f => f.StartsWith("_framework/blazor.web", StringComparison.Ordinal));
        Assert.Contains(files, f => f.StartsWith("_content/MudBlazor/MudBlazor.min", StringComparison.Ordinal) && f.EndsWith(".css", StringComparison.Ordinal));
        using var stranger = Browser();
        foreach (var file in files)
        {
            using var response = await stranger.GetAsync("/" + file);
            Assert.True(response.StatusCode == HttpStatusCode.OK && (await response.Content.ReadAsByteArrayAsync()).Length > 100, $"{file}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task The_keys_of_cookies_are_in_the_data_folder_and_sealed()
    {
        var folder = new DirectoryInfo(Path.Combine(node.Host.Options.Data, "page-keys"));
        using var browser = Browser();
        using var page = await browser.GetAsync("/sign-in");   // the first token makes the first key

        var keys = folder.GetFiles("key-*.xml");
        Assert.NotEmpty(keys);
        Assert.All(keys, k => Assert.DoesNotContain("masterKey", File.ReadAllText(k.FullName), StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder.UnixFileMode);
    }

    private PageClient Browser() => new(node.Host.Rest!);
}
