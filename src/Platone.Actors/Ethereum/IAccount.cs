using Platone.Actors.Ethereum.Transactions;

namespace Platone.Actors.Ethereum;

/// <summary>Who signs transactions.</summary>
public interface IAccount
{
    /// <summary>Its address.</summary>
    Address Address { get; }

    /// <summary>The chain it signs for; null: the node's.</summary>
    ulong? ChainId { get; }

    /// <summary>Signs a transaction.</summary>
    /// <exception cref="InvalidOperationException">It is for another chain than <see cref="ChainId"/>.</exception>
    SignedTransaction Sign(UnsignedTransaction transaction);
}
