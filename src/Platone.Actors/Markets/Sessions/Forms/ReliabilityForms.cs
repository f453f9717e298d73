using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Reliability;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between offers' reliabilities and their stored messages.</summary>
internal static class ReliabilityForms
{
    /// <summary>The message of all of a session.</summary>
    public static Wire.Reliabilities ToWire(ValueList<OfferReliability> offers)
    {
        var message = new Wire.Reliabilities();
        message.Offers.Add(offers.Select(o => new Wire.OfferReliability
        {
            Offer = o.Offer.Value,
            Portfolio = o.Portfolio.Value,
            OwnFigure = Scalars.ToWire(o.OwnFigure),
            Orders = o.Orders,
            Delivered = Scalars.ToWire(o.Delivered),
            Reliability = Scalars.ToWire(o.Reliability),
        }));
        return message;
    }

    /// <summary>Those of a message.</summary>
    public static ValueList<OfferReliability> FromWire(Wire.Reliabilities? message) => Required(message).Offers
        .Select(o => new OfferReliability(OfferId.Parse(o.Offer), PortfolioId.Parse(o.Portfolio), Decimal(o.OwnFigure), o.Orders,
            Decimal(o.Delivered), Decimal(o.Reliability))).ToValueList();
}
