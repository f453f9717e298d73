using System.Text.Json;
using Platone.Actors.Markets.Clearing;
using Platone.Testing;

namespace Platone.Actors.Tests.Markets.Clearing;

/// <summary>The clearing instances of the shared data, and what is exactly known of them.</summary>
internal static class Instances
{
    /// <summary>Those with one request and an exact front, smallest first.</summary>
    public static readonly string[] WithFront = ["m20x8", "m100x16", "m500x96", "m2000x96"];

    /// <summary>An instance; skips the test where the shared data is not there.</summary>
    public static ClearingProblem Read(string name, ClearingRules? rules = null) =>
        SessionFile.Parse(File.ReadAllBytes(SharedData.Require($"market/{name}.json")), rules ?? new ClearingRules());

    /// <summary>What is known of an instance's requests, in its order.</summary>
    public static IReadOnlyList<Oracle> OraclesOf(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require($"market/{name}.oracle.json")));
        var root = document.RootElement;
        return root.TryGetProperty("requests", out var requests)
            ? [.. requests.EnumerateArray().Select(Read)]
            : [Read(root)];
    }

    private static Oracle Read(JsonElement e) => new(e.GetProperty("requestedMWh").GetDouble(),
        e.GetProperty("minNominalUnservedMWh").GetDouble(), e.GetProperty("cheapestAt5pct").GetProperty("cost").GetDouble(),
        e.TryGetProperty("front", out var front) ? [.. front.EnumerateArray().Select(p => (p[0].GetDouble(), p[1].GetDouble()))] : []);
}

/// <summary>What is exactly known of a request.</summary>
internal sealed record Oracle(double RequestedMwh, double UnservedMwh, double CheapestAtTarget, IReadOnlyList<(double Cost, double Mwh)> Front)
{
    private const double JoulesPerMwh = 3.6e9;

    /// <summary>Area between a front and (1.1, 1.1), where the exact front spans (0, 0) to (1, 1).</summary>
    public double HypervolumeOf(IEnumerable<(double Cost, double Mwh)> front)
    {
        var (cheapest, dearest) = (Front[0].Cost, Front[^1].Cost);
        var (most, least) = (Front[0].Mwh, Front[^1].Mwh);
        var (volume, ceiling) = (0.0, 1.1);
        foreach (var (cost, mwh) in front.Select(p => ((p.Cost - cheapest) / (dearest - cheapest), (p.Mwh - least) / (most - least))).Order())
        {
            if (cost >= 1.1 || mwh >= ceiling)
                continue;
            volume += (1.1 - cost) * (ceiling - mwh);
            ceiling = mwh;
        }

        return volume;
    }

    /// <summary>Hypervolume of a result's front, as a share of the exact one's.</summary>
    public double Quality(ClearedRequest cleared) =>
        HypervolumeOf(cleared.Front.Select(p => ((double)p.Cost, (double)p.ExpectedShortfallJoules / JoulesPerMwh))) / HypervolumeOf(Front);

    /// <summary>Unserved energy beyond the exact minimum, as a share of the request.</summary>
    public double ExcessUnserved(ClearedRequest cleared) =>
        (cleared.NominalUnservedJoules / JoulesPerMwh - UnservedMwh) / RequestedMwh;
}
