using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>What nodes say to each other about an account on a chain.</summary>
public static class ChainAccountMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("chain-account")
        .Add<OpenAccount>("open-account")
        .Add<SignTransaction>("sign-transaction")
        .Add<SubmitTransaction>("submit-transaction")
        .Add<ReplaceTransaction>("replace-transaction")
        .Add<MineTransaction>("mine-transaction")
        .Add<ReorgTransaction>("reorg-transaction")
        .Add<FinaliseTransaction>("finalise-transaction")
        .Add<LoseNonce>("lose-nonce")
        .Add<SkipNonces>("skip-nonces")
        .Add<SetAccountBack>("set-account-back")
        .Add<GetChainAccount>("get-chain-account")
        .Add<ChainAccountView>("chain-account-view")
        .Build();
}
