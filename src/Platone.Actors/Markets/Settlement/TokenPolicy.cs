using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// How an aggregator rewards its customers in tokens (market, "Tokens"; FR-MP-S-03). A token has three decimals, so that its smallest unit
/// is a watt hour's worth at one token a kWh.
/// </summary>
/// <param name="MintedPerKilowattHour">Tokens for each kWh of ordered energy delivered, 0 to 1e6, at most 6 decimals.</param>
/// <param name="BurnedPerKilowattHour">Tokens for each kWh of ordered energy that was not, 0 to 1e6, at most 6 decimals.</param>
public sealed record TokenPolicy(decimal MintedPerKilowattHour, decimal BurnedPerKilowattHour)
{
    /// <summary>Units in a token, as the token's contract states by its three decimals.</summary>
    public const int UnitsPerToken = 1000;

    /// <summary>One token for each kWh delivered, one burned for each that is not.</summary>
    public static TokenPolicy OnePerKilowattHour { get; } = new(1, 1);

    /// <summary>What the customers of an aggregator get and lose for settled lines: each sum rounded once, half to even, to a unit.</summary>
    /// <param name="aggregator">Whose policy it is.</param>
    /// <param name="lines">Lines; those of others, without a customer or still waiting have no part.</param>
    /// <returns>By customer, those left out who neither get nor lose.</returns>
    /// <exception cref="InvalidOperationException">The policy's figures are outside their range.</exception>
    public ValueList<TokenGrant> Grants(ParticipantId aggregator, IEnumerable<SettlementLine> lines)
    {
        if (!IsRate(MintedPerKilowattHour) || !IsRate(BurnedPerKilowattHour))
            throw new InvalidOperationException($"{this}: a rate is 0 to 1e6 tokens a kWh with at most 6 decimals");
        var energies = new SortedDictionary<ParticipantId, (decimal DeliveredJ, decimal DeficiencyJ)>();
        foreach (var line in lines)
        {
            if (line.IsWaiting || line.Order.Aggregator != aggregator || line.Order.Customer is not { } customer)
                continue;
            var sum = energies.GetValueOrDefault(customer);
            energies[customer] = (sum.DeliveredJ + line.DeliveredJ, sum.DeficiencyJ + line.DeficiencyJ);
        }
        return energies
            .Select(e => new TokenGrant(e.Key, Units(e.Value.DeliveredJ, MintedPerKilowattHour), Units(e.Value.DeficiencyJ, BurnedPerKilowattHour)))
            .Where(g => g is not { Minted: 0, Burned: 0 })
            .ToValueList();
    }

    /// <summary>What to mint and burn so that grants made become those of a later version of the statement.</summary>
    /// <param name="made">Grants of version n.</param>
    /// <param name="due">Grants of version n+1.</param>
    /// <returns>By customer; only those with a change.</returns>
    public static ValueList<TokenGrant> Correction(IEnumerable<TokenGrant> made, IEnumerable<TokenGrant> due)
    {
        var changes = new SortedDictionary<ParticipantId, long>();
        foreach (var grant in made)
            changes[grant.Customer] = changes.GetValueOrDefault(grant.Customer) - grant.Minted + grant.Burned;
        foreach (var grant in due)
            changes[grant.Customer] = changes.GetValueOrDefault(grant.Customer) + grant.Minted - grant.Burned;
        return changes.Where(c => c.Value != 0)
            .Select(c => new TokenGrant(c.Key, Math.Max(0, c.Value), Math.Max(0, -c.Value)))
            .ToValueList();
    }

    // A Wh at one token a kWh is a unit.
    private static long Units(decimal joules, decimal perKilowattHour) =>
        (long)decimal.Round(joules * perKilowattHour / Energy.JoulesPerWattHour, MidpointRounding.ToEven);

    private static bool IsRate(decimal rate) => rate is >= 0 and <= 1_000_000 && ExactAmount.HasDecimals(rate, 6);
}

/// <summary>Tokens a customer gets and loses, in thousandths of a token.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Minted">Units to mint, 0 or more.</param>
/// <param name="Burned">Units to burn, 0 or more; the ledger takes what is there and records the rest as debt.</param>
public sealed record TokenGrant(ParticipantId Customer, long Minted, long Burned);
