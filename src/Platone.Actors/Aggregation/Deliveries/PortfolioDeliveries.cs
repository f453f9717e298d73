using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Aggregation.Deliveries;

/// <summary>What a settlement says of the portfolios that were awarded.</summary>
internal static class PortfolioDeliveries
{
    /// <summary>
    /// For each portfolio how it delivered, in the order of their ids; also of one without a metered line, because an earlier version may
    /// have had some.
    /// </summary>
    /// <param name="settled">The settlement.</param>
    /// <param name="offers">The offers that have awards in the session.</param>
    public static IEnumerable<(PortfolioId Portfolio, SessionDelivery Delivery)> Of(
        SettlementCalculated settled, IEnumerable<FlexibilityOffer> offers)
    {
        var portfolios = offers.ToDictionary(o => o.Id, o => o.Portfolio);
        return settled.Settlement.Lines.GroupBy(l => portfolios[l.Order.Offer]).OrderBy(g => g.Key).Select(lines =>
        {
            var record = DeliveryRecord.Start(1).With(lines);
            return (lines.Key, new SessionDelivery(settled.Id, settled.Settlement.Version, record.Orders, record.Delivered));
        });
    }
}
