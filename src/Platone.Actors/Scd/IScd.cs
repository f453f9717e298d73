using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;

namespace Platone.Actors.Scd;

/// <summary>
/// The Shared Customer Database as it is read: REST, pages, MQTT sign-in and the metering clock ask here. Everything in it comes from
/// the journal by projections and may be a few milliseconds behind; it can be thrown away and rebuilt at any time.
/// </summary>
public interface IScd
{
    /// <summary>One POD, or null.</summary>
    Task<PodRow?> PodAsync(PodId pod, CancellationToken cancellation);

    /// <summary>PODs in the order of their pseudonyms.</summary>
    /// <param name="visibleTo">Only those of this owner, or in a portfolio of this aggregator now; null for all.</param>
    /// <param name="page">Where to go on, and how many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Page<PodRow>> PodsAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One light node, or null.</summary>
    Task<LightNodeRow?> LightNodeAsync(LightNodeId node, CancellationToken cancellation);

    /// <summary>Light nodes in the order of their pseudonyms; visibility as for their PODs.</summary>
    Task<Page<LightNodeRow>> LightNodesAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>Readings of a POD in the order of their time.</summary>
    /// <exception cref="Retention.DetailDroppedException">The interval begins before what is kept as rows.</exception>
    Task<Page<ReadingRow>> ReadingsAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation);

    /// <summary>Quarter hours of a POD that begin in the interval, in order, with their latest values.</summary>
    Task<Page<QuarterHourRow>> QuarterHoursAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation);

    /// <summary>Energy of a POD's days (of its own time zone) in order.</summary>
    /// <param name="pod">The POD.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="page">Where to go on, and how many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Page<EnergyRow>> DaysAsync(PodId pod, DateOnly from, DateOnly to, PageRequest page, CancellationToken cancellation);

    /// <summary>Energy of a POD's months (of its own time zone) in order; <see cref="EnergyRow.Date"/> is the first of the month.</summary>
    /// <param name="pod">The POD.</param>
    /// <param name="from">First day: months that begin before it are left out.</param>
    /// <param name="to">Last day, included: months that begin after it are left out.</param>
    /// <param name="page">Where to go on, and how many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Page<EnergyRow>> MonthsAsync(PodId pod, DateOnly from, DateOnly to, PageRequest page, CancellationToken cancellation);

    /// <summary>One participant, or null.</summary>
    Task<ParticipantRow?> ParticipantAsync(ParticipantId participant, CancellationToken cancellation);

    /// <summary>Participants in the order of their ids.</summary>
    Task<Page<ParticipantRow>> ParticipantsAsync(PageRequest page, CancellationToken cancellation);

    /// <summary>What operators told nodes to do in a month, as it was recorded.</summary>
    Task<Page<OperatorActionRow>> OperatorActionsAsync(OperatorJournalId month, PageRequest page, CancellationToken cancellation);

    /// <summary>Who holds an API key; null if nobody does, it was revoked, or its holder is suspended.</summary>
    /// <param name="keyHash">SHA-256 of the key, lower-case hex.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ParticipantRow?> HolderOfKeyAsync(string keyHash, CancellationToken cancellation);

    /// <summary>One energy community, or null.</summary>
    Task<CommunityRow?> CommunityAsync(CommunityId community, CancellationToken cancellation);

    /// <summary>Energy communities in the order of their ids.</summary>
    Task<Page<CommunityRow>> CommunitiesAsync(PageRequest page, CancellationToken cancellation);

    /// <summary>Each projection with the journal position it has reached.</summary>
    Task<IReadOnlyList<ProjectionRow>> ProjectionsAsync(CancellationToken cancellation);

    /// <summary>
    /// Heads of the log that were anchored in a contract since a time or wait for it now, those of one anchor together, oldest first.
    /// </summary>
    Task<IReadOnlyList<HeadsOnChain>> AnchoredHeadsAsync(ContractAnchorId contract, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>All tokens that were granted, by contract and by where they stand.</summary>
    Task<IReadOnlyList<TokenTotalsRow>> TokenTotalsAsync(CancellationToken cancellation);
}

/// <summary>Where a listing goes on.</summary>
/// <param name="Cursor">What the page before gave as <see cref="Page{T}.Next"/>; null for the first page.</param>
/// <param name="Limit">At most so many rows, 1 to 10,000.</param>
public readonly record struct PageRequest(string? Cursor, int Limit);

/// <summary>A page of a listing.</summary>
/// <typeparam name="T">The rows.</typeparam>
/// <param name="Items">In the listing's order.</param>
/// <param name="Next">Cursor of the next page; null if this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A POD.</summary>
/// <param name="Pod">Its pseudonym.</param>
/// <param name="ValidFrom">First instant it may be metered.</param>
/// <param name="Bus">Network bus.</param>
/// <param name="TimeZone">IANA zone of its days.</param>
/// <param name="ConnectionW">Contracted connection power, W.</param>
/// <param name="Owner">The customer, if a participant.</param>
/// <param name="Portfolio">The portfolio it is in now, if any.</param>
/// <param name="Aggregator">Whose portfolio that is.</param>
/// <param name="Certification">Where the log stands about its registration.</param>
public sealed record PodRow(PodId Pod, DateTimeOffset ValidFrom, string Bus, string TimeZone, int ConnectionW, ParticipantId? Owner,
    PortfolioId? Portfolio, ParticipantId? Aggregator, Certification Certification)
{
    /// <summary>Its link to its owner's account on a ledger; null if nobody ever signed one.</summary>
    public PodLink? Link { get; init; }
}

