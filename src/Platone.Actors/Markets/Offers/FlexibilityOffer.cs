using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Markets.Offers;

/// <summary>What an aggregator offers (market, "Requests and offers"). An award scales all of it by one factor.</summary>
/// <param name="Id">Its name, given by the aggregator.</param>
/// <param name="Aggregator">Who offers.</param>
/// <param name="Portfolio">From which portfolio.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Power">Power of all its PODs together in each interval of the session, W.</param>
/// <param name="Pods">Its PODs in the order of their pseudonyms; those erased since are missing.</param>
/// <param name="Price">Its price, EUR/MWh, by the factor that is awarded.</param>
/// <param name="MinActivation">Least factor that may be awarded, if any is: 1 for all or nothing.</param>
/// <param name="Reliability">Share of what is awarded that is expected to be delivered, 0 to 1.</param>
/// <param name="AlternativeOf">Offers of the aggregator with the same word are alternatives: at most one of them is awarded. Null: none.</param>
/// <param name="CustomerShare">Share of its net income that the aggregator passes on to the customers of its PODs, 0 to 1.</param>
/// <param name="ExpiresAt">First instant it no longer stands, UTC.</param>
public sealed record FlexibilityOffer(OfferId Id, ParticipantId Aggregator, PortfolioId Portfolio, Direction Direction, PowerProfile Power,
    ValueList<OfferedPod> Pods, PriceCurve Price, Factor MinActivation, decimal Reliability, string? AlternativeOf, decimal CustomerShare,
    DateTimeOffset ExpiresAt)
{
    /// <summary>
    /// Whether a part of its intervals may be awarded without the rest: then a later session may take over what is left of it for the intervals
    /// it has (market, "Sessions"). Otherwise only a session that has all its intervals may.
    /// </summary>
    public bool DivisibleInTime { get; init; }

    /// <summary>Whether all its PODs are known; one that has lost a POD to an erasure cannot be delivered any more.</summary>
    public bool IsWhole => Pods.Count > 0 && Pods.Aggregate(PowerProfile.Zero(Power.Count), (sum, p) => sum + p.Power) == Power;
}

/// <summary>A POD in an offer.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Bus">The bus it is connected to.</param>
/// <param name="ConnectionW">Its connection power, W: what all its offers of one direction and interval may add up to.</param>
/// <param name="Customer">Whose it is, if that is a participant.</param>
/// <param name="Power">Most it can be moved by in each interval of the session, W, 0 or more.</param>
public sealed record OfferedPod(PodId Pod, string Bus, long ConnectionW, ParticipantId? Customer, PowerProfile Power);
