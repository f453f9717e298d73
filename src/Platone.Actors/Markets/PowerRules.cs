using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Units;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets;

/// <summary>What the power of a request or offer must be.</summary>
internal static class PowerRules
{
    /// <summary>Most a value may be, W: 10 GW, more than any network moves, and so little that no sum of a session overflows.</summary>
    public const long MaximumW = 10_000_000_000;

    /// <summary>Why a profile may not be; null if it may.</summary>
    /// <param name="power">The profile.</param>
    /// <param name="intervals">How many intervals the session has.</param>
    /// <param name="field">Where it was given.</param>
    public static Problem? Check(PowerProfile power, int intervals, string field)
    {
        if (power.Count != intervals)
            return Invalid("interval-count", $"{power.Count} values are given; the session has {intervals} intervals", field);
        for (var i = 0; i < power.Count; i++)
        {
            if (power[i] < 0)
                return Invalid("negative-power", $"{power[i]} W in interval {i}: power is 0 or more, the direction says which way", $"{field}[{i}]");
            if (power[i] > MaximumW)
                return Invalid("power-too-large", $"{power[i]} W in interval {i} is more than {MaximumW} W", $"{field}[{i}]");
        }
        return power.IsZero ? new Problem("no-power", "there must be power in one interval at least", field) : null;
    }
}
