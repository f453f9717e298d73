namespace Platone.Actors.Notary.Anchoring;

/// <summary>Where on a chain something was done.</summary>
/// <param name="Transaction">The transaction that did it.</param>
/// <param name="Block">The block it is in.</param>
public readonly record struct ChainReceipt(Hash256 Transaction, BlockRef Block)
{
    /// <inheritdoc/>
    public override string ToString() => $"transaction {Transaction} in {Block}";
}
