using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>What entities of all kinds answer a command with, between nodes.</summary>
public static class ReplyMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("reply")
        .Add<CommandReply.Done>("done")
        .Add<CommandReply.Refused>("refused")
        .Add<CommandReply.Unavailable>("unavailable")
        .Build();
}
