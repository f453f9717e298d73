using System.Collections.Frozen;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Units;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Losses;

/// <summary>
/// How the losses of a network change with the power taken out of it, bus by bus: marginal loss factors dL/dP at the state the network
/// operator expects, the first-order form in which losses are told to markets (Schweppe et al. 1988, "Spot Pricing of Electricity", "Optimal
/// pricing in electrical networks over space and time"). Whoever runs a power flow of the network gives them; nothing here computes them.
/// </summary>
/// <param name="Buses">One for each bus, in the ordinal order of their names; a bus that is not named has factor 0.</param>
public sealed record LossFactors(ValueList<BusLossFactor> Buses)
{
    private const int MostBuses = 10_000;
    private const int Decimals = 6;

    /// <summary>None: nothing changes losses.</summary>
    public static LossFactors None { get; } = new([]);

    /// <summary>Factors in any order.</summary>
    /// <param name="factors">Bus and factor.</param>
    public static LossFactors Of(IEnumerable<KeyValuePair<string, decimal>> factors) => new(
        factors.Select(f => new BusLossFactor(f.Key, f.Value)).OrderBy(f => f.Bus, StringComparer.Ordinal).ToValueList());

    /// <summary>Why they may not be; null if they may. The field is <c>lossFactors</c>, with the bus where it is about one.</summary>
    internal Problem? Check()
    {
        if (Buses.Count > MostBuses)
            return Invalid("loss-factors", $"{Buses.Count} buses are more than {MostBuses}", "lossFactors");
        for (var i = 0; i < Buses.Count; i++)
        {
            var (bus, factor) = (Buses[i].Bus, Buses[i].Factor);
            if (!PlainText.IsValid(bus))
                return Invalid("loss-factors", "a bus name is 1 to 200 printable characters", "lossFactors");
            if (i > 0 && string.CompareOrdinal(Buses[i - 1].Bus, bus) >= 0)
                return Invalid("loss-factors", $"bus {bus} is named twice, or out of order", $"lossFactors.{bus}");
            if (factor is < -1 or > 1 || decimal.Round(factor, Decimals) != factor)
                return Invalid("loss-factors", $"{factor} is not -1 to 1 with at most {Decimals} decimals", $"lossFactors.{bus}");
        }
        return null;
    }

    /// <summary>A way to look factors up.</summary>
    internal Func<string, decimal> Lookup()
    {
        var byBus = Buses.ToFrozenDictionary(b => b.Bus, b => b.Factor, StringComparer.Ordinal);
        return bus => byBus.GetValueOrDefault(bus);
    }

    /// <summary>What losses change by when power at a bus is moved, J; less is negative.</summary>
    /// <param name="factor">The factor of the bus.</param>
    /// <param name="direction">Up takes less out of the network, down more.</param>
    /// <param name="power">By how much in each interval, W.</param>
    /// <param name="intervalSeconds">Length of an interval, s.</param>
    internal static decimal Change(decimal factor, Direction direction, PowerProfile power, int intervalSeconds)
    {
        Int128 watts = 0;
        foreach (var w in power.Watts)
            watts += w;
        var change = factor * (decimal)watts * intervalSeconds;
        return direction == Direction.Up ? -change : change;
    }
}

/// <summary>The marginal loss factor of a bus.</summary>
/// <param name="Bus">Its name.</param>
/// <param name="Factor">W of losses for a W more taken out at it, -1 to 1, at most 6 decimals; below 0 at a bus that feeds in.</param>
public sealed record BusLossFactor(string Bus, decimal Factor);
