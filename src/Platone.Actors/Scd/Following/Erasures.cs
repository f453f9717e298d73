using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Following;

/// <summary>
/// The PODs a projection knows to be erased. Their rows are deleted, and nothing that is recorded after the erasure (by a light node
/// that did not know of it yet) brings one back: so the tables are the same whether the keys were destroyed before or after it was read.
/// </summary>
internal sealed class Erasures
{
    private readonly string _projection;
    private readonly HashSet<string> _erased;
    private readonly HashSet<string> _new = [];

    private Erasures(string projection, HashSet<string> erased) => (_projection, _erased) = (projection, erased);

    /// <summary>PODs whose erasure is in this batch.</summary>
    public IReadOnlyList<string> Pods { get; private init; } = [];

    /// <summary>Those known from before and those of a batch.</summary>
    public static async Task<Erasures> ReadAsync(DataConnection connection, string projection, IReadOnlyList<JournalEntry> entries,
        CancellationToken cancellation)
    {
        var known = await connection.GetTable<ErasedRecord>().Where(e => e.Projection == projection).Select(e => e.Pseudonym)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var pods = entries.Where(e => e.EventType == typeof(PodErased)).Select(e => ((PodErased)e.Event).Id.Pseudonym).Distinct().ToList();
        var erasures = new Erasures(projection, [.. known]) { Pods = [.. pods.Select(p => p.Value)] };
        pods.ForEach(erasures.Remember);
        return erasures;
    }

    /// <summary>Whether a POD was erased, be it later in this batch.</summary>
    public bool Contains(PodId pod) => _erased.Contains(pod.Pseudonym.Value);

    /// <summary>Remembers a POD, or a light node of one, as erased.</summary>
    public void Remember(Pseudonym pseudonym)
    {
        if (_erased.Add(pseudonym.Value))
            _new.Add(pseudonym.Value);
    }

    /// <summary>Deletes the rows of PODs whose erasure is in this batch, and remembers what is new.</summary>
    /// <param name="connection">With the batch's transaction.</param>
    /// <param name="tables">Where such rows are, in a column <c>pod</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WriteAsync(DataConnection connection, IReadOnlyList<string> tables, CancellationToken cancellation)
    {
        foreach (var pod in Pods)
        {
            var parameter = new DataParameter("pod", pod);
            foreach (var table in tables)
                await connection.ExecuteAsync($"delete from {table} where pod = @pod", cancellation, parameter).ConfigureAwait(false);
        }
        var names = _new.Select(pseudonym => new ErasedRecord { Projection = _projection, Pseudonym = pseudonym });
        await connection.ReplaceAsync<ErasedRecord>([.. names], cancellation).ConfigureAwait(false);
    }
}
