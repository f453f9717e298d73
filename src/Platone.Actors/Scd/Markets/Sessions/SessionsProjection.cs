using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>Market sessions, and what their last clearing awards.</summary>
internal sealed class SessionsProjection() : Projection(ProjectionName, ["session", "outcome", "award", "award_pod"],
    typeof(SessionOpened), typeof(RequestPlaced), typeof(RequestWithdrawn), typeof(OfferPlaced), typeof(OffersCarriedOver),
    typeof(OfferWithdrawn), typeof(GateClosed), typeof(ReliabilitiesFixed), typeof(SessionCleared), typeof(ValidationOverdue),
    typeof(OutcomeValidated), typeof(ReboundRuleSet), typeof(ReboundFound), typeof(ReservationsRefused), typeof(OutcomePublished), typeof(ActivationRequested), typeof(DeliveryPolicySet),
    typeof(ShortfallProjected), typeof(SetPointsIssued), typeof(DeliveryEnded), typeof(SettlementCalculated),
    typeof(SettlementDisputed), typeof(DisputeResolved), typeof(SessionClosed), typeof(PodErased))
{
    public const string ProjectionName = "sessions";

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var sessions = await TouchedRows<string, SessionRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<MarketSessionEvent>().Select(e => e.Id.Value),
            some => connection.GetTable<SessionRecord>().Where(s => some.Contains(s.Session)).ToListAsync(cancellation),
            s => s.Session).ConfigureAwait(false);
        var clearings = new Dictionary<string, (JournalEntry Entry, SessionCleared Event)>();

        foreach (var entry in entries)
        {
            if (entry.Event is not MarketSessionEvent e)
                continue;
            var id = e.Id.Value;
            if (e is SessionOpened opened)
                sessions.Put(id, Open(opened, entry));
            if (e is SessionCleared cleared)
                clearings[id] = (entry, cleared);
            var reopens = e is OfferWithdrawn withdrawn && sessions[id]?.Phase == Words.Of(SessionPhase.Cleared)
                && await IsAwardedAsync(withdrawn).ConfigureAwait(false);
            sessions.Change(id, s => Apply(s, entry, e, reopens) with { EventNr = entry.Id.SequenceNr, Ordering = entry.Ordering });
        }

        await sessions.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await WriteAsync(connection, clearings, erasures, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["award_pod"], cancellation).ConfigureAwait(false);

        async Task<bool> IsAwardedAsync(OfferWithdrawn e) => clearings.TryGetValue(e.Id.Value, out var cleared)
            ? cleared.Event.Awards.Any(a => a.Id.Offer == e.Offer)
            : await connection.GetTable<AwardRecord>().AnyAsync(a => a.Session == e.Id.Value && a.Offer == e.Offer.Value, cancellation)
                .ConfigureAwait(false);
    }

    private static SessionRecord Open(SessionOpened e, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Kind = Words.Of(e.Terms.Kind),
        Area = e.Terms.Area.Value,
        Network = e.Terms.Network.Value,
        TimeZone = e.Terms.TimeZone,
        StartUs = e.Terms.Start.Us(),
        Intervals = e.Terms.Intervals,
        GateClosesAtUs = e.Terms.GateClosesAt.Us(),
        SettlesAtUs = (e.Terms.End + e.Terms.Rules.SettleAfter).UsNotBefore(),
        Rules = RulesText.Text(e.Terms.Rules),
        Phase = Words.Of(SessionPhase.Open),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };

    private static SessionRecord Apply(SessionRecord s, JournalEntry entry, MarketSessionEvent @event, bool reopens) => @event switch
    {
        SessionOpened or SetPointsIssued or SettlementDisputed or DisputeResolved => s,
        ReliabilitiesFixed or DeliveryPolicySet or ShortfallProjected => s,
        ReboundRuleSet e => s with { Rules = RulesText.Text(RulesText.Read(s.Rules) with { Rebound = e.Rule }) },
        ReboundFound e => e.Rule.Action == ReboundAction.Exclude ? In(s, SessionPhase.GateClosed) : s,
        RequestPlaced => s with { Requests = s.Requests + 1 },
        RequestWithdrawn => s with { Requests = s.Requests - 1 },
        OfferPlaced => s with { Offers = s.Offers + 1 },
        OffersCarriedOver e => s with { Offers = s.Offers + e.Offers.Count },
        OfferWithdrawn when reopens => In(s, SessionPhase.GateClosed) with { Offers = s.Offers - 1, OverdueSinceUs = null },
        OfferWithdrawn => s with { Offers = s.Offers - 1 },
        GateClosed or ReservationsRefused => In(s, SessionPhase.GateClosed),
        SessionCleared e => In(s, SessionPhase.Cleared) with { Round = e.Round, ClearedEventNr = entry.Id.SequenceNr },
        ValidationOverdue e => s with { OverdueSinceUs = e.RecordedAt.Us() },
        OutcomeValidated e => In(s, e.Verdicts.All(v => v.Finding == Finding.Accepted) ? SessionPhase.Validated : SessionPhase.GateClosed) with
        {
            OverdueSinceUs = null,
        },
        OutcomePublished e => In(s, SessionPhase.Published) with
        {
            PublishedRound = e.Round,
            PublishedAtUs = e.RecordedAt.Us(),
            PublishedEventNr = entry.Id.SequenceNr,
            PublishedOrdering = entry.Ordering,
        },
        ActivationRequested => In(s, SessionPhase.Activating),
        DeliveryEnded e => In(s, SessionPhase.Settling) with
        {
            CorrectionsUntilUs = (e.RecordedAt + RulesText.Read(s.Rules).CorrectionWindow).UsNotBefore(),
        },
        SettlementCalculated e => In(s, SessionPhase.Settled) with { SettlementVersion = e.Settlement.Version },
        SessionClosed => In(s, SessionPhase.Closed),
        _ => throw new UnknownEventException(nameof(SessionsProjection), @event),
    };

    private static SessionRecord In(SessionRecord session, SessionPhase phase) => session with { Phase = Words.Of(phase) };

    // Only the last clearing of a session counts: it takes the place of the one before.
    private static async Task WriteAsync(DataConnection connection,
        Dictionary<string, (JournalEntry Entry, SessionCleared Event)> clearings, Erasures erasures, CancellationToken cancellation)
    {
        foreach (var (session, (entry, e)) in clearings)
        {
            await connection.GetTable<OutcomeRecord>().Where(o => o.Session == session).DeleteAsync(cancellation).ConfigureAwait(false);
            await connection.GetTable<AwardRecord>().Where(a => a.Session == session).DeleteAsync(cancellation).ConfigureAwait(false);
            await connection.GetTable<AwardPodRecord>().Where(a => a.Session == session).DeleteAsync(cancellation).ConfigureAwait(false);
            await connection.InsertAsync<OutcomeRecord>([.. e.Result.Requests.Select((r, i) => new OutcomeRecord
            {
                Session = session,
                Request = r.Request.Value,
                Place = i,
                Round = e.Round,
                RequestedJ = r.RequestedJoules,
                UnservedJ = r.NominalUnservedJoules,
                ShortfallJ = r.ExpectedShortfallJoules.Text(),
                Front = Lists.Text(r.Front),
                Chosen = r.Chosen,
                EventNr = entry.Id.SequenceNr,
                Ordering = entry.Ordering,
            })], cancellation).ConfigureAwait(false);
            await connection.InsertAsync<AwardRecord>([.. e.Awards.Select((a, i) => new AwardRecord
            {
                Session = session,
                Request = a.Id.Request.Value,
                Offer = a.Id.Offer.Value,
                Place = i,
                Round = e.Round,
                FactorMillionths = a.Factor.Millionths,
                PowerW = Lists.Text(a.Power),
                EnergyJ = a.Power.Over(Kernel.Time.QuarterHour.Seconds).Joules,
                Price = a.Price.Text(),
                EventNr = entry.Id.SequenceNr,
                Unit = SessionUnits.Award(i),
                Ordering = entry.Ordering,
            })], cancellation).ConfigureAwait(false);
            var parts =
                from award in e.Awards
                from part in award.Parts
                where !erasures.Contains(part.Pod)
                select new AwardPodRecord
                {
                    Session = session,
                    Request = award.Id.Request.Value,
                    Offer = award.Id.Offer.Value,
                    Pod = part.Pod.ToString(),
                    PowerW = Lists.Text(part.Power),
                };
            await connection.InsertAsync<AwardPodRecord>([.. parts], cancellation).ConfigureAwait(false);
        }
    }
}
