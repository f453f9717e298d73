using Platone.Actors.Aggregation.Deliveries;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Aggregation;

/// <summary>What a settlement says of each portfolio.</summary>
public sealed class PortfolioDeliveriesTests
{
    [Fact]
    public void Every_portfolio_is_told_of_its_own_orders()
    {
        var session = Published(Place(Request(power: [3000, 3000, 0, 0])), Place(Offer("o-1", 80, (1, [1000, 1000, 0, 0]))),
            Place(Offer("o-2", 80, (2, [1000, 1000, 0, 0])) with { Portfolio = new PortfolioId("a") }),
            Place(Offer("o-3", 80, (3, [1000, 1000, 0, 0]))));
        session = session.After(Activate(session));
        // POD 1 delivers half, POD 2 nothing, POD 3 has no data.
        var meters = Meters(session, null, (pod, _) => pod == Pod(1) ? 4500 : pod == Pod(2) ? 5000 : null);
        var settled = (SettlementCalculated)session.After(DeliveryEnds).Decide(Settle(session, 1, meters)).Events[0];

        Assert.Equal(
            [
                (new PortfolioId("a"), new SessionDelivery(Id, 1, 1, 0)), (new PortfolioId("portfolio"), new SessionDelivery(Id, 1, 1, 0.5m)),
            ], PortfolioDeliveries.Of(settled, session.Outcome().Offers));
    }
}
