using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Kernel.Processes;

/// <summary>
/// Carries what happened in one aggregate to another: reads the journal tail, answers events with commands, and moves its durable
/// offset only after every command was answered. So a command is sent at least once; its receiver de-duplicates by the event it
/// names as its cause. Commands to one entity keep the journal's order; different entities are served side by side.
/// </summary>
/// <param name="name">Its stable name, the key of its offset.</param>
/// <param name="offsets">Its place.</param>
/// <param name="entities">The receivers.</param>
/// <param name="log">Where refused commands are told.</param>
public abstract class ProcessManager(string name, ProcessOffsets offsets, IEntities entities, ILoggingAdapter log) : ITailHandler
{
    private const int EntitiesAtOnce = 128;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public virtual int BatchSize => 2000;

    /// <summary>
    /// How many reactions may be under way at once, where each depends on its own stream only: events of one stream are still reacted to in
    /// their order. Standard 1: one after another, in the journal's order.
    /// </summary>
    protected virtual int ReactionsAtOnce => 1;

    /// <summary>The commands an event leads to; empty for most.</summary>
    protected abstract Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation);

    /// <inheritdoc/>
    public Task<long> StartAsync(CancellationToken cancellation) => offsets.LoadAsync(Name, cancellation);

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        var reactions = new IReadOnlyList<ICommand>[batch.Count];
        if (ReactionsAtOnce == 1)
        {
            for (var i = 0; i < batch.Count; i++)
                reactions[i] = await ReactAsync(batch[i], cancellation).ConfigureAwait(false);
        }
        else
        {
            await Parallel.ForEachAsync(
                batch.Index().GroupBy(e => e.Item.Id.PersistenceId),
                new ParallelOptions { MaxDegreeOfParallelism = ReactionsAtOnce, CancellationToken = cancellation },
                async (ofOne, stop) =>
                {
                    foreach (var (place, entry) in ofOne)
                        reactions[place] = await ReactAsync(entry, stop).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }

        await Parallel.ForEachAsync(
            reactions.SelectMany(r => r).GroupBy(c => (c.Kind, c.EntityId)),
            new ParallelOptions { MaxDegreeOfParallelism = EntitiesAtOnce, CancellationToken = cancellation },
            async (forOne, stop) =>
            {
                foreach (var command in forOne)
                {
                    // A refusal is an answer (the POD was erased, say): sending it again would change nothing.
                    if (await entities.SendAsync(command, stop).ConfigureAwait(false) is CommandReply.Refused refused)
                        log.Warning("{0}: {1} of {2} was refused: {3}", Name, command.GetType().Name, command.EntityId, refused.Problem);
                }
            }).ConfigureAwait(false);

        await offsets.MoveAsync(Name, from, batch[^1].Ordering, cancellation).ConfigureAwait(false);
    }
}
