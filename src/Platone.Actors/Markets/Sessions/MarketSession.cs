using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;

namespace Platone.Actors.Markets.Sessions;

/// <summary>
/// A market session from its opening to its settlement (market, "Sessions" to "Settlement"). Requests and offers are placed until the gate
/// closes; then it is cleared, validated by the grid operator and reserved at the PODs, in rounds until all agree, and only then published.
/// </summary>
/// <param name="Id">The session.</param>
internal sealed record MarketSession(MarketSessionId Id) : IAggregate<MarketSession, MarketSessionCommand, MarketSessionEvent>
{
    /// <summary>Where it stands.</summary>
    public SessionPhase Phase { get; init; } = SessionPhase.Unopened;

    /// <summary>What it is about; null until it is opened.</summary>
    public SessionTerms? Terms { get; init; }

    /// <summary>All requests ever placed, those withdrawn too.</summary>
    public ImmutableSortedDictionary<RequestId, PlacedRequest> Requests { get; init; } =
        ImmutableSortedDictionary<RequestId, PlacedRequest>.Empty;

    /// <summary>All offers ever placed, those withdrawn too.</summary>
    public ImmutableSortedDictionary<OfferId, PlacedOffer> Offers { get; init; } = ImmutableSortedDictionary<OfferId, PlacedOffer>.Empty;

    /// <summary>How reliable the offers are taken to be; null until that is fixed, when their aggregators' own figures count.</summary>
    public ValueList<OfferReliability>? Reliabilities { get; init; }

    /// <summary>How moved energy is taken to come back: as the rules say from the opening on, until it is set otherwise.</summary>
    public ReboundRule ReboundRule { get; init; } = ReboundRule.Standard;

    /// <summary>How often it was cleared.</summary>
    public int Round { get; init; }

    /// <summary>Most that may be awarded of an offer, where the grid operator or a POD has said so.</summary>
    public ImmutableSortedDictionary<OfferId, Factor> Limits { get; init; } = ImmutableSortedDictionary<OfferId, Factor>.Empty;

    /// <summary>The awards of the last clearing; they stand once it is published.</summary>
    public ValueList<Award> Awards { get; init; } = [];

    /// <summary>What was called for, in the order of the calls.</summary>
    public ValueList<Activation> Activations { get; init; } = [];

    /// <summary>The activations whose set points are issued.</summary>
    public ValueList<ActivationId> SetPointsIssuedFor { get; init; } = [];

    /// <summary>What requesters want done about shortfalls, where they have said so.</summary>
    public ImmutableSortedDictionary<RequestId, DeliveryPolicy> DeliveryPolicies { get; init; } =
        ImmutableSortedDictionary<RequestId, DeliveryPolicy>.Empty;

    /// <summary>The shortfalls that were projected, in the order they were recorded.</summary>
    public ValueList<ProjectedShortfall> Shortfalls { get; init; } = [];

    /// <summary>The last version of the settlement; 0 for none.</summary>
    public int SettlementVersion { get; init; }

    /// <summary>When it began to settle; null until then.</summary>
    public DateTimeOffset? DeliveryEndedAt { get; init; }

    /// <summary>All disputes of its lines.</summary>
    public ImmutableSortedDictionary<DisputeId, PlacedDispute> Disputes { get; init; } =
        ImmutableSortedDictionary<DisputeId, PlacedDispute>.Empty;

