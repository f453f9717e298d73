using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>Asks an account where it stands; answered by <see cref="ChainAccountView"/>.</summary>
/// <param name="Id">The account.</param>
public sealed record GetChainAccount(ChainAccountId Id) : IQuery
{
    /// <inheritdoc/>
    public string Kind => ChainAccountCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Where an account stands.</summary>
/// <param name="Id">The account.</param>
/// <param name="ChainId">The chain it is tied to; null if it is not yet.</param>
/// <param name="NextNonce">The nonce of its next transaction.</param>
/// <param name="UnderWay">Its transactions that are not final, by nonce.</param>
public sealed record ChainAccountView(ChainAccountId Id, ulong? ChainId, ulong NextNonce, ValueList<ChainTransaction> UnderWay) : IAnswer
{
    /// <summary>The first nonce whose transaction is not final.</summary>
    internal ulong FirstNotFinal => UnderWay.IsEmpty ? NextNonce : UnderWay[0].Nonce;
}
