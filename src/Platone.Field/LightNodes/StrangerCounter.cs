using System.Collections.Concurrent;

namespace Platone.Field.LightNodes;

/// <summary>Counts messages with unknown serials by the address they came from. Bounded; thread-safe.</summary>
/// <param name="capacity">How many addresses are counted one by one.</param>
public sealed class StrangerCounter(int capacity)
{
    /// <summary>Stands for all addresses beyond the capacity.</summary>
    public const string Others = "others";

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many messages with unknown serials came from each address, most first.</summary>
    public IReadOnlyList<(string Source, long Messages)> BySource() =>
        [.. _counts.Select(c => (c.Key, c.Value)).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)];

    internal void Add(string source)
    {
        if (!_counts.ContainsKey(source) && _counts.Count >= capacity)
            source = Others;
        _counts.AddOrUpdate(source, 1, static (_, count) => count + 1);
    }
}
