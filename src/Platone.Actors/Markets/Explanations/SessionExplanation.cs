using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Explanations;

/// <summary>
/// Why a session's last clearing came out as it did (market, "Explainability"). Made from the session's events alone: they are folded up to
/// that clearing, so what is explained is the problem that was cleared, whatever was withdrawn or limited since.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">The round that is explained; 0 if the session was never cleared: then nothing is.</param>
/// <param name="Requests">The requests that were cleared, in the order of the clearing.</param>
/// <param name="Offers">All offers ever placed, in the order of their arrival.</param>
public sealed record SessionExplanation(MarketSessionId Id, SessionPhase Phase, int Round, ValueList<ExplainedRequest> Requests,
    ValueList<ExplainedOffer> Offers)
{
    private const int EventsAtOnce = 2_000;

    /// <summary>The explanation of a session, from the journal; null if there is no such session.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The session.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<SessionExplanation?> ReadAsync(IJournalRows journal, MarketSessionId id, CancellationToken cancellation)
    {
        var fold = new Fold(id);
        var stream = $"{MarketSessionCommand.EntityKind}-{id}";
        for (var after = 0L; ;)
        {
            var rows = await journal.StreamAsync(stream, after, EventsAtOnce, cancellation).ConfigureAwait(false);
            if (rows.Count == 0)
                return fold.Explain();
            foreach (var row in rows)
                fold.Add((MarketSessionEvent)row.Event);
            after = rows[^1].Id.SequenceNr;
        }
    }

    /// <summary>The explanation of a session, from all its events in order; null if there are none.</summary>
    /// <param name="id">The session.</param>
    /// <param name="events">Its events.</param>
    public static SessionExplanation? Of(MarketSessionId id, IEnumerable<MarketSessionEvent> events)
    {
        var fold = new Fold(id);
        foreach (var e in events)
            fold.Add(e);
        return fold.Explain();
    }

    private sealed class Fold(MarketSessionId id)
    {
        private readonly List<(OfferId Offer, OfferLimitation Limitation)> _limitations = [];
        private MarketSession _session = MarketSession.Empty(id);
        private (MarketSession Before, SessionCleared Event)? _last;

        public void Add(MarketSessionEvent e)
        {
            switch (e)
            {
                case SessionCleared cleared:
                    _last = (_session, cleared);
                    break;
                case OutcomeValidated validated:
                    _limitations.AddRange(validated.Verdicts.Where(v => v.Finding != Finding.Accepted).Select(v => (v.Award.Offer,
                        new OfferLimitation(validated.Round, v.Award.Request, v.Finding, v.Limit, v.Binding, v.Detail))));
                    break;
                case ReservationsRefused refused:
                    _limitations.AddRange(refused.Refused.Select(o =>
                        (o, new OfferLimitation(refused.Round, null, Finding.Rejected, Factor.Zero, null, null))));
                    break;
            }
            _session = _session.Apply(e);
        }

        public SessionExplanation? Explain()
        {
            if (_session.Terms is not { } terms)
                return null;
            var limitations = _limitations.ToLookup(l => l.Offer, l => l.Limitation);
            var explained = new List<ExplainedRequest>();
            if (_last is var (before, cleared))
            {
                explained.AddRange(ClearingExplanation.Of(SessionProblem.Of(before, terms), cleared.Result)
                    .Select(r => new ExplainedRequest(before.Requests[r.Request].Request, r)));
            }
            var seen = _last?.Before ?? _session;
            return new SessionExplanation(_session.Id, _session.Phase, _last?.Event.Round ?? 0, explained.ToValueList(),
                _session.Offers.Values.OrderBy(o => o.Arrival).Select(o => new ExplainedOffer(o.Offer,
                    Standing(seen.Offers.GetValueOrDefault(o.Offer.Id, o), terms), limitations[o.Offer.Id].ToValueList())).ToValueList());
        }

        private static OfferStanding Standing(PlacedOffer placed, SessionTerms terms) => placed switch
        {
            { IsWithdrawn: true } => OfferStanding.Withdrawn,
            _ when placed.Offer.ExpiresAt <= terms.GateClosesAt => OfferStanding.Expired,
            { Offer.IsWhole: false } => OfferStanding.PodErased,
            _ => OfferStanding.Stands,
        };
    }
}

/// <summary>A request and why it got what it got.</summary>
/// <param name="Request">The request.</param>
/// <param name="Explanation">Why, with each offer that stood.</param>
public sealed record ExplainedRequest(FlexibilityRequest Request, RequestExplanation Explanation);

/// <summary>An offer, but for what each request made of it.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Standing">Whether it took part in the clearing.</param>
/// <param name="Limitations">What the grid operator or a POD said of its awards, round by round.</param>
public sealed record ExplainedOffer(FlexibilityOffer Offer, OfferStanding Standing, ValueList<OfferLimitation> Limitations);

/// <summary>Whether an offer took part in a clearing.</summary>
public enum OfferStanding
{
    /// <summary>It did.</summary>
    Stands = 0,

    /// <summary>It was withdrawn before.</summary>
    Withdrawn = 1,

    /// <summary>It had expired when the gate closed.</summary>
    Expired = 2,

    /// <summary>A POD of it is erased: what it was is not known any more, nor what became of it.</summary>
    PodErased = 3,
}

/// <summary>A limit that an award of an offer met after a clearing.</summary>
/// <param name="Round">In which round.</param>
/// <param name="Request">Of which award; null if a POD refused the reservation, which is about all awards of the offer.</param>
/// <param name="Finding">Limited or rejected.</param>
/// <param name="Limit">The factor that is left.</param>
/// <param name="Binding">The branch or bus that limits it; null if a POD refused, or the grid operator named none.</param>
/// <param name="Detail">Loading or voltage and margin there, for people; null if there is none.</param>
public sealed record OfferLimitation(int Round, RequestId? Request, Finding Finding, Factor Limit, string? Binding, string? Detail);
