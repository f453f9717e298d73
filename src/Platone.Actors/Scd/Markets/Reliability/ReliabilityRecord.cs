using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Reliability;

/// <summary>How a portfolio delivered in a session, by the latest version of its settlement. Columns: <c>docs/scd.md</c>.</summary>
[Table("portfolio_delivery")]
internal sealed record PortfolioDeliveryRecord
{
    [Column("portfolio"), PrimaryKey]
    public string Portfolio { get; init; } = "";

    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("version")]
    public int Version { get; init; }

    [Column("orders")]
    public int Orders { get; init; }

    [Column("delivered")]
    public string Delivered { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>How reliable an offer was taken to be when its session was cleared. Columns: <c>docs/scd.md</c>.</summary>
[Table("offer_reliability")]
internal sealed record OfferReliabilityRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("portfolio")]
    public string Portfolio { get; init; } = "";

    [Column("own_figure")]
    public string OwnFigure { get; init; } = "";

    [Column("orders")]
    public int Orders { get; init; }

    [Column("delivered")]
    public string Delivered { get; init; } = "";

    [Column("reliability")]
    public string Reliability { get; init; } = "";

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("unit")]
    public int? Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
