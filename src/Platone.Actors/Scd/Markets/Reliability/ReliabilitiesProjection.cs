using LinqToDB.Data;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Reliability;

/// <summary>How portfolios delivered, and how reliable offers were taken to be for it.</summary>
internal sealed class ReliabilitiesProjection() : Projection("reliabilities", ["portfolio_delivery", "offer_reliability"],
    typeof(DeliveryRecorded), typeof(ReliabilitiesFixed))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        // A later version of a session's settlement takes the place of the one before.
        var deliveries = new Dictionary<(string, string), PortfolioDeliveryRecord>();
        var offers = new List<OfferReliabilityRecord>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case DeliveryRecorded e:
                    deliveries[(e.Id.Value, e.Delivery.Session.Value)] = Record(e, entry);
                    break;
                case ReliabilitiesFixed e:
                    var units = SessionUnits.Reliabilities(entry);
                    offers.AddRange(e.Offers.Select((o, i) => new OfferReliabilityRecord
                    {
                        Session = e.Id.Value,
                        Offer = o.Offer.Value,
                        Portfolio = o.Portfolio.Value,
                        OwnFigure = o.OwnFigure.Text(),
                        Orders = o.Orders,
                        Delivered = o.Delivered.Text(),
                        Reliability = o.Reliability.Text(),
                        EventNr = entry.Id.SequenceNr,
                        Unit = units?[i],
                        Ordering = entry.Ordering,
                    }));
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }
        await connection.ReplaceAsync<PortfolioDeliveryRecord>([.. deliveries.Values], cancellation).ConfigureAwait(false);
        await connection.InsertAsync(offers, cancellation).ConfigureAwait(false);
    }

    private static PortfolioDeliveryRecord Record(DeliveryRecorded e, JournalEntry entry) => new()
    {
        Portfolio = e.Id.Value,
        Session = e.Delivery.Session.Value,
        Version = e.Delivery.Version,
        Orders = e.Delivery.Orders,
        Delivered = e.Delivery.Delivered.Text(),
        AtUs = e.RecordedAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
