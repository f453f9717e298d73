using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>What a transaction is sent for: one thing that a contract is to do once.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Name">Its name there: <c>anchor-17</c>, <c>mint-0x…</c>. It stays the same however often a transaction is sent for it.</param>
public readonly record struct ChainJob(ContractAnchorId Contract, string Name) : IComparable<ChainJob>
{
    /// <inheritdoc/>
    public int CompareTo(ChainJob other) =>
        Contract.CompareTo(other.Contract) is not 0 and var order ? order : string.CompareOrdinal(Name, other.Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} of {Contract}";
}
