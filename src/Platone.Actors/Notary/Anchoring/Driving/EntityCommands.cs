using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Sends commands whose refusal would be a bug, or a race that the next look mends.</summary>
internal static class EntityCommands
{
    /// <summary>Sends a command and returns when what it caused is durable.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public static async Task DoAsync(this IEntities entities, ICommand command, CancellationToken cancellation)
    {
        if (await entities.SendAsync(command, cancellation).ConfigureAwait(false) is CommandReply.Refused refused)
            throw new InvalidOperationException($"{command.GetType().Name} of {command.EntityId} was refused: {refused.Problem}");
    }
}
