using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>An address on a ledger as it stands in entity ids: <c>service-0x…</c>, the digits in lower case.</summary>
internal static class LedgerAddress
{
    /// <summary>The text of both.</summary>
    public static string ToText(LedgerId ledger, Address address) => $"{ledger}-{Lower(address)}";

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is not in that form.</exception>
    public static (LedgerId Ledger, Address Address) Parse(string? text)
    {
        var at = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (at < 0)
            throw new FormatException($"'{text}' is not a ledger and an address: service-0x…");
        var (ledger, address) = (LedgerId.Parse(text![..at]), Address.Parse(text[(at + 1)..]));
        return ToText(ledger, address) == text
            ? (ledger, address)
            : throw new FormatException($"'{text}' is not in its only form: {ToText(ledger, address)}");
    }

    /// <summary>An address without the checksum in its case.</summary>
    public static string Lower(Address address) => "0x" + Convert.ToHexStringLower(address.ToBytes());
}
