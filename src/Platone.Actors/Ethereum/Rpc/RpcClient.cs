using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platone.Actors.Ethereum.Rpc;

/// <summary>JSON-RPC 2.0 over HTTP. Thread-safe; one for a node, for good.</summary>
public sealed class RpcClient : IClient, IDisposable
{
    /// <summary>How long a request may take where nothing else is said: 20 s.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(20);

    /// <summary>How many bytes of an answer are read: far more than a block or a page of logs.</summary>
    public const int MostAnswerBytes = 64 << 20;

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private long _lastId;

    /// <summary>A client of one node.</summary>
    /// <param name="url"><c>http://</c> or <c>https://</c>; user and password in it are sent as basic authentication.</param>
    /// <param name="timeout">For each request, from sending to the end of the answer; null: <see cref="DefaultTimeout"/>.</param>
    /// <param name="handler">How HTTP is spoken, for proxies and certificates; null: the system's way. Disposed with this.</param>
    /// <param name="time">The clock of the time-out; null: the system's.</param>
    /// <exception cref="ArgumentException">Another kind of URL. It is not repeated: it may hold a secret.</exception>
    public RpcClient(Uri url, TimeSpan? timeout = null, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("a node's URL begins with http:// or https://", nameof(url));
        _url = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        (_timeout, _time) = (timeout ?? DefaultTimeout, time ?? TimeProvider.System);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
        if (url.UserInfo.Length > 0)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
    }

    /// <summary>The node as errors name it: path, query, user and password are left out, for they may be secrets.</summary>
    public string Name => $"{_url.Scheme}://{_url.Authority}";

    /// <inheritdoc/>
    public async Task<T> SendRequestAsync<T>(RpcRequest request, CancellationToken cancellation = default)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = await PostAsync(Body(request, id), request.Method, cancellation);
        try
        {
            using (answer.Document)
                return Result<T>(request, answer.Document.RootElement, id, answer.IsSuccess);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new RpcClientUnknownException($"{request.Method} at {Name}: the answer cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private static byte[] Body(RpcRequest request, long id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WriteNumber("id", id);
            json.WriteString("method", request.Method);
            json.WritePropertyName("params");
            JsonSerializer.Serialize(json, request.Parameters, RpcJson.Options);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private async Task<(JsonDocument Document, bool IsSuccess)> PostAsync(byte[] body, string method, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.PostAsync(_url, content, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            return (Parse(bytes, method, response), response.IsSuccessStatusCode);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested && timeout.IsCancellationRequested)
        {
            throw new RpcClientTimeoutException($"{method} at {Name}: no answer within {_timeout.TotalSeconds:0.###} s", e);
        }
        catch (HttpRequestException e)
        {
            throw new RpcClientUnknownException($"{method} at {Name}: {e.Message}", e);
        }
    }

    private JsonDocument Parse(byte[] bytes, string method, HttpResponseMessage response)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new RpcClientUnknownException($"{method} at {Name}: HTTP {(int)response.StatusCode}, and no JSON", e);
        }
    }

    private static T Result<T>(RpcRequest request, JsonElement answer, long id, bool isSuccess)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            throw new JsonException("not an object");
        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            throw new RpcResponseException(request.Method, Error(error));
        if (!isSuccess)
            throw new JsonException("an HTTP error without a JSON-RPC error");
        if (!answer.TryGetProperty("id", out var ofAnswer) || ofAnswer.ValueKind != JsonValueKind.Number || ofAnswer.GetInt64() != id)
            throw new JsonException("the answer to another request");
        if (!answer.TryGetProperty("result", out var result))
            throw new JsonException("neither result nor error");
        var value = result.Deserialize<T>(RpcJson.Options);
        return value is null && !request.MayBeNull ? throw new JsonException("null") : value!;
    }

    private static RpcError Error(JsonElement error) => new(
        error.TryGetProperty("code", out var code) && code.TryGetInt64(out var number) ? number : 0,
        error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : "",
        error.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null ? data.Clone() : null);
}
