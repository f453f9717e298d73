using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>A line of a version of a settlement. Columns: <c>docs/scd.md</c>.</summary>
[Table("settlement_line")]
internal sealed record SettlementLineRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("version"), PrimaryKey]
    public int Version { get; init; }

    [Column("line_nr"), PrimaryKey]
    public int LineNr { get; init; }

    [Column("request")]
    public string Request { get; init; } = "";

    [Column("offer")]
    public string Offer { get; init; } = "";

    [Column("requester")]
    public string Requester { get; init; } = "";

    [Column("is_dso")]
    public bool IsDso { get; init; }

    [Column("aggregator")]
    public string Aggregator { get; init; } = "";

    [Column("pod")]
    public string Pod { get; init; } = "";

    [Column("customer")]
    public string? Customer { get; init; }

    [Column("direction")]
    public string Direction { get; init; } = "";

    [Column("start_us")]
    public long StartUs { get; init; }

    [Column("length_s")]
    public int LengthS { get; init; }

    [Column("rank")]
    public int Rank { get; init; }

    [Column("ordered_w")]
    public string OrderedW { get; init; } = "";

    [Column("price")]
    public string Price { get; init; } = "";

    [Column("penalty_price")]
    public string PenaltyPrice { get; init; } = "";

    [Column("customer_share")]
    public string CustomerShare { get; init; } = "";

    [Column("basis")]
    public string Basis { get; init; } = "";

    [Column("substitute")]
    public string? Substitute { get; init; }

    [Column("metered_j")]
    public string? MeteredJ { get; init; }

    [Column("delivered_j")]
    public string DeliveredJ { get; init; } = "";

    [Column("deficiency_j")]
    public string DeficiencyJ { get; init; } = "";

    [Column("paid_share")]
    public string PaidShare { get; init; } = "";

    [Column("paid")]
    public string Paid { get; init; } = "";

    [Column("penalty")]
    public string Penalty { get; init; } = "";

    [Column("net")]
    public string Net { get; init; } = "";

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("unit")]
    public int Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>A participant's statement of a version of a settlement. Columns: <c>docs/scd.md</c>.</summary>
[Table("statement")]
internal sealed record StatementRecord : StatementColumns
{
    [Column("version"), PrimaryKey]
    public int Version { get; init; }
}

/// <summary>Money of a version of a settlement from one participant to another. Columns: <c>docs/scd.md</c>.</summary>
[Table("ledger_entry")]
internal sealed record LedgerEntryRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("version"), PrimaryKey]
    public int Version { get; init; }

    [Column("place"), PrimaryKey]
    public int Place { get; init; }

    [Column("payer")]
    public string Payer { get; init; } = "";

    [Column("payee")]
    public string Payee { get; init; } = "";

    [Column("kind")]
    public string Kind { get; init; } = "";

    [Column("amount")]
    public string Amount { get; init; } = "";

    [Column("delivered_j")]
    public string DeliveredJ { get; init; } = "";

    [Column("deficiency_j")]
    public string DeficiencyJ { get; init; } = "";
}
