using System.Net;
using System.Text.RegularExpressions;

namespace Platone.Host.Tests.Pages;

/// <summary>A browser without a window or scripts: it keeps cookies, sends forms with their token, and follows nothing by itself.</summary>
internal sealed partial class PageClient : IDisposable
{
    private readonly HttpClient _client;

    public PageClient(Uri node)
    {
        var handler = new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false };
        _client = new HttpClient(handler) { BaseAddress = node };
    }

    /// <summary>Its cookies.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Gets a path.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));

    /// <summary>Sends what it is given.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    /// <summary>Sends a form whose token is on a page.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string path, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await _client.GetStringAsync(new Uri(page, UriKind.Relative)));
        Assert.True(token.Success, $"{page} has no form");
        return await PostBareAsync(path, [.. fields, ("__RequestVerificationToken", WebUtility.HtmlDecode(token.Groups[1].Value))]);
    }

    /// <summary>Sends a form as it is.</summary>
    public async Task<HttpResponseMessage> PostBareAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await _client.PostAsync(new Uri(path, UriKind.Relative), form);
    }

    /// <summary>Signs in with a key.</summary>
    public async Task SignInAsync(string key)
    {
        using var response = await PostAsync("/sign-in", "/sign-in", ("key", key));
        Assert.Equal((HttpStatusCode.Found, "/"), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    /// <summary>Whether the overview opens; else it must lead to the sign-in.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        using var response = await GetAsync("/");
        if (response.StatusCode == HttpStatusCode.OK)
            return true;
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/sign-in", response.Headers.Location!.IsAbsoluteUri ? response.Headers.Location.AbsolutePath : response.Headers.Location.ToString());
        return false;
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
