using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Communities;

/// <summary>What nodes say to each other about a community.</summary>
public static class CommunityMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("community")
        .Add<RegisterCommunity>("register-community")
        .Build();
}
