using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Monitoring;

/// <summary>
/// A node of a chain that says what somebody wants it to, over real HTTP: it hands questions on to a real node and changes the answers.
/// </summary>
internal sealed class LyingNode : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _real = new();
    private readonly Task _serving;
    private readonly Uri _honest;
    private readonly Func<string, JsonObject, JsonNode?> _lie;

    /// <summary>A node.</summary>
    /// <param name="honest">The real one.</param>
    /// <param name="lie">Given the method and the real answer; gives the result to say instead, or null to leave the answer as it is.</param>
    public LyingNode(string honest, Func<string, JsonObject, JsonNode?> lie)
    {
        (_honest, _lie) = (new Uri(honest), lie);
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it is asked.</summary>
    public Uri Url { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Close();
        _serving.GetAwaiter().GetResult();
        _real.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var question = await reader.ReadToEndAsync();
            using var content = new StringContent(question, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answered = await _real.PostAsync(_honest, content);
            var answer = (JsonObject)JsonNode.Parse(await answered.Content.ReadAsStringAsync())!;
            if (_lie((string)JsonNode.Parse(question)!["method"]!, answer) is { } said)
            {
                answer.Remove("error");
                answer["result"] = said;
            }
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
            context.Response.Close();
        }
    }
}
