using System.Net;
using System.Text.Json;
using Platone.Host.Configuration;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Verbs.Client;

/// <summary>A client of a node's REST API. What the node refuses becomes an <see cref="InputException"/> that says what it said.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly int _tries;

    /// <summary>A client of the node at an address.</summary>
    /// <param name="url">The node's root, with a slash at its end.</param>
    /// <param name="apiKey">The key to sign in with; null to read what is public.</param>
    /// <param name="patience">How long the node may take; null for a minute.</param>
    /// <param name="tries">How often what may be sent again is sent to a node that says it cannot answer now.</param>
    public NodeClient(Uri url, string? apiKey, TimeSpan? patience = null, int tries = 5)
    {
        _tries = tries;
        _http = new HttpClient { BaseAddress = url, Timeout = patience ?? TimeSpan.FromSeconds(60) };
        if (apiKey is not null)
            _http.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, apiKey);
    }

    /// <summary>Where the node is.</summary>
    public Uri Url => _http.BaseAddress!;

    /// <summary>Reads text; null if there is none (404).</summary>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<string?> TextAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await CheckAsync(response, cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Reads bytes; null if there are none (404).</summary>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<byte[]?> BytesAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await CheckAsync(response, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>Reads an object; null if there is none (404).</summary>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<T?> GetAsync<T>(string path, CancellationToken cancellation)
        where T : class
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await CheckAsync(response, cancellation);
        return await response.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancellation);
    }

    /// <summary>Reads a listing to its end.</summary>
    /// <param name="path">The listing; may have a query.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">The node refused, or there is no such listing.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<IReadOnlyList<T>> AllAsync<T>(string path, CancellationToken cancellation) =>
        await FindAllAsync<T>(path, cancellation) ?? throw new InputException($"{Url}{path}: there is no such listing");

    /// <summary>Reads a listing to its end; null if what it is of is not there (404).</summary>
    /// <param name="path">The listing; may have a query.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<IReadOnlyList<T>?> FindAllAsync<T>(string path, CancellationToken cancellation)
    {
        var all = new List<T>();
        for (string? next = path; next is not null;)
        {
            if (await GetAsync<PageView<T>>(next.TrimStart('/'), cancellation) is not { } page)
                return null;
            all.AddRange(page.Items);
            next = page.Next;
        }
        return all;
    }

    /// <summary>Sends an object and reads the answer. A 503 is sent again: the API is idempotent.</summary>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, CancellationToken cancellation)
    {
        using var response = await SendAsync(Request, cancellation);
        await CheckAsync(response, cancellation);
        return (await response.Content.ReadFromJsonAsync<TAnswer>(ApiJson.Options, cancellation))!;

        HttpRequestMessage Request() => new(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: ApiJson.Options) };
    }

    /// <summary>Puts an object. A 503 is sent again.</summary>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task PutAsync<TBody>(string path, TBody body, CancellationToken cancellation)
    {
        using var response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body, options: ApiJson.Options) }, cancellation);
        await CheckAsync(response, cancellation);
    }

    /// <summary>Sends a request without a body that answers with nothing.</summary>
    /// <returns>Whether what it is about is there.</returns>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<bool> SendAsync(HttpMethod method, string path, CancellationToken cancellation) =>
        await StatusAsync(method, path, cancellation) is not null;

    /// <summary>Sends a request without a body that answers with nothing but its status.</summary>
    /// <returns>The status; null if what it is about is not there (404).</returns>
    /// <exception cref="InputException">The node refused.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it cannot answer.</exception>
    public async Task<HttpStatusCode?> StatusAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(method, path), cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await CheckAsync(response, cancellation);
        return response.StatusCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => SendAsync(() => request, cancellation, mayRepeat: false);

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation, bool mayRepeat = true)
    {
        for (var left = mayRepeat ? _tries : 1; ; left--)
        {
            HttpResponseMessage response;
            try
            {
                response = await _http.SendAsync(request(), cancellation);
            }
            catch (HttpRequestException e)
            {
                throw new NodeUnreachableException($"there is no node at {Url}: {e.InnerException?.Message ?? e.Message}", e);
            }
            catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw new NodeUnreachableException($"the node at {Url} did not answer within {_http.Timeout.TotalSeconds:0} s", e);
            }

            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || left == 1)
                return response;
            var pause = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            response.Dispose();
            await Task.Delay(pause, cancellation);
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        ProblemDocument? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == ProblemDocument.MediaType)
        {
            try
            {
                problem = await response.Content.ReadFromJsonAsync<ProblemDocument>(ApiJson.Options, cancellation);
            }
            catch (JsonException)
            {
                // Then the status alone has to do.
            }
        }

        if (response.StatusCode == HttpStatusCode.Gone)
            throw new GoneException(problem?.Detail ?? "it was erased for good");
        var said = $"{Url}: {(int)response.StatusCode} {problem?.Detail ?? response.ReasonPhrase}{(problem?.Field is { } field ? $" ({field})" : "")}";
        throw (int)response.StatusCode < 500 ? new InputException(said) : new NodeUnreachableException(said, null);
    }
}

/// <summary>What was asked for was erased for good: the answer is no.</summary>
/// <param name="message">One sentence.</param>
internal sealed class GoneException(string message) : Exception(message);

/// <summary>There is no node at the address, or it cannot answer now.</summary>
/// <param name="message">One sentence.</param>
/// <param name="inner">What it was found by.</param>
internal sealed class NodeUnreachableException(string message, Exception? inner) : Exception(message, inner);