    /// <summary>The last round whose validation was not answered in time; 0 for none.</summary>
    public int OverdueRound { get; init; }

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A session nothing has happened to.</summary>
    public static MarketSession Empty(MarketSessionId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<MarketSessionEvent> Decide(MarketSessionCommand command) => (Terms, AsRecorded(command)) switch
    {
        (_, OpenSession c) => Open(c),
        (null, _) => Unknown("unknown-session", $"no session {Id} is open"),
        // Before any rule of the phase: a retry after the gate closed is still a retry.
        (_, PlaceRequest c) when Requests.TryGetValue(c.Request.Id, out var placed) =>
            placed.Request == c.Request ? Decision.AlreadyDone : Decision.Conflict($"request {c.Request.Id}"),
        (_, PlaceOffer c) when Offers.TryGetValue(c.Offer.Id, out var placed) =>
            placed.Offer == c.Offer ? Decision.AlreadyDone : Decision.Conflict($"offer {c.Offer.Id}"),
        ({ } terms, PlaceRequest c) => Place(terms, c),
        ({ } terms, PlaceOffer c) => Place(terms, c),
        ({ } terms, CarryOffersOver c) => OfferArrivals.Decide(this, terms, c),
        ({ } terms, WithdrawRequest c) => Withdraw(terms, c),
        ({ } terms, WithdrawOffer c) => Withdraw(terms, c),
        ({ } terms, SetReboundRule c) => Set(terms, c),
        ({ } terms, CloseGate c) => Close(terms, c),
        (_, FixReliabilities c) => Fix(c),
        ({ } terms, RecordClearing c) => Record(terms, c),
        (_, RecordValidation c) => Record(c),
        (_, RaiseValidationAlarm c) => Phase == SessionPhase.Cleared && c.Round == Round && OverdueRound < Round
            ? Decision.Emit(new ValidationOverdue(Id, Round, Instant.Cut(c.At)))
            : Decision.AlreadyDone,
        (_, PublishOutcome c) => Publish(c),
        ({ } terms, RequestActivation c) => Activate(terms, c),
        (_, SetDeliveryPolicy c) => Set(c),
        ({ } terms, WatchDelivery c) => Watch(terms, c),
        ({ } terms, IssueSetPoints c) => Issue(terms, c),
        ({ } terms, EndDelivery c) => End(terms, c),
        (_, RecordSettlement c) => Record(c),
        ({ } terms, DisputeLine c) => this.Dispute(terms, c),
        (_, ResolveDispute c) => this.Resolve(c),
        (_, CloseSession c) => Phase switch
        {
            SessionPhase.Closed => Decision.AlreadyDone,
            SessionPhase.Settled when Disputes.Values.FirstOrDefault(d => d.State == DisputeState.Open) is { } open =>
                Decision.Reject("open-dispute", $"dispute {open.Id} of session {Id} is not resolved"),
            SessionPhase.Settled => Decision.Emit(new SessionClosed(Id, Instant.Cut(c.At))),
            _ => NotNow(command),
        },
        _ => throw new ArgumentException($"a market session does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public MarketSession Apply(MarketSessionEvent @event)
    {
        var next = @event switch
        {
            SessionOpened e => this with { Terms = e.Terms, Phase = SessionPhase.Open, ReboundRule = e.Terms.Rules.Rebound },
            RequestPlaced e => this with { Requests = Requests.Add(e.Request.Id, new PlacedRequest(e.Request, Requests.Count, false)) },
            OfferPlaced e => this with { Offers = Offers.Add(e.Offer.Id, new PlacedOffer(e.Offer, Offers.Count, false)) },
            OffersCarriedOver e => this with { Offers = OfferArrivals.Add(Offers, e.Offers) },
            RequestWithdrawn e => this with { Requests = Requests.SetItem(e.Request, Requests[e.Request] with { IsWithdrawn = true }) },
            OfferWithdrawn e => this with
            {
                Offers = Offers.SetItem(e.Offer, Offers[e.Offer] with { IsWithdrawn = true }),
                // Awarded, but not validated yet: it is cleared again without the offer.
                Phase = Phase == SessionPhase.Cleared && IsAwarded(e.Offer) ? SessionPhase.GateClosed : Phase,
            },
            GateClosed => this with { Phase = SessionPhase.GateClosed },
            ReliabilitiesFixed e => this with { Reliabilities = e.Offers },
            SessionCleared e => this with { Phase = SessionPhase.Cleared, Round = e.Round, Awards = e.Awards },
            OutcomeValidated e => After(e),
            ReboundRuleSet e => this with { ReboundRule = e.Rule },
            ReboundFound { Rule.Action: ReboundAction.Exclude } e => Without(e.Findings.Select(f => f.Award.Offer)),
            ReboundFound => this,
            ReservationsRefused e => Without(e.Refused),
            ValidationOverdue e => this with { OverdueRound = e.Round },
            OutcomePublished => this with { Phase = SessionPhase.Published },
            ActivationRequested e => this with { Phase = SessionPhase.Activating, Activations = [.. Activations, e.Activation] },
            DeliveryPolicySet e => this with { DeliveryPolicies = DeliveryPolicies.SetItem(e.Request, e.Policy) },
            ShortfallProjected e => this with { Shortfalls = [.. Shortfalls, e.Shortfall] },
            SetPointsIssued e => this with { SetPointsIssuedFor = [.. SetPointsIssuedFor, e.Activation] },
            DeliveryEnded e => this with { Phase = SessionPhase.Settling, DeliveryEndedAt = e.RecordedAt },
            SettlementCalculated e => this with { Phase = SessionPhase.Settled, SettlementVersion = e.Settlement.Version },
            SettlementDisputed e => this.After(e),
            DisputeResolved e => this.After(e),
            SessionClosed => this with { Phase = SessionPhase.Closed },
            _ => throw new UnknownEventException(nameof(MarketSession), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>The answer to <see cref="GetClearingTask"/>.</summary>
    public ClearingTask Task() => Phase == SessionPhase.GateClosed && Terms is { } terms
        ? new ClearingTask(Id, Round + 1, SessionProblem.Of(this, terms))
        : new ClearingTask(Id, 0, null);

    /// <summary>What is to be done when delivery for a request falls short.</summary>
    public DeliveryPolicy PolicyOf(RequestId request) => DeliveryPolicies.GetValueOrDefault(request, DeliveryPolicy.Standard);

    /// <summary>The answer to <see cref="GetReliabilityTask"/>.</summary>
    public ReliabilityTask ReliabilityTask() => Phase == SessionPhase.GateClosed && Round == 0 && Reliabilities is null
        ? new ReliabilityTask(Id, true, Offers.Values.Where(o => !o.IsWithdrawn)
            .Select(o => new OfferSource(o.Offer.Id, o.Offer.Portfolio, o.Offer.Reliability)).ToValueList())
        : new ReliabilityTask(Id, false, []);

    /// <summary>The answer to <see cref="GetOutcome"/>.</summary>
    public SessionOutcome Outcome() => new(Id, Phase, Round, Terms,
        Requests.Values.Select(r => r.Request).Where(r => Awards.Any(a => a.Id.Request == r.Id)).ToValueList(),
        Offers.Values.Select(o => o.Offer).Where(o => Awards.Any(a => a.Id.Offer == o.Id)).ToValueList(),
        Awards, Activations, SetPointsIssuedFor, SettlementVersion)
    {
        DeliveryEndedAt = DeliveryEndedAt,
        Corrections = this.Corrections().ToValueList(),
    };

    /// <summary>By content.</summary>
    public bool Equals(MarketSession? other) => other is not null && Id == other.Id && Phase == other.Phase && Terms == other.Terms
        && Requests.SequenceEqual(other.Requests) && Offers.SequenceEqual(other.Offers) && Round == other.Round
        && Limits.SequenceEqual(other.Limits) && Awards == other.Awards && Activations == other.Activations
        && SetPointsIssuedFor == other.SetPointsIssuedFor && SettlementVersion == other.SettlementVersion
        && DeliveryEndedAt == other.DeliveryEndedAt && Disputes.SequenceEqual(other.Disputes) && Reliabilities == other.Reliabilities
        && ReboundRule == other.ReboundRule && Shortfalls == other.Shortfalls && DeliveryPolicies.SequenceEqual(other.DeliveryPolicies)
        && OverdueRound == other.OverdueRound && RecordedAt == other.RecordedAt;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Phase, Requests.Count, Offers.Count, Round, Awards, Activations, RecordedAt);

    // What a command brings is compared and recorded as the journal keeps it.
    private static MarketSessionCommand AsRecorded(MarketSessionCommand command) => command switch
    {
        WatchDelivery { Delivery.Through: { } through } c => c with { Delivery = c.Delivery with { Through = Instant.Cut(through) } },
        OpenSession c => c with { Terms = c.Terms with { GateClosesAt = Instant.Cut(c.Terms.GateClosesAt) } },
        PlaceRequest c => c with { Request = c.Request with { ExpiresAt = Instant.Cut(c.Request.ExpiresAt) } },
        PlaceOffer c => c with { Offer = c.Offer with { ExpiresAt = Instant.Cut(c.Offer.ExpiresAt) } },
        CarryOffersOver c => c with
        {
            Offers = c.Offers.Select(o => o with { Offer = o.Offer with { ExpiresAt = Instant.Cut(o.Offer.ExpiresAt) } }).ToValueList(),
        },
        _ => command,
    };

    private Decision<MarketSessionEvent> Open(OpenSession c)
    {
        if (Terms is { } terms)
            return terms == c.Terms ? Decision.AlreadyDone : Decision.Conflict($"session {Id}");
        return SessionRules.Check(c.Terms, c.At) is { } problem
            ? Decision.Reject(problem)
            : Decision.Emit(new SessionOpened(Id, c.Terms, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Place(SessionTerms terms, PlaceRequest c)
    {
        var problem = GateIsClosed(terms, c.At) ?? RequestRules.Check(terms, c.Request, c.At);
        return problem is not null ? Decision.Reject(problem) : Decision.Emit(new RequestPlaced(Id, c.Request, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Place(SessionTerms terms, PlaceOffer c)
    {
        var standing = OfferArrivals.Standing(this, c.At);
        var problem = GateIsClosed(terms, c.At) ?? OfferRules.Check(terms, c.Offer, c.At) ?? OfferRules.CheckTotal(c.Offer, standing)
            ?? OfferRules.CheckCapacity(c.Offer, standing);
        return problem is not null ? Decision.Reject(problem) : Decision.Emit(new OfferPlaced(Id, c.Offer, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Withdraw(SessionTerms terms, WithdrawRequest c)
    {
        if (!Requests.TryGetValue(c.Request, out var placed) || placed.Request.Requester != c.Requester)
            return Unknown("unknown-request", $"{c.Requester} has no request {c.Request} in session {Id}");
        if (placed.IsWithdrawn)
            return Decision.AlreadyDone;
        return GateIsClosed(terms, c.At) is { } closed
            ? Decision.Reject(closed)
            : Decision.Emit(new RequestWithdrawn(Id, c.Request, Instant.Cut(c.At)));
    }

    // A withdrawal that crosses the clearing wins if it came before the gate closed; once the grid operator has agreed, the award stands.
    private Decision<MarketSessionEvent> Withdraw(SessionTerms terms, WithdrawOffer c)
    {
        if (!Offers.TryGetValue(c.Offer, out var placed) || placed.Offer.Aggregator != c.Aggregator)
            return Unknown("unknown-offer", $"{c.Aggregator} has no offer {c.Offer} in session {Id}");
        if (placed.IsWithdrawn)
            return Decision.AlreadyDone;
        if (Phase >= SessionPhase.Validated && IsAwarded(c.Offer))
            return Decision.Reject("offer-awarded", $"offer {c.Offer} was awarded and cannot be withdrawn", "offer");
        return c.At >= terms.GateClosesAt
            ? Decision.Reject(GateClosedProblem(terms))
            : Decision.Emit(new OfferWithdrawn(Id, c.Offer, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Close(SessionTerms terms, CloseGate c)
    {
        if (Phase > SessionPhase.Open)
            return Decision.AlreadyDone;
        return c.At >= terms.GateClosesAt
            ? Decision.Emit(new GateClosed(Id, Instant.Cut(c.At)))
            : Decision.Reject("gate-not-due", $"the gate of session {Id} closes at {terms.GateClosesAt:O}, not yet at {c.At:O}");
    }

    private Decision<MarketSessionEvent> Fix(FixReliabilities c)
    {
        if (Reliabilities is not null || Round > 0)
            return Decision.AlreadyDone;
        if (Phase != SessionPhase.GateClosed)
            return NotNow(c);
        return ReliabilityRules.Check(Offers, c.Offers) is { } problem
            ? Decision.Reject(problem)
            : Decision.Emit(new ReliabilitiesFixed(Id, c.Offers, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Record(SessionTerms terms, RecordClearing c)
    {
        if (c.Round <= Round)
            return Decision.AlreadyDone;
        if (Phase != SessionPhase.GateClosed || c.Round != Round + 1)
            return NotNow(c);
        var problem = SessionProblem.Of(this, terms);
        var violations = ClearingCheck.Violations(problem, c.Result);
        if (violations.Count > 0)
            return Decision.Reject("clearing-against-rules", $"round {c.Round}: {violations[0]}");
        var awards = AwardPricing.Awards(o => Offers[o].Offer, c.Result, terms.Rules.Pricing, o => Offers[o].Taken);
        return Decision.Emit(new SessionCleared(Id, c.Round, c.Result, awards, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Record(RecordValidation c)
    {
        if (c.Round < Round || (c.Round == Round && Phase != SessionPhase.Cleared))
            return Decision.AlreadyDone;
        if (Phase != SessionPhase.Cleared || c.Round != Round)
            return NotNow(c);
        if (!c.Verdicts.Select(v => v.Award).SequenceEqual(Awards.Select(a => a.Id)))
        {
            return Decision.Reject(Refusal.Invalid("verdict-missing",
                $"round {c.Round} has {Awards.Count} awards; there must be one verdict for each, in their order", "verdicts"));
        }
        foreach (var (verdict, award) in c.Verdicts.Zip(Awards))
        {
            var isRight = verdict.Finding switch
            {
                Finding.Accepted => verdict.Limit == award.Factor,
                Finding.Limited => verdict.Limit < award.Factor && verdict.Limit > Factor.Zero,
                Finding.Rejected => verdict.Limit == Factor.Zero,
                _ => false,
            };
            if (!isRight)
            {
                return Decision.Reject(Refusal.Invalid("verdict-limit",
                    $"{verdict.Finding} with limit {verdict.Limit} does not fit award {award.Id} of {award.Factor}", "verdicts"));
            }
        }
        var validated = new OutcomeValidated(Id, c.Round, c.Verdicts, Instant.Cut(c.At));
        return Rebounds(c) is { IsEmpty: false } findings
            ? Decision.Emit(validated, new ReboundFound(Id, c.Round, ReboundRule, findings, validated.RecordedAt))
            : Decision.Emit(validated);
    }

    // What is limited is cleared again anyway.
    private ValueList<ReboundFinding> Rebounds(RecordValidation c) => c.Verdicts.Any(v => v.Finding != Finding.Accepted)
        ? []
        : ReboundCheck.Find(ReboundRule, [.. Requests.Values.Where(r => !r.IsWithdrawn).Select(r => r.Request)],
            Offers.Values.ToDictionary(o => o.Offer.Id, o => o.Offer), Awards);

    private Decision<MarketSessionEvent> Set(SessionTerms terms, SetReboundRule c)
    {
        if (ReboundCheck.Check(c.Rule) is { } problem)
            return Decision.Reject(problem);
        if (c.Rule == ReboundRule)
            return Decision.AlreadyDone;
        return GateIsClosed(terms, c.At) is { } closed ? Decision.Reject(closed) : Decision.Emit(new ReboundRuleSet(Id, c.Rule, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Publish(PublishOutcome c)
    {
        if (c.Round < Round || Phase >= SessionPhase.Published || (c.Round == Round && Phase == SessionPhase.GateClosed))
            return Decision.AlreadyDone;
        if (Phase != SessionPhase.Validated || c.Round != Round)
            return NotNow(c);
        if (c.Refused.FirstOrDefault(o => !IsAwarded(o)) is { Value: not null } other)
            return Decision.Reject(Refusal.Invalid("not-awarded", $"offer {other} has no award in round {Round}", "refused"));
        return c.Refused.IsEmpty
            ? Decision.Emit(new OutcomePublished(Id, c.Round, Instant.Cut(c.At)))
            : Decision.Emit(new ReservationsRefused(Id, c.Round, c.Refused, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Activate(SessionTerms terms, RequestActivation c)
    {
        var activation = c.Activation;
        if (Activations.FirstOrDefault(a => a.Id == activation.Id) is { } known)
            return known == activation ? Decision.AlreadyDone : Decision.Conflict($"activation {activation.Id}");
        if (Phase is not (SessionPhase.Published or SessionPhase.Activating))
            return NotNow(c);
        return ActivationRules.Check(this, terms, activation, c.At) is { } problem
            ? Decision.Reject(problem)
            : Decision.Emit(new ActivationRequested(Id, activation, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> Set(SetDeliveryPolicy c)
    {
        if (!Requests.TryGetValue(c.Request, out var placed) || placed.Request.Requester != c.Requester)
            return Unknown("unknown-request", $"{c.Requester} has no request {c.Request} in session {Id}");
        if (DeliveryRules.Check(c.Policy) is { } problem)
            return Decision.Reject(problem);
        if (DeliveryPolicies.GetValueOrDefault(c.Request) == c.Policy)
            return Decision.AlreadyDone;
        return Phase < SessionPhase.Settling ? Decision.Emit(new DeliveryPolicySet(Id, c.Request, c.Policy, Instant.Cut(c.At))) : NotNow(c);
    }

    private Decision<MarketSessionEvent> Watch(SessionTerms terms, WatchDelivery c)
    {
        if (Phase != SessionPhase.Activating)
            return NotNow(c);
        if (DeliveryRules.Check(this, terms, c.Delivery, c.At) is { } problem)
            return Decision.Reject(problem);
        var events = DeliveryRules.Decide(this, terms, c.Delivery, c.At);
        return events.Count == 0 ? Decision.AlreadyDone : Decision.Emit(events);
    }

    private Decision<MarketSessionEvent> Issue(SessionTerms terms, IssueSetPoints c)
    {
        if (SetPointsIssuedFor.Items.Contains(c.Activation))
            return Decision.AlreadyDone;
        var activation = Activations.FirstOrDefault(a => a.Id == c.Activation);
        if (activation is null)
            return Unknown("unknown-activation", $"session {Id} has no activation {c.Activation}");
        return ActivationRules.CheckSetPoints(this, terms, activation, c.SetPoints) is { } problem
            ? Decision.Reject(problem)
            : Decision.Emit(new SetPointsIssued(Id, c.Activation, c.SetPoints, Instant.Cut(c.At)));
    }

    private Decision<MarketSessionEvent> End(SessionTerms terms, EndDelivery c)
    {
        if (Phase >= SessionPhase.Settling)
            return Decision.AlreadyDone;
        if (Phase is not (SessionPhase.Published or SessionPhase.Activating))
            return NotNow(c);
        return c.At >= terms.End + terms.Rules.SettleAfter
            ? Decision.Emit(new DeliveryEnded(Id, Instant.Cut(c.At)))
            : Decision.Reject("delivery-not-over",
                $"delivery of session {Id} ends at {terms.End:O}, and is settled {terms.Rules.SettleAfter} later");
    }

    private Decision<MarketSessionEvent> Record(RecordSettlement c)
    {
        if (c.Settlement.Version <= SettlementVersion)
            return Decision.AlreadyDone;
        return Phase is SessionPhase.Settling or SessionPhase.Settled && c.Settlement.Version == SettlementVersion + 1
            ? Decision.Emit(new SettlementCalculated(Id, c.Settlement, Instant.Cut(c.At)))
            : NotNow(c);
    }

    // Beyond the agreed rounds a limit excludes the offer: so every round takes one out at least, and there is a last one.
    private MarketSession After(OutcomeValidated e)
    {
        var limited = e.Verdicts.GroupBy(v => v.Award.Offer).Where(g => g.Any(v => v.Finding != Finding.Accepted)).ToList();
        if (limited.Count == 0)
            return this with { Phase = SessionPhase.Validated };
        var isLast = e.Round >= Terms!.Rules.ValidationRounds;
        return this with
        {
            Phase = SessionPhase.GateClosed,
            // All awards of an offer move the same PODs in the same intervals: what the grid takes of each adds up.
            Limits = Limits.SetItems(limited.Select(g => KeyValuePair.Create(g.Key,
                isLast ? Factor.Zero : g.Aggregate(Factor.Zero, (sum, v) => sum + v.Limit)))),
        };
    }

    // To be cleared again without some offers.
    private MarketSession Without(IEnumerable<OfferId> offers) => this with
    {
        Phase = SessionPhase.GateClosed,
        Limits = Limits.SetItems(offers.Select(o => KeyValuePair.Create(o, Factor.Zero))),
    };

    private bool IsAwarded(OfferId offer) => Awards.Any(a => a.Id.Offer == offer);

    /// <summary>Why nothing may be placed any more; null if it may.</summary>
    internal Problem? GateIsClosed(SessionTerms terms, DateTimeOffset at) =>
        Phase > SessionPhase.Open || at >= terms.GateClosesAt ? GateClosedProblem(terms) : null;

    private Problem GateClosedProblem(SessionTerms terms) =>
        new("gate-closed", $"the gate of session {Id} closed at {terms.GateClosesAt:O}");

    private static Decision Unknown(string code, string detail) => Decision.Reject(new Problem(code, detail, Kind: ProblemKind.NotFound));

    private Decision<MarketSessionEvent> NotNow(MarketSessionCommand command) =>
        Decision.Reject("wrong-phase", $"{command.GetType().Name} is not allowed while session {Id} is {Phase}, round {Round}");
}

/// <summary>A request as placed.</summary>
/// <param name="Request">The request.</param>
/// <param name="Arrival">How many were placed before it.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
internal sealed record PlacedRequest(FlexibilityRequest Request, int Arrival, bool IsWithdrawn);

/// <summary>An offer as placed.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Arrival">How many were placed before it.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
internal sealed record PlacedOffer(FlexibilityOffer Offer, int Arrival, bool IsWithdrawn)
{
    /// <summary>Where it was carried over from; null if it was placed here.</summary>
    public OfferOrigin? Origin { get; init; }

    /// <summary>What earlier sessions awarded of it.</summary>
    public Factor Taken => Origin?.Taken ?? Factor.Zero;
}
