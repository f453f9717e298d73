namespace Platone.Actors.Kernel.Aggregates;

/// <summary>The way to every sharded entity, wherever in the cluster it lives.</summary>
public interface IEntities
{
    /// <summary>
    /// Sends a command and returns the entity's answer. An unknown outcome (journal slow, entity restarting) is tried again until the
    /// entity answers or the caller gives up, which is safe because commands are idempotent.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up: the outcome is unknown.</exception>
    Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation);

    /// <summary>Asks an entity.</summary>
    /// <typeparam name="TView">What it answers with.</typeparam>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation);
}
