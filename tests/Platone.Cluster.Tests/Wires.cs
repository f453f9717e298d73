using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>
/// The network between nodes: each has an address of its own (127.0.0.11, .12, …) that others connect to, where what they send is passed on
/// to the port it really listens on. Who connects is known by the address it names itself by in the first thing it sends. A pair that is
/// cut off hears nothing more of each other: connections stay open and carry nothing, and what was sent before the cut heals is lost with
/// its connection, as behind a switch that died.
/// </summary>
internal sealed class Wires : IAsyncDisposable
{
    private readonly ConcurrentBag<TcpListener> _listeners = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _sync = new();
    private HashSet<(int, int)> _cut = [];
    private CancellationTokenSource _change = new();

    public int Port { get; } = FreePort.Next();

    /// <summary>Makes the address of a node.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="target">The port it listens on.</param>
    public string Connect(int number, int target)
    {
        var listener = new TcpListener(IPAddress.Parse(Address(number)), Port);
        listener.Start();
        _listeners.Add(listener);
        _ = AcceptAsync(listener, number, target);
        return Address(number);
    }

    /// <summary>Cuts a node off from all others.</summary>
    public void CutOff(int number, int nodes) =>
        Change([.. Enumerable.Range(1, nodes).Where(n => n != number).Select(n => Pair(n, number))]);

    /// <summary>Mends all cuts.</summary>
    public void Heal() => Change([]);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var listener in _listeners)
            listener.Dispose();
    }

    private static string Address(int number) => $"127.0.0.{10 + number}";

    private static (int, int) Pair(int a, int b) => (Math.Min(a, b), Math.Max(a, b));

    private void Change(HashSet<(int, int)> cut)
    {
        CancellationTokenSource before;
        lock (_sync)
            (_cut, before, _change) = (cut, _change, new CancellationTokenSource());
        before.Cancel();
    }

    private (bool IsCut, CancellationToken Changes) State(int from, int to)
    {
        lock (_sync)
            return (_cut.Contains(Pair(from, to)), _change.Token);
    }

    private async Task AcceptAsync(TcpListener listener, int number, int target)
    {
        try
        {
            while (true)
                _ = PassAsync(await listener.AcceptTcpClientAsync(_end.Token), number, target);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The end.
        }
    }

    private async Task PassAsync(TcpClient accepted, int to, int target)
    {
        using var incoming = accepted;
        using var outgoing = new TcpClient();
        try
        {
            incoming.NoDelay = outgoing.NoDelay = true;
            var first = new byte[64 * 1024];
            var length = 0;
            int? from = null;
            while (from is null)
            {
                var read = await incoming.GetStream().ReadAsync(first.AsMemory(length), _end.Token);
                if (read == 0)
                    return;
                length += read;
                from = Origin(first.AsSpan(0, length));
            }

            if (!await WhileWholeAsync(from.Value, to, stop => new ValueTask(outgoing.ConnectAsync(IPAddress.Loopback, target, stop).AsTask())))
                return;
            await outgoing.GetStream().WriteAsync(first.AsMemory(0, length), _end.Token);
            await Task.WhenAny(
                CopyAsync(incoming.GetStream(), outgoing.GetStream(), from.Value, to),
                CopyAsync(outgoing.GetStream(), incoming.GetStream(), from.Value, to));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone: so does the other, with the connections.
        }
    }

    private async Task CopyAsync(NetworkStream source, NetworkStream target, int from, int to)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, _end.Token)) > 0)
            if (!await WhileWholeAsync(from, to, _ => target.WriteAsync(buffer.AsMemory(0, read), _end.Token)))
                return;
    }

    // False: the wire was cut, and has been mended since; what was on it is lost.
    private async Task<bool> WhileWholeAsync(int from, int to, Func<CancellationToken, ValueTask> pass)
    {
        var wasCut = false;
        while (true)
        {
            var (isCut, changes) = State(from, to);
            if (!isCut)
            {
                if (!wasCut)
                    await pass(_end.Token);
                return !wasCut;
            }

            wasCut = true;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(changes, _end.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            _end.Token.ThrowIfCancellationRequested();
        }
    }

    // Akka's first message has the address of the node that connects as text.
    private static int? Origin(ReadOnlySpan<byte> bytes)
    {
        for (var number = 1; number < 100; number++)
            if (bytes.IndexOf(Encoding.ASCII.GetBytes(Address(number))) >= 0)
                return number;
        return null;
    }
}
