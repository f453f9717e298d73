using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between requests and offers and their stored messages.</summary>
internal static class PlacementForms
{
    /// <summary>The message of a request.</summary>
    public static Wire.FlexibilityRequest ToWire(FlexibilityRequest request)
    {
        var message = new Wire.FlexibilityRequest
        {
            Id = request.Id.Value,
            Requester = request.Requester.Value,
            IsDso = request.IsDso,
            Service = (uint)request.Service,
            Direction = (uint)request.Direction,
            Priority = request.Priority,
            ExpiresAt = Scalars.ToWire(request.ExpiresAt),
        };
        message.PowerW.Add(request.Power);
        if (request.Buses is { } buses)
        {
            message.Area = new Wire.Area();
            message.Area.Buses.Add(buses);
        }
        if (request.PriceCap is { } cap)
            message.PriceCap = Scalars.ToWire(cap);
        return message;
    }

    /// <summary>The request of a message.</summary>
    public static FlexibilityRequest FromWire(Wire.FlexibilityRequest? message)
    {
        var stored = Required(message);
        return new FlexibilityRequest(RequestId.Parse(stored.Id), ParticipantId.Parse(stored.Requester), stored.IsDso,
            Known<FlexibilityService>(stored.Service), Known<Direction>(stored.Direction), stored.Area?.Buses.ToValueList(),
            Profile(stored.PowerW), stored.HasPriceCap ? Decimal(stored.PriceCap) : null, stored.Priority,
            Instant.FromMicroseconds(stored.ExpiresAt));
    }

    /// <summary>The message of an offer but for its PODs.</summary>
    public static Wire.FlexibilityOffer ToWire(FlexibilityOffer offer)
    {
        var message = new Wire.FlexibilityOffer
        {
            Id = offer.Id.Value,
            Aggregator = offer.Aggregator.Value,
            Portfolio = offer.Portfolio.Value,
            Direction = (uint)offer.Direction,
            MinActivation = (uint)offer.MinActivation.Millionths,
            Reliability = Scalars.ToWire(offer.Reliability),
            CustomerShare = Scalars.ToWire(offer.CustomerShare),
            ExpiresAt = Scalars.ToWire(offer.ExpiresAt),
            DivisibleInTime = offer.DivisibleInTime,
        };
        message.PowerW.Add(offer.Power);
        message.Price.Add(offer.Price.Steps.Select(s =>
            new Wire.PriceStep { UpTo = (uint)s.UpTo.Millionths, Price = Scalars.ToWire(s.Price) }));
        if (offer.AlternativeOf is { } group)
            message.AlternativeOf = group;
        return message;
    }

    /// <summary>The offer of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="pods">Those of its PODs that are still known, in order.</param>
    public static FlexibilityOffer FromWire(Wire.FlexibilityOffer? message, IEnumerable<Wire.OfferedPod> pods)
    {
        var stored = Required(message);
        return new FlexibilityOffer(OfferId.Parse(stored.Id), ParticipantId.Parse(stored.Aggregator), PortfolioId.Parse(stored.Portfolio),
            Known<Direction>(stored.Direction), Profile(stored.PowerW), pods.Select(FromWire).ToValueList(),
            new PriceCurve(stored.Price.Select(s => new PriceStep(Factor(s.UpTo), Decimal(s.Price))).ToValueList()),
            Factor(stored.MinActivation), Decimal(stored.Reliability), stored.HasAlternativeOf ? stored.AlternativeOf : null,
            Decimal(stored.CustomerShare), Instant.FromMicroseconds(stored.ExpiresAt)) { DivisibleInTime = stored.DivisibleInTime };
    }

    /// <summary>The message of an offer that was carried over, but for its PODs.</summary>
    public static Wire.CarriedOffer ToWire(CarriedOffer carried) => new()
    {
        Offer = ToWire(carried.Offer),
        Source = carried.Source.Value,
        SourceOffer = carried.SourceOffer.Value,
        Remaining = (uint)carried.Remaining.Millionths,
    };

    /// <summary>The offer that was carried over of a message.</summary>
    /// <param name="stored">The message.</param>
    /// <param name="pods">Those of its PODs that are still known, in order.</param>
    public static CarriedOffer FromWire(Wire.CarriedOffer stored, IEnumerable<Wire.OfferedPod> pods) => new(FromWire(stored.Offer, pods),
        MarketSessionId.Parse(stored.Source), OfferId.Parse(stored.SourceOffer), Factor(stored.Remaining));

    /// <summary>The message of a POD in an offer.</summary>
    public static Wire.OfferedPod ToWire(OfferedPod pod, uint place)
    {
        var message = new Wire.OfferedPod { Index = place, Pod = pod.Pod.ToString(), Bus = pod.Bus, ConnectionW = pod.ConnectionW };
        if (pod.Customer is { } customer)
            message.Customer = customer.Value;
        message.PowerW.Add(pod.Power);
        return message;
    }

    private static OfferedPod FromWire(Wire.OfferedPod stored) => new(PodId.Parse(stored.Pod), stored.Bus, stored.ConnectionW,
        stored.HasCustomer ? ParticipantId.Parse(stored.Customer) : null, Profile(stored.PowerW));
}
