using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>What nodes say to each other about a session's token grants.</summary>
public static class TokenGrantsMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("token-grants")
        .Add<GrantTokens>("grant-tokens")
        .Build();
}
