namespace Platone.Actors.Kernel.Aggregates;

/// <summary>
/// An entity's answer to a command. <see cref="Done"/> is sent only after the journal confirmed every event of the decision,
/// so whoever holds it may acknowledge to the outside.
/// </summary>
public abstract record CommandReply
{
    private CommandReply()
    {
    }

    /// <summary>The command took effect, now or before, and what it caused is durable.</summary>
    /// <param name="SequenceNr">The entity's last sequence number after it.</param>
    /// <param name="Report">What the entity tells about it (the light node: its acknowledgement), if anything.</param>
    public sealed record Done(long SequenceNr, object? Report = null) : CommandReply;

    /// <summary>The command is refused for good; repeating it unchanged is useless.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(Problem Problem) : CommandReply;

    /// <summary>The outcome is unknown (journal slow, entity restarting or overloaded): send the same command again.</summary>
    /// <param name="Reason">What is in the way.</param>
    public sealed record Unavailable(string Reason) : CommandReply;
}
