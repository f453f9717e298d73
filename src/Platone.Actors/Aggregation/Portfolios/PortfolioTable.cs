using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Sessions.Forms;
using Platone.Actors.Serialization;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>The portfolio's codec table. It names PODs by pseudonym only: nothing is personal.</summary>
public static class PortfolioTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("portfolio")
        .Event<PortfolioOpened>("opened", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.PortfolioOpened { Portfolio = e.Id.Value, Aggregator = e.Aggregator.Value }), DecodeOpened,
            UnitLayout.OneOpen(Wire.PortfolioOpened.Descriptor))
        .Event<PodJoined>("pod-joined", 1, e => SubjectOf(e.Id), e => Encode(e.Id, e.Pod, e.ValidFrom),
            d => Decode(d, (id, pod, from) => new PodJoined(id, pod, from, d.RecordedAt)), UnitLayout.OneOpen(Wire.Membership.Descriptor))
        .Event<PodLeft>("pod-left", 1, e => SubjectOf(e.Id), e => Encode(e.Id, e.Pod, e.ValidUntil),
            d => Decode(d, (id, pod, from) => new PodLeft(id, pod, from, d.RecordedAt)), UnitLayout.OneOpen(Wire.Membership.Descriptor))
        .Event<DeliveryRecorded>("delivery-recorded", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.DeliveryRecorded { Portfolio = e.Id.Value, Delivery = ToWire(e.Delivery) }), DecodeDelivery,
            UnitLayout.OneOpen(Wire.DeliveryRecorded.Descriptor))
        .Snapshot<Portfolio>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(PortfolioId portfolio) => $"{PortfolioCommand.EntityKind}-{portfolio}";

    private static PortfolioOpened DecodeOpened(DecodingEvent d)
    {
        var open = d.Open(Wire.PortfolioOpened.Parser);
        return new PortfolioOpened(PortfolioId.Parse(open.Portfolio), ParticipantId.Parse(open.Aggregator), d.RecordedAt);
    }

    private static EventContent Encode(PortfolioId portfolio, PodId pod, DateTimeOffset from) => Content.Open(
        new Wire.Membership { Portfolio = portfolio.Value, Pod = pod.ToString(), From = Instant.Microseconds(from) });

    private static T Decode<T>(DecodingEvent d, Func<PortfolioId, PodId, DateTimeOffset, T> make)
    {
        var open = d.Open(Wire.Membership.Parser);
        return make(PortfolioId.Parse(open.Portfolio), PodId.Parse(open.Pod), Instant.FromMicroseconds(open.From));
    }

    private static DeliveryRecorded DecodeDelivery(DecodingEvent d)
    {
        var open = d.Open(Wire.DeliveryRecorded.Parser);
        return new DeliveryRecorded(PortfolioId.Parse(open.Portfolio),
            FromWire(open.Delivery ?? throw new CorruptEventException("a stored delivery says nothing")), d.RecordedAt);
    }

    private static Wire.SessionDelivery ToWire(SessionDelivery delivery) => new()
    {
        Session = delivery.Session.Value,
        Version = delivery.Version,
        Orders = delivery.Orders,
        Delivered = Scalars.ToWire(delivery.Delivered),
    };

    private static SessionDelivery FromWire(Wire.SessionDelivery stored) =>
        new(MarketSessionId.Parse(stored.Session), stored.Version, stored.Orders, Scalars.Decimal(stored.Delivered));

    private static EventContent Encode(Portfolio s)
    {
        var open = new Wire.Snapshot { Portfolio = s.Id.Value };
        if (s.Aggregator is { } aggregator)
            open.Aggregator = aggregator.Value;
        foreach (var (pod, changes) in s.Changes)
        {
            foreach (var (from, isMember) in changes)
                open.Changes.Add(new Wire.Change { Pod = pod.ToString(), From = Instant.Microseconds(from), IsMember = isMember });
        }
        open.Deliveries.Add(s.Deliveries.Values.Select(ToWire));
        return Content.Open(open);
    }

    private static Portfolio DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        var portfolio = new Portfolio(PortfolioId.Parse(open.Portfolio))
        {
            Aggregator = open.HasAggregator ? ParticipantId.Parse(open.Aggregator) : null,
            RecordedAt = d.RecordedAt,
        };
        portfolio = open.Changes.Aggregate(portfolio, (p, c) => p.With(PodId.Parse(c.Pod), Instant.FromMicroseconds(c.From), c.IsMember));
        return open.Deliveries.Aggregate(portfolio, (p, d) => p.With(FromWire(d)));
    }
}
