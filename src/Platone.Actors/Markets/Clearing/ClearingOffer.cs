using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Clearing;

/// <summary>An offer of flexibility, as the clearing sees it.</summary>
/// <param name="Id">The offer, unique in the problem.</param>
/// <param name="Aggregator">Who offers.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Buses">The buses of all its PODs, at least one: it matches a request's area only if all of them are inside.</param>
/// <param name="Power">The whole offer, W, one value an interval.</param>
/// <param name="Price">What it asks for.</param>
public sealed record ClearingOffer(OfferId Id, ParticipantId Aggregator, Direction Direction, ValueList<string> Buses, PowerProfile Power,
    PriceCurve Price)
{
    /// <summary>The least share an award may have; 0 for any, 1 for all or nothing.</summary>
    public Factor MinActivation { get; init; }

    /// <summary>Share of the awarded energy that is expected to be delivered, 0 to 1, at most 6 decimals.</summary>
    public decimal Reliability { get; init; } = 1m;

    /// <summary>The most that may be awarded of it in all; lowered by the limits of a technical validation.</summary>
    public Factor Limit { get; init; } = Factor.One;

    /// <summary>What was already awarded of it, in earlier sessions or rounds.</summary>
    public Factor Taken { get; init; }

    /// <summary>Offers of one aggregator with the same name here are alternatives: at most one of them is awarded. Null if it has none.</summary>
    public string? AlternativeOf { get; init; }

    /// <summary>How many PODs move if it is awarded.</summary>
    public int Pods { get; init; } = 1;

    /// <summary>
    /// What the network's losses change by if all of it is delivered, J; below 0 they get less. 0 unless somebody minimises them.
    /// </summary>
    public decimal LossesJ { get; init; }

    /// <summary>Energy that comes back within the session if all of it is delivered, J. 0 unless somebody minimises it.</summary>
    public decimal ReboundJ { get; init; }
}
