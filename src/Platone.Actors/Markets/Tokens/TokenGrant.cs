using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens;

/// <summary>Who holds tokens: a POD, by its pseudonym; on a chain the account its owner linked to it.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Customer">Its customer as the order named it; null if none takes part in the money.</param>
public readonly record struct TokenHolder(PodId Pod, ParticipantId? Customer) : IComparable<TokenHolder>
{
    /// <summary>By POD, then by customer, those without one first.</summary>
    public int CompareTo(TokenHolder other) =>
        Pod.CompareTo(other.Pod) is var byPod and not 0 ? byPod : string.CompareOrdinal(Customer?.Value, other.Customer?.Value);
}

/// <summary>Tokens a holder gets and loses, in thousandths of a token.</summary>
/// <param name="Holder">Whose.</param>
/// <param name="Minted">Units to mint, 0 or more.</param>
/// <param name="Burned">Units to burn, 0 or more; the ledger takes what is there and records the rest as debt.</param>
public sealed record TokenGrant(TokenHolder Holder, long Minted, long Burned)
{
    /// <summary>What it adds up to, units; negative if more is burned.</summary>
    public long Net => Minted - Burned;
}
