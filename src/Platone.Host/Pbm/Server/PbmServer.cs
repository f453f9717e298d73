using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Platone.Host.Pbm.Cmd;

namespace Platone.Host.Pbm.Server;

/// <summary>Listens for operators' clients, and closes what it opened.</summary>
internal sealed class PbmServer
{
    private static readonly TimeSpan PauseWithoutHandles = TimeSpan.FromMilliseconds(250);

    private readonly PbmPlatform _platform;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _unbound = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _accepting;
    private int _connections;

    // Of the whole process: an actor system may have two servers, one after the other, and its actors have names of their own.
    private static long _accepted;

    private PbmServer(PbmPlatform platform, TcpListener listener)
    {
        (_platform, _listener) = (platform, listener);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="InvalidOperationException">An option cannot be; the message names it.</exception>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static PbmServer Start(ExtendedActorSystem system, IReadOnlyList<CommandPaletteHandler> handlers, PetabridgeCmdOptions options)
    {
        if (!IPAddress.TryParse(options.Host, out var address))
            throw new InvalidOperationException($"{nameof(options.Host)} must be an IP address, not '{options.Host}'");
        if (options.Certificate is null && !IPAddress.IsLoopback(address))
        {
            throw new InvalidOperationException(
                $"{nameof(options.Host)} is {address}, which is not loopback: that needs {nameof(options.Certificate)}");
        }

        if (options.Authenticate is null)
            throw new InvalidOperationException($"{nameof(options.Authenticate)} must be given: nobody comes in without a token");
        var commands = handlers.SelectMany(h => h.Palette.Commands.Values);
        if (options.Record is null && commands.FirstOrDefault(c => c.IsDestructive) is { } destructive)
            throw new InvalidOperationException($"{nameof(options.Record)} must be given: {destructive.Name} is destructive");
        var listener = new TcpListener(address, options.Port);
        listener.Start();
        return new PbmServer(new PbmPlatform(system, handlers, options), listener);
    }

    /// <summary>Takes no more clients.</summary>
    public async Task UnbindAsync()
    {
        await _unbound.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    /// <summary>Takes no more clients, and leaves those there are.</summary>
    public void Close()
    {
        _unbound.Cancel();
        _listener.Stop();
        _closed.Cancel();
    }

    private async Task AcceptAsync()
    {
        while (!_unbound.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_unbound.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || _unbound.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                // The client gave up before it was taken, and the next one is another's; or there is no handle left for it, and there will be none
                // at once.
                _platform.Log.Debug("pbm: a connection was lost before it began: {0}", e.Message);
                if (e.SocketErrorCode is not (SocketError.ConnectionReset or SocketError.ConnectionAborted) && !await PauseAsync())
                    return;
                continue;
            }

            _ = ServeAsync(socket);
        }
    }

    // False if no more clients are taken.
    private async Task<bool> PauseAsync()
    {
        try
        {
            await Task.Delay(PauseWithoutHandles, _platform.Options.Clock, _unbound.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        try
        {
            if (Interlocked.Increment(ref _connections) > _platform.Options.MaxConnections)
                return;
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await using var stream = new NetworkStream(socket);
            await new PbmConnection(_platform, Interlocked.Increment(ref _accepted), socket.RemoteEndPoint?.ToString() ?? "?")
                .RunAsync(stream, _closed.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has left, or the node is stopping.
            _platform.Log.Debug("pbm: a connection ended: {0}", e.Message);
        }
        catch (Exception e)
        {
            _platform.Log.Error(e, "pbm: a connection failed");
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }
}

/// <summary>What every connection stands on.</summary>
/// <param name="system">The actor system.</param>
/// <param name="handlers">The palettes with what carries them out.</param>
/// <param name="options">Who may come in.</param>
internal sealed class PbmPlatform(ExtendedActorSystem system, IReadOnlyList<CommandPaletteHandler> handlers, PetabridgeCmdOptions options)
{
    /// <summary>The actor system.</summary>
    public ExtendedActorSystem System { get; } = system;

    /// <summary>The palettes with what carries them out, in the order of their names.</summary>
    public IReadOnlyList<CommandPaletteHandler> Handlers { get; } =
        [.. handlers.OrderBy(h => h.Palette.ModuleName, StringComparer.Ordinal)];

    /// <summary>The palettes, in the order of their names.</summary>
    public IReadOnlyList<CommandPalette> Palettes { get; } =
        [.. handlers.Select(h => h.Palette).OrderBy(p => p.ModuleName, StringComparer.Ordinal)];

    /// <summary>Who may come in.</summary>
    public PetabridgeCmdOptions Options { get; } = options;

    /// <summary>The log.</summary>
    public ILoggingAdapter Log { get; } = Logging.GetLogger(system, typeof(PetabridgeCmd));

    /// <summary>The actor system's address.</summary>
    public string Address => System.Provider.DefaultAddress.ToString();
}
