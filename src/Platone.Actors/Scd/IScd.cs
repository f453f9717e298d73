using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Communities;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Participants;
using Platone.Actors.Scd.Participants.OperatorJournals;

namespace Platone.Actors.Scd;

/// <summary>
/// The Shared Customer Database as it is read: REST, pages, MQTT sign-in and the metering clock ask here. Everything in it comes from
/// the journal by projections and may be a few milliseconds behind; it can be thrown away and rebuilt at any time. While participants, PODs,
/// portfolios or light nodes are, whoever asks for them, or for the holder of a key, gets a
/// <see cref="Following.ReadModelIncompleteException"/>: by half of the rows nobody's rights can be told.
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

    /// <summary>Which of some PODs are visible to someone.</summary>
    /// <param name="visibleTo">Those of this owner, or in a portfolio of this aggregator now; null for all.</param>
    /// <param name="among">The PODs in question.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlySet<PodId>> VisiblePodsAsync(ParticipantId? visibleTo, IReadOnlyCollection<PodId> among, CancellationToken cancellation);

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
}
