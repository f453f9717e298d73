using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>What a witness answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, cut off behind what an answer may be long.</param>
internal sealed record WitnessReply(HttpStatusCode Status, string Body)
{
    /// <summary>The size it has cosigned last, if it says so with a 409; null if it says something else.</summary>
    public long? CosignedSize => Status == HttpStatusCode.Conflict && Body.EndsWith('\n')
        && long.TryParse(Body.AsSpan(0, Body.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : null;
}

/// <summary>Asks witnesses over HTTP (C2SP tlog-witness).</summary>
internal sealed class WitnessClient : IDisposable
{
    // A hundred signature lines are well below it.
    private const int MostBytes = 65_536;

    private readonly HttpClient _http;

    /// <summary>A client.</summary>
    /// <param name="timeout">How long an answer may take.</param>
    /// <param name="handler">Sends; null for the standard one, which follows no redirect.</param>
    public WitnessClient(TimeSpan timeout, HttpMessageHandler? handler = null) =>
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = timeout, MaxResponseContentBufferSize = MostBytes };

    /// <summary>Sends <c>add-checkpoint</c>.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or one that is too long.</exception>
    /// <exception cref="TimeoutException">None in time.</exception>
    public async Task<WitnessReply> AskAsync(KnownWitness witness, AddCheckpointRequest request, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.ToString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        try
        {
            using var response = await _http.PostAsync(new Uri(witness.Submission, "add-checkpoint"), content, cancellation).ConfigureAwait(false);
            // Not by the encoding it names, which may be none: all that is answered is ASCII but for the dash of a signature line, in UTF-8.
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return new WitnessReply(response.StatusCode, Encoding.UTF8.GetString(body));
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {_http.Timeout.TotalSeconds:0.#} s", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
