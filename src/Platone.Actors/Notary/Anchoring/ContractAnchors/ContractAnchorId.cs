using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>A contract of a ledger.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Its address.</param>
public readonly record struct ContractAnchorId(LedgerId Ledger, Address Contract) : IComparable<ContractAnchorId>
{
    /// <summary>Reads it: <c>service-0x…</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ContractAnchorId Parse(string? text)
    {
        var (ledger, contract) = LedgerAddress.Parse(text);
        return new ContractAnchorId(ledger, contract);
    }

    /// <inheritdoc/>
    public int CompareTo(ContractAnchorId other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <inheritdoc/>
    public override string ToString() => LedgerAddress.ToText(Ledger, Contract);
}
