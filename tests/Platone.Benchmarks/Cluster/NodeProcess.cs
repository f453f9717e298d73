using System.Globalization;
using Platone.Testing;

namespace Platone.Benchmarks.Cluster;

/// <summary>A <see cref="WholeNode"/>, and what the system and its runtime say of its memory.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly ProcessHost _process;
    private int _asked;

    private NodeProcess(ProcessHost process) => _process = process;

    public static async Task<NodeProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        // The web SDK gives the executable the server collector; this process is not built by it.
        var environment = new Dictionary<string, string?> { ["DOTNET_gcServer"] = "1" };
        var words = settings.Select(s => $"{s.Key}={s.Value}");
        var node = new NodeProcess(ProcessHost.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Platone.Benchmarks.dll"), WholeNode.Verb, .. words], environment));
        await node._process.WaitForLineAsync("ready", TimeSpan.FromMinutes(5));
        return node;
    }

    /// <summary>Memory now.</summary>
    /// <param name="collect">Whether everything unreachable is let go of first.</param>
    public async Task<Memory> MemoryAsync(bool collect)
    {
        await _process.WriteLineAsync(collect ? "collect" : "look");
        var line = await _process.WaitForLineAsync($"answer {++_asked}: ", TimeSpan.FromMinutes(2));
        var heap = line.Split(' ')[2..].Select(v => long.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new Memory(Status("VmRSS"), Status("VmHWM"), heap[0], heap[1]);
    }

    public async ValueTask DisposeAsync()
    {
        // An empty line ends it, as Ctrl+C does the executable.
        if (!_process.HasExited)
        {
            await _process.WriteLineAsync("");
            await _process.WaitForExitAsync(TimeSpan.FromMinutes(2));
        }
        await _process.DisposeAsync();
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}

/// <summary>Bytes.</summary>
/// <param name="Resident">Working set.</param>
/// <param name="Peak">Largest working set so far.</param>
/// <param name="Heap">Objects on the managed heap.</param>
/// <param name="Committed">What the managed heap has taken from the system.</param>
internal readonly record struct Memory(long Resident, long Peak, long Heap, long Committed);
