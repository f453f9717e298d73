using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Tokens;

/// <summary>
/// How an aggregator rewards those who deliver its flexibility in tokens (market, "Tokens"; FR-MP-S-03). A token has three decimals, so that
/// its smallest unit is a watt hour's worth at one token a kWh.
/// </summary>
/// <param name="MintedPerKilowattHour">Tokens for each kWh of ordered energy delivered, 0 to 1e6, at most 6 decimals.</param>
/// <param name="BurnedPerKilowattHour">Tokens for each kWh of ordered energy that was not, 0 to 1e6, at most 6 decimals.</param>
public sealed record TokenPolicy(decimal MintedPerKilowattHour, decimal BurnedPerKilowattHour)
{
    /// <summary>Units in a token, as the token's contract states by its three decimals.</summary>
    public const int UnitsPerToken = 1000;

    /// <summary>One token for each kWh delivered, one burned for each that is not.</summary>
    public static TokenPolicy OnePerKilowattHour { get; } = new(1, 1);

    /// <summary>Whether a rate is within its range: 0 to 1e6 tokens a kWh, at most 6 decimals.</summary>
    public static bool IsRate(decimal rate) => rate is >= 0 and <= 1_000_000 && ExactAmount.HasDecimals(rate, 6);

    /// <summary>
    /// What is due to each holder for settled lines of an aggregator: each sum rounded once, half to even, to a unit. Also of holders who
    /// neither get nor lose: an earlier version may have said otherwise.
    /// </summary>
    /// <param name="aggregator">Whose policy it is.</param>
    /// <param name="lines">Lines; those of others have no part, and those that still wait none but their holder's name.</param>
    /// <returns>By holder.</returns>
    /// <exception cref="InvalidOperationException">The policy's figures are outside their range.</exception>
    public ValueList<TokenGrant> Due(ParticipantId aggregator, IEnumerable<SettlementLine> lines)
    {
        if (!IsRate(MintedPerKilowattHour) || !IsRate(BurnedPerKilowattHour))
            throw new InvalidOperationException($"{this}: a rate is 0 to 1e6 tokens a kWh with at most 6 decimals");
        var energies = new SortedDictionary<TokenHolder, (decimal DeliveredJ, decimal DeficiencyJ)>();
        foreach (var line in lines)
        {
            if (line.Order.Aggregator != aggregator)
                continue;
            var holder = new TokenHolder(line.Order.Pod, line.Order.Customer);
            var sum = energies.GetValueOrDefault(holder);
            energies[holder] = line.IsWaiting ? sum : (sum.DeliveredJ + line.DeliveredJ, sum.DeficiencyJ + line.DeficiencyJ);
        }
        return energies
            .Select(e => new TokenGrant(e.Key, Units(e.Value.DeliveredJ, MintedPerKilowattHour), Units(e.Value.DeficiencyJ, BurnedPerKilowattHour)))
            .ToValueList();
    }

    // A Wh at one token a kWh is a unit.
    private static long Units(decimal joules, decimal perKilowattHour) =>
        (long)decimal.Round(joules * perKilowattHour / Energy.JoulesPerWattHour, MidpointRounding.ToEven);
}
