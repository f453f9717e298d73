using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Platone.Host.Configuration;
using Platone.Host.Pbm.Wire;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Pbm.Client;

/// <summary>Where a node is, and how to speak to it.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Port.</param>
/// <param name="Tls">Whether to speak TLS.</param>
/// <param name="Authorities">The authorities its certificate may come from, in place of the system's; empty for the system's.</param>
internal sealed record PbmTarget(string Host, int Port, bool Tls, X509Certificate2Collection Authorities)
{
    /// <summary>Where a node listens by standard.</summary>
    public const string Standard = "127.0.0.1:9110";

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>A connection to a node as an operator. One command at a time.</summary>
internal sealed class PbmClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    private readonly TcpClient _connection;
    private readonly Stream _stream;
    private uint _runs;

    private PbmClient(TcpClient connection, Stream stream, Welcome welcome) =>
        (_connection, _stream, Welcome) = (connection, stream, welcome);

    /// <summary>What the node said at first: who it is, and its palettes.</summary>
    public Welcome Welcome { get; }

    /// <summary>Connects and signs in.</summary>
    /// <param name="target">The node.</param>
    /// <param name="token">An operator's API key.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">The node refused, or the key would be sent in the clear over a network.</exception>
    /// <exception cref="NodeUnreachableException">There is no node, or it does not speak as expected.</exception>
    public static async Task<PbmClient> ConnectAsync(PbmTarget target, string token, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var connection = new TcpClient { NoDelay = true };
        try
        {
            await connection.ConnectAsync(target.Host, target.Port, patience.Token);
            if (!target.Tls && connection.Client.RemoteEndPoint is IPEndPoint remote && !IPAddress.IsLoopback(remote.Address))
                throw new InputException($"{target}: an API key is not sent over a network in the clear: give --tls");
            var stream = target.Tls ? await SecureAsync(connection, target, patience.Token) : connection.GetStream();
            var hello = new Hello { Protocol = Server.PbmConnection.Protocol, Token = token };
            await Frames.WriteAsync(stream, new ClientMessage { Hello = hello }, patience.Token);
            var answer = await Frames.ReadAsync(stream, ServerMessage.Parser, Frames.MaxResponse, patience.Token);
            return answer switch
            {
                { Welcome: { } welcome } => new PbmClient(connection, stream, welcome),
                { Refusal: { } refusal } => throw new InputException($"{target}: refused: {refusal.Reason}"),
                _ => throw new NodeUnreachableException(
                    $"{target} has closed the connection: does it want --tls, or has it too many clients?", null),
            };
        }
        catch (Exception e)
        {
            connection.Dispose();
            throw e switch
            {
                SocketException => new NodeUnreachableException($"there is no node at {target}: {e.Message}", e),
                AuthenticationException => new NodeUnreachableException($"{target}: no TLS: {e.Message}", e),
                IOException or FrameException => new NodeUnreachableException($"{target} does not speak pbm: {e.Message}", e),
                OperationCanceledException when !cancellation.IsCancellationRequested =>
                    new NodeUnreachableException($"{target} did not answer within {Patience.TotalSeconds:0} s", e),
                _ => e,
            };
        }
    }

    /// <summary>Runs a command: the parts of its answer, up to and with the final one.</summary>
    /// <param name="words">The command.</param>
    /// <param name="confirmed">The operator said yes.</param>
    /// <param name="stop">Stops the command; what is left of its answer is not waited for long.</param>
    /// <exception cref="NodeUnreachableException">The node has gone.</exception>
    public async IAsyncEnumerable<Response> RunAsync(
        IReadOnlyList<string> words, bool confirmed, [EnumeratorCancellation] CancellationToken stop)
    {
        var id = ++_runs;
        var run = new Run { Id = id, Confirmed = confirmed };
        run.Words.Add(words);
        await SendAsync(new ClientMessage { Run = run });
        using var atEnd = new CancellationTokenSource();
        await using var stopping = stop.Register(() =>
        {
            atEnd.CancelAfter(PatienceAtEnd);
            _ = SendAsync(new ClientMessage { Cancel = new Cancel { Id = id } });
        });
        while (await NextAsync(atEnd.Token) is { } response)
        {
            // What comes late of a command that was stopped is nobody's any more.
            if (response.Id != id)
                continue;
            yield return response;
            if (response.Final)
                yield break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _connection.Dispose();
    }

    private static async Task<Stream> SecureAsync(TcpClient connection, PbmTarget target, CancellationToken cancellation)
    {
        var tls = new SslStream(connection.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = target.Host };
        if (target.Authorities.Count > 0)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(target.Authorities);
            options.CertificateChainPolicy = policy;
        }

        await tls.AuthenticateAsClientAsync(options, cancellation);
        return tls;
    }

    private async Task SendAsync(ClientMessage message)
    {
        try
        {
            await Frames.WriteAsync(_stream, message, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw Gone(e);
        }
    }

    // Null if it was stopped and the node does not say the last word.
    private async Task<Response?> NextAsync(CancellationToken atEnd)
    {
        try
        {
            return await Frames.ReadAsync(_stream, ServerMessage.Parser, Frames.MaxResponse, atEnd) is { } message
                ? message.Response ?? throw Gone(null)
                : throw Gone(null);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or FrameException)
        {
            throw Gone(e);
        }
    }

    private NodeUnreachableException Gone(Exception? e) => new($"{Welcome.Node} has closed the connection", e);
}
