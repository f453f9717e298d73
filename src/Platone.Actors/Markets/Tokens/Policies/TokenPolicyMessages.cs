using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>What nodes say to each other about an aggregator's token policies.</summary>
public static class TokenPolicyMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("token-policy")
        .Add<SetTokenPolicy>("set-token-policy")
        .Add<GetTokenPolicy>("get-token-policy")
        .Add<TokenPolicyAnswer>("token-policy-answer")
        .Build();
}