/// <summary>A light node.</summary>
/// <param name="Node">Its pseudonym.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="IsKeyed">Whether it must sign its readings.</param>
/// <param name="ValidFrom">First instant whose readings are taken.</param>
/// <param name="LastReading">Time of its newest reading; null if none.</param>
/// <param name="LastSeen">When a reading last arrived; null if never.</param>
/// <param name="Readings">How many readings are recorded.</param>
/// <param name="Refused">How many readings and messages were refused.</param>
/// <param name="ClockSkew">Arrival less measuring time of the newest reading; null if none.</param>
/// <param name="IsSilent">Whether it has been marked silent.</param>
/// <param name="OpenUntil">End of its last quarter hour that has readings and is not closed; null if none is open.</param>
/// <param name="Alarms">What is wrong with it now, for people; empty if nothing.</param>
public sealed record LightNodeRow(LightNodeId Node, PodId Pod, bool IsKeyed, DateTimeOffset ValidFrom, DateTimeOffset? LastReading,
    DateTimeOffset? LastSeen, long Readings, long Refused, TimeSpan? ClockSkew, bool IsSilent, DateTimeOffset? OpenUntil,
    IReadOnlyList<string> Alarms)
{
    /// <summary>How many of those refused had a bad or missing signature, since it has its key.</summary>
    public long BadSignatures { get; init; }

    /// <summary>When the last of those was recorded; null if there are none.</summary>
    public DateTimeOffset? LastBadSignature { get; init; }

    /// <summary>When its key was revoked, if it has no other yet.</summary>
    public DateTimeOffset? KeyRevokedAt { get; init; }
}

/// <summary>A recorded reading.</summary>
/// <param name="Node">Who measured it.</param>
/// <param name="Reading">The values.</param>
/// <param name="Event">The event it is in.</param>
/// <param name="Unit">Its number among the units of that event, for a disclosure.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record ReadingRow(LightNodeId Node, Reading Reading, EventId Event, int Unit, Certification Certification);

/// <summary>A quarter hour with its latest values.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Measured">Energy and how it was found.</param>
/// <param name="Version">1 as first metered; one more with each correction.</param>
/// <param name="Event">The event it comes from.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record QuarterHourRow(PodId Pod, MeasuredQuarterHour Measured, int Version, EventId Event, Certification Certification);

/// <summary>Energy of a day or month.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Date">The day, or the first day of the month.</param>
/// <param name="ImportJoules">Sum of the quarter hours with net consumption, J.</param>
/// <param name="ExportJoules">Sum of the quarter hours with net injection, J, as a positive number.</param>
/// <param name="QuarterHours">How many quarter hours are in it.</param>
/// <param name="Expected">How many the day or month has.</param>
/// <param name="Doubtful">How many of them carry a quality flag.</param>
public sealed record EnergyRow(PodId Pod, DateOnly Date, long ImportJoules, long ExportJoules, int QuarterHours, int Expected,
    int Doubtful);

/// <summary>A participant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it; null if it was erased.</param>
/// <param name="Role">What it is.</param>
/// <param name="IsSuspended">Whether it is suspended.</param>
public sealed record ParticipantRow(ParticipantId Id, string? Name, Role Role, bool IsSuspended);

/// <summary>An energy community.</summary>
/// <param name="Community">Its id.</param>
/// <param name="Network">The distribution network it is part of.</param>
/// <param name="Bus">The bus of its substation there.</param>
/// <param name="Name">What people call it; null for none.</param>
/// <param name="Battery">The battery its controller leads; null if it has none.</param>
/// <param name="Event">The event it was registered by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record CommunityRow(CommunityId Community, NetworkId Network, string Bus, string? Name, BatteryId? Battery, EventId Event,
    Certification Certification);

/// <summary>A projection's place in the journal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ordering">Ordering of the last row it has handled.</param>
/// <param name="KeptFrom">What was measured before was dropped from its rows; null where nothing was.</param>
public sealed record ProjectionRow(string Name, long Ordering, DateTimeOffset? KeptFrom = null);

/// <summary>Where the log stands about a row: pending, covered by a signed checkpoint, or by one that is anchored on a chain for good.</summary>
/// <param name="Ordering">Journal position of the row's event.</param>
/// <param name="TreeSize">Size of the first checkpoint that covers it; null while it is pending.</param>
/// <param name="SealedAt">When that checkpoint was signed; null while it is pending.</param>
/// <param name="Anchor">The first anchor that covers it; null until there is one.</param>
public sealed record Certification(long Ordering, long? TreeSize, DateTimeOffset? SealedAt, CertifiedAnchor? Anchor = null);

/// <summary>A head of the log that is anchored on a chain for good.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">The contract's address.</param>
/// <param name="Seq">The head's number there.</param>
/// <param name="TreeSize">Leaves of the head.</param>
/// <param name="Transaction">Hash of the transaction that brought it: "0x" and 64 digits.</param>
/// <param name="Block">Number of the block it is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="At">When the journal recorded that it can no longer go.</param>
public sealed record CertifiedAnchor(LedgerId Ledger, string Contract, long Seq, long TreeSize, string Transaction, long Block, string BlockHash,
    DateTimeOffset At);

/// <summary>Something an operator told a node to do.</summary>
/// <param name="Id">The action.</param>
/// <param name="Operator">Who did it.</param>
/// <param name="Command">The command as it was given.</param>
/// <param name="Node">Address of the node's actor system.</param>
/// <param name="At">When it was recorded, which was before it was done.</param>
/// <param name="Event">The event.</param>
public sealed record OperatorActionRow(OperatorActionId Id, ParticipantId Operator, string Command, string Node, DateTimeOffset At, EventId Event);
