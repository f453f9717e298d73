using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Server;
using Platone.Field.LightNodes;

namespace Platone.Field.Mqtt;

/// <summary>
/// Accepts the connections of the embedded broker, with or without TLS. In place of MQTTnet's own listener because that one neither
/// bounds packets nor lets a client id be completed under MQTT 3.1.1.
/// </summary>
internal sealed class MqttListener(EmbeddedBrokerOptions options, TimeProvider clock, ILogger logger) : IMqttServerAdapter
{
    private const int Backlog = 1_000;
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _socket;
    private Task _accepting = Task.CompletedTask;
    private int _connections;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>Where it listens, once started.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_socket!.LocalEndPoint!;

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public Task StartAsync(MqttServerOptions serverOptions, IMqttNetLogger netLogger)
    {
        _socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(options.Address, options.Port));
        _socket.Listen(Backlog);
        _accepting = AcceptAsync(_socket, netLogger);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        _socket?.Dispose();
        await _accepting;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener, IMqttNetLogger netLogger)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(_stopping.Token);
                if (Interlocked.Increment(ref _connections) > options.MaxConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    client.Dispose();
                    continue;
                }

                FieldMetrics.Connections.Add(1);
                _ = Task.Run(() => ServeAsync(client, netLogger));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // A client that is gone already, or no file handles left: the next one may do better.
                logger.ConnectionFailed("listener", e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
            }
        }
    }

    private async Task ServeAsync(Socket client, IMqttNetLogger netLogger)
    {
        var remote = client.RemoteEndPoint;
        try
        {
            client.NoDelay = true;
            await using Stream plain = new NetworkStream(client, ownsSocket: true);
            var (stream, certificate) = options.Certificate is null ? (plain, null) : await SecureAsync(plain);
            using var channel = new WatchedChannel(stream, remote, client.LocalEndPoint, certificate, options.Certificate is not null, options);
            using var adapter = new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(new MqttBufferWriter(1024, 65_536)), netLogger);
            using var packets = new ClientAdapter(adapter, options);
            await ClientHandler!(packets);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException
            or ObjectDisposedException or MqttCommunicationException or MqttProtocolViolationException)
        {
            logger.ConnectionFailed($"{remote}", e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            FieldMetrics.Connections.Add(-1);
        }
    }

    private async Task<(Stream Stream, X509Certificate2? Client)> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        using var timeout = new CancellationTokenSource(options.HandshakeTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = options.Certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // Asked for, not required: who has none signs in by password.
            ClientCertificateRequired = options.ClientAuthorities.Count > 0,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || IsTrusted((X509Certificate2)certificate),
        }, either.Token);
        return (secure, secure.RemoteCertificate as X509Certificate2);
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        if (options.ClientAuthorities.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(options.ClientAuthorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));   // TLS client authentication
        return chain.Build(certificate);
    }
}
