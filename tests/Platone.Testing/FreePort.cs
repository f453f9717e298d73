using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Platone.Testing;

/// <summary>
/// TCP ports of the loopback interface that nobody else is given: below the range systems take outgoing ports from, and each held by
/// a lock file until this process ends, so that test processes running at the same time never meet.
/// </summary>
public static class FreePort
{
    private const int First = 18_000;
    private const int End = 30_000;
    private const int Block = 400;
    private const int LastBlockEnd = 32_400;
    private static readonly ConcurrentBag<FileStream> Held = [];

    /// <summary>A port nothing listens on.</summary>
    public static int Next()
    {
        var folder = Directory.CreateDirectory(Path.Combine(TestRun.Parent, "ports")).FullName;
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            if (TryHold(Path.Combine(folder, port.ToString("D5"))) is not { } held)
                continue;
            if (IsFree(port))
            {
                Held.Add(held);
                return port;
            }

            held.Dispose();
        }

        throw new InvalidOperationException($"no free port between {First} and {End}");
    }

    /// <summary>The first of 400 ports in a row, above all others, for a program that counts its own from one it is given.</summary>
    public static int NextBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(TestRun.Parent, "ports")).FullName;
        for (var first = End; first + Block <= LastBlockEnd; first += Block)
        {
            if (TryHold(Path.Combine(folder, $"block-{first}")) is not { } held)
                continue;
            Held.Add(held);
            return first;
        }

        throw new InvalidOperationException($"no free block of ports between {End} and {LastBlockEnd}");
    }

    private static FileStream? TryHold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
