using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions.Forms;
using Platone.Actors.Serialization;

namespace Platone.Actors.Markets.Sessions;

/// <summary>
/// Which unit of a session's event is which, as the log numbers them (ledger, "The log"): so that one award, set point, statement or line
/// can be disclosed alone. Lists that have lost PODs to an erasure keep the numbers of what is left.
/// </summary>
internal static class SessionUnits
{
    /// <summary>The unit of an award of a <see cref="SessionCleared"/>.</summary>
    /// <param name="award">The award's place among the event's awards, from 0.</param>
    public static int Award(int award) => 1 + award;

    /// <summary>The unit of an offer of an <see cref="OffersCarriedOver"/>.</summary>
    /// <param name="offer">The offer's place among the event's offers, from 0.</param>
    public static int Carried(int offer) => 1 + offer;

    /// <summary>The unit of a participant's statement of a <see cref="SettlementCalculated"/>.</summary>
    /// <param name="total">The statement's place among the totals, from 0.</param>
    public static int Statement(int total) => 1 + total;

    /// <summary>The units of an <see cref="OfferPlaced"/>'s PODs, one for each and in their order.</summary>
    public static IReadOnlyList<int> Pods(JournalEntry entry) =>
        PodUnits.Numbers(entry, 1, ((OfferPlaced)entry.Event).Offer.Pods.Select(p => p.Pod));

    /// <summary>The units of the parts of a <see cref="SessionCleared"/>'s awards, one for each, award by award.</summary>
    public static IReadOnlyList<int> Parts(JournalEntry entry)
    {
        var awards = ((SessionCleared)entry.Event).Awards;
        return PodUnits.Numbers(entry, Award(awards.Count), awards.SelectMany(a => a.Parts).Select(p => p.Pod));
    }

    /// <summary>The units of a <see cref="SetPointsIssued"/>'s set points, one for each and in their order.</summary>
    public static IReadOnlyList<int> SetPoints(JournalEntry entry) =>
        PodUnits.Numbers(entry, 1, ((SetPointsIssued)entry.Event).SetPoints.Select(s => s.Pod));

    /// <summary>The units of a <see cref="SettlementCalculated"/>'s lines, one for each and in their order.</summary>
    public static IReadOnlyList<int> Lines(JournalEntry entry)
    {
        var settlement = ((SettlementCalculated)entry.Event).Settlement;
        return PodUnits.Numbers(entry, Statement(settlement.Statement.Totals.Count), settlement.Lines.Select(l => l.Order.Pod));
    }

    /// <summary>How many lines a <see cref="SettlementCalculated"/> was recorded with, those of PODs erased since too.</summary>
    public static int LineCount(JournalEntry entry) => entry.Stored.IsEmpty
        ? ((SettlementCalculated)entry.Event).Settlement.Lines.Count
        : EventCodec.MembersOf(entry).Sum(m => m.Units);
}
