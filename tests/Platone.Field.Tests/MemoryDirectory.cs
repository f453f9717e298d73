using System.Collections.Concurrent;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;

namespace Platone.Field.Tests;

/// <summary>A directory in memory.</summary>
internal sealed class MemoryDirectory : IDirectory
{
    private readonly ConcurrentDictionary<(DirectoryKind, string), Pseudonym> _names = new();

    /// <summary>How often somebody looked for a name.</summary>
    public int Lookups { get; private set; }

    public Pseudonym Assign(DirectoryKind kind, string name) => _names.GetOrAdd((kind, name), _ => Pseudonym.New());

    public Pseudonym? Find(DirectoryKind kind, string name)
    {
        Lookups++;
        return _names.TryGetValue((kind, name), out var pseudonym) ? pseudonym : null;
    }

    public string? Reveal(DirectoryKind kind, Pseudonym pseudonym) =>
        _names.FirstOrDefault(n => n.Key.Item1 == kind && n.Value == pseudonym).Key.Item2;

    public void Forget(DirectoryKind kind, Pseudonym pseudonym)
    {
        foreach (var entry in _names.Where(n => n.Key.Item1 == kind && n.Value == pseudonym))
            _names.TryRemove(entry);
    }
}
