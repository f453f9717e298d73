using System.Text;

namespace Platone.Testing;

/// <summary>mosquitto's own clients against any broker on the loopback interface: the tools people really connect with.</summary>
public static class MosquittoClients
{
    /// <summary>Runs <c>mosquitto_pub</c>; with QoS 1 it ends once the broker has acknowledged.</summary>
    /// <param name="port">The broker's.</param>
    /// <param name="arguments">Such as <c>-V mqttv311 -q 1 -t topic -m text</c>, one word each. <c>-l</c> reads the input.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <exception cref="TimeoutException">It did not end in time: not acknowledged.</exception>
    public static Task<ProcessResult> PublishAsync(int port, IEnumerable<string> arguments, string? input = null,
        TimeSpan? deadline = null) =>
        ProcessHost.RunAsync(Peers.Require("mosquitto_pub"), ["-h", "127.0.0.1", "-p", $"{port}", .. arguments], input, deadline);

    /// <summary>Starts <c>mosquitto_sub</c> and waits until the broker has confirmed its subscriptions.</summary>
    /// <param name="port">The broker's.</param>
    /// <param name="arguments">Such as <c>-q 1 -t topic -u user -P password</c>, one word each.</param>
    /// <exception cref="ProcessEndedException">It ended first: refused.</exception>
    public static async Task<MosquittoSubscriber> SubscribeAsync(int port, params IEnumerable<string> arguments)
    {
        // Into a pipe it would keep what it says about its subscription until a message comes: line by line, please.
        var process = ProcessHost.Start(Peers.Require("stdbuf"),
        [
            "-oL", Peers.Require("mosquitto_sub"), "-h", "127.0.0.1", "-p", $"{port}", "-d", "-F", $"{MosquittoSubscriber.Mark}%q %r %x %t",
            .. arguments,
        ]);
        try
        {
            await process.WaitForLineAsync("Subscribed (mid");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return new MosquittoSubscriber(process);
    }
}

/// <summary>A running <c>mosquitto_sub</c>.</summary>
public sealed class MosquittoSubscriber(ProcessHost process) : IAsyncDisposable
{
    internal const string Mark = "message: ";
    private int _read;

    /// <summary>The process, to kill or read.</summary>
    public ProcessHost Process => process;

    /// <summary>The next message, in order of arrival.</summary>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <exception cref="TimeoutException">None in time.</exception>
    public async Task<MosquittoMessage> NextAsync(TimeSpan? deadline = null)
    {
        (var line, _read) = await process.FindLineAsync(l => l.StartsWith(Mark, StringComparison.Ordinal), _read, deadline, "a message");
        var parts = line[Mark.Length..].Split(' ', 4);
        return new MosquittoMessage(parts[3], Convert.FromHexString(parts[2]), int.Parse(parts[0]), parts[1] == "1");
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => process.DisposeAsync();
}

/// <summary>A message as a subscriber got it.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Qos">0, 1 or 2, as delivered.</param>
/// <param name="Retained">Whether the broker had kept it from before the subscription.</param>
public sealed record MosquittoMessage(string Topic, byte[] Payload, int Qos, bool Retained)
{
    /// <summary>The payload as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);
}
