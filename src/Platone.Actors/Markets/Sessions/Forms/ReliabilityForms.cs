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
        message.Offers.Add(offers.Select(ToWire));
        return message;
    }

    /// <summary>The messages of a session's portfolios, in the ordinal order of their names.</summary>
    public static IEnumerable<Wire.PortfolioReliabilities> ByPortfolio(ValueList<OfferReliability> offers) =>
        PortfoliosOf(offers).Select(portfolio =>
        {
            var message = new Wire.PortfolioReliabilities();
            message.Offers.Add(offers.Where(o => o.Portfolio == portfolio).Select(ToWire));
            return message;
        });

    /// <summary>The portfolios of a session's offers, in the order of their messages.</summary>
    public static IReadOnlyList<PortfolioId> PortfoliosOf(ValueList<OfferReliability> offers) =>
        [.. offers.Select(o => o.Portfolio).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];

    /// <summary>Those of the messages of portfolios, in the order of the offers again.</summary>
    public static ValueList<OfferReliability> FromWire(IEnumerable<Wire.PortfolioReliabilities> portfolios) =>
        portfolios.SelectMany(p => p.Offers).Select(FromWire).OrderBy(o => o.Offer).ToValueList();

    /// <summary>Those of a message.</summary>
    public static ValueList<OfferReliability> FromWire(Wire.Reliabilities? message) => Required(message).Offers
        .Select(FromWire).ToValueList();

    private static Wire.OfferReliability ToWire(OfferReliability offer) => new()
    {
        Offer = offer.Offer.Value,
        Portfolio = offer.Portfolio.Value,
        OwnFigure = Scalars.ToWire(offer.OwnFigure),
        Orders = offer.Orders,
        Delivered = Scalars.ToWire(offer.Delivered),
        Reliability = Scalars.ToWire(offer.Reliability),
    };

    private static OfferReliability FromWire(Wire.OfferReliability stored) => new(OfferId.Parse(stored.Offer), PortfolioId.Parse(stored.Portfolio),
        Decimal(stored.OwnFigure), stored.Orders, Decimal(stored.Delivered), Decimal(stored.Reliability));
}
