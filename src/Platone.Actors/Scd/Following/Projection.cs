using System.Collections.Frozen;
using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Scd.Following;

/// <summary>
/// Turns events into the rows of a few tables that are its own. It never reads what another projection wrote, so each can be rebuilt
/// alone; and what the tables hold does not depend on how the journal is cut into batches.
/// </summary>
/// <param name="name">Its stable name: kebab-case; the key of its offset.</param>
/// <param name="tables">The tables that are its own.</param>
/// <param name="takes">The events it looks at.</param>
internal abstract class Projection(string name, IReadOnlyList<string> tables, params IEnumerable<Type> takes)
{
    private readonly FrozenSet<Type> _takes = takes.ToFrozenSet();

    /// <summary>Its stable name: kebab-case; the key of its offset.</summary>
    public string Name { get; } = name;

    /// <summary>The tables that are its own: a rebuild empties them.</summary>
    public IReadOnlyList<string> Tables { get; } = tables;

    /// <summary>Whether it looks at events of a type.</summary>
    public bool Takes(Type eventType) => _takes.Contains(eventType);

    /// <summary>Writes what some events mean, inside the connection's transaction.</summary>
    /// <param name="connection">With a transaction that also moves the offset.</param>
    /// <param name="entries">Those of the batch that it takes, in order; at least one.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation);
}
