using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>An account of a ledger: one key, whose nonces are used one after another.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Account">The key's address.</param>
public readonly record struct ChainAccountId(LedgerId Ledger, Address Account) : IComparable<ChainAccountId>
{
    /// <summary>Reads it: <c>service-0x…</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ChainAccountId Parse(string? text)
    {
        var (ledger, account) = LedgerAddress.Parse(text);
        return new ChainAccountId(ledger, account);
    }

    /// <inheritdoc/>
    public int CompareTo(ChainAccountId other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <inheritdoc/>
    public override string ToString() => LedgerAddress.ToText(Ledger, Account);
}
