using Platone.Actors.Kernel.Units;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Host.Rest.Log;

namespace Platone.Host.Rest.Offers;

/// <summary>An offer of flexibility; the aggregator is the caller.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit; unique in its session.</param>
/// <param name="Portfolio">From which portfolio; all its PODs are in it through the whole session.</param>
/// <param name="Direction">up (less consumption, more injection) or down.</param>
/// <param name="Pods">1 to 10,000 PODs.</param>
/// <param name="Price">EUR/MWh, in steps of the share that is awarded; one step for one price.</param>
/// <param name="ExpiresAt">First instant it no longer stands.</param>
/// <param name="MinActivation">Least share that may be awarded, if any is, 0 to 1 with at most 6 decimals: 1 for all or nothing; standard 0.</param>
/// <param name="Reliability">Share of what is awarded that is expected to be delivered, 0 to 1 with at most 6 decimals; standard 1.</param>
/// <param name="AlternativeOf">Offers of the aggregator with the same word are alternatives: at most one of them is awarded.</param>
/// <param name="CustomerShare">Share of its net income that is passed on to the customers of its PODs, 0 to 1 with at most 6 decimals; standard 0.</param>
/// <param name="DivisibleInTime">Whether a later session may take over what is left of it for some of its intervals only; standard false.</param>
internal sealed record OfferBody(string Session, string Id, string Portfolio, Direction Direction, IReadOnlyList<OfferedPodBody> Pods,
    IReadOnlyList<PriceStepBody> Price, DateTimeOffset ExpiresAt, decimal MinActivation = 0, decimal Reliability = 1, string? AlternativeOf = null,
    decimal CustomerShare = 0, bool DivisibleInTime = false);

/// <summary>A POD in an offer.</summary>
/// <param name="Pod">Its pseudonym.</param>
/// <param name="Power">Most it can be moved by, W, 0 or more, a value for each interval of the session.</param>
internal sealed record OfferedPodBody(string Pod, IReadOnlyList<long> Power);

/// <summary>A step of a price.</summary>
/// <param name="UpTo">The share of the offer it ends at, more than the step before, at most 6 decimals; the last ends at 1.</param>
/// <param name="Price">EUR/MWh, not less than the step before, at most 4 decimals.</param>
internal sealed record PriceStepBody(decimal UpTo, decimal Price);

/// <summary>An offer.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Id">Its id.</param>
/// <param name="Aggregator">Who offers.</param>
/// <param name="Portfolio">From which portfolio.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Power">All its PODs together, W, a value for each interval.</param>
/// <param name="Pods">Its PODs; those erased since are missing.</param>
/// <param name="Price">EUR/MWh, in steps.</param>
/// <param name="ExpiresAt">First instant it no longer stands.</param>
/// <param name="MinActivation">Least share that may be awarded.</param>
/// <param name="Reliability">Share of what is awarded that is expected to be delivered.</param>
/// <param name="AlternativeOf">Offers with the same word are alternatives.</param>
/// <param name="CustomerShare">Share passed on to customers.</param>
/// <param name="DivisibleInTime">Whether a later session may take over what is left of it for some of its intervals only.</param>
/// <param name="CarriedFrom">Where it was placed, if it was carried over from an earlier session; null if it was placed in this one.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
/// <param name="Event">The event it was placed by.</param>
/// <param name="Unit">Number of the unit of that event that has what is in the clear.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record OfferView(string Session, string Id, string Aggregator, string Portfolio, Direction Direction, IReadOnlyList<long> Power,
    IReadOnlyList<OfferedPodView> Pods, IReadOnlyList<PriceStepBody> Price, DateTimeOffset ExpiresAt, decimal MinActivation, decimal Reliability,
    string? AlternativeOf, decimal CustomerShare, bool DivisibleInTime, CarriedFromView? CarriedFrom, bool IsWithdrawn, EventView Event, int Unit,
    CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static OfferView Of(OfferRow row)
    {
        var o = row.Offer;
        return new OfferView(row.Session.Value, o.Id.Value, o.Aggregator.Value, o.Portfolio.Value, o.Direction, o.Power.Watts,
            [.. o.Pods.Select(p => new OfferedPodView(p.Pod.ToString(), p.Bus, p.ConnectionW, p.Customer?.Value, p.Power.Watts))],
            [.. o.Price.Steps.Select(s => new PriceStepBody(s.UpTo.Value, s.Price))], o.ExpiresAt, o.MinActivation.Value, o.Reliability, o.AlternativeOf,
            o.CustomerShare, o.DivisibleInTime,
            row.Source is { } source ? new CarriedFromView(source.Session.Value, source.Offer.Value, row.Remaining.Value) : null,
            row.IsWithdrawn, EventView.Of(row.Event), row.Unit, CertificationView.Of(row.Certification));
    }
}

/// <summary>Where an offer was carried over from.</summary>
/// <param name="Session">The session it was placed in.</param>
/// <param name="Offer">Its id there.</param>
/// <param name="Remaining">The share of it that nothing had matched, 0 to 1.</param>
internal sealed record CarriedFromView(string Session, string Offer, decimal Remaining);

/// <summary>A POD in an offer, with what its registration says.</summary>
/// <param name="Pod">Its pseudonym.</param>
/// <param name="Bus">The bus it is connected to.</param>
/// <param name="ConnectionW">Its connection power, W.</param>
/// <param name="Customer">Whose it is, if that is a participant.</param>
/// <param name="Power">Most it can be moved by, W, a value for each interval.</param>
internal sealed record OfferedPodView(string Pod, string Bus, long ConnectionW, string? Customer, IReadOnlyList<long> Power);
