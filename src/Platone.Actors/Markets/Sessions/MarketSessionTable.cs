using Google.Protobuf;
using Google.Protobuf.Reflection;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Sessions.Forms;
using Platone.Actors.Serialization;

namespace Platone.Actors.Markets.Sessions;

/// <summary>
/// The market session's codec table. What is about a POD (in an offer, its part of an award, a set point, a line) is a unit of its own,
/// sealed under that POD's key of the month; participants, prices and totals are open. <see cref="SessionUnits"/> tells the numbers.
/// </summary>
public static class MarketSessionTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("ms")
        .Event<SessionOpened>("session-opened", 1, SubjectOf,
            e => Content.Open(new Wire.SessionOpened { Session = e.Id.Value, Terms = TermsForms.ToWire(e.Terms) }), DecodeOpened,
            UnitLayout.OneOpen(Wire.SessionOpened.Descriptor))
        .Event<RequestPlaced>("request-placed", 1, SubjectOf,
            e => Content.Open(new Wire.RequestPlaced { Session = e.Id.Value, Request = PlacementForms.ToWire(e.Request) }), DecodeRequest,
            UnitLayout.OneOpen(Wire.RequestPlaced.Descriptor))
        .Event<RequestWithdrawn>("request-withdrawn", 1, SubjectOf,
            e => Content.Open(new Wire.RequestWithdrawn { Session = e.Id.Value, Request = e.Request.Value }), DecodeRequestWithdrawn,
            UnitLayout.OneOpen(Wire.RequestWithdrawn.Descriptor))
        .Event<OfferPlaced>("offer-placed", 1, SubjectOf, Encode, DecodeOffer,
            UnitLayout.OneOpen(Wire.OfferPlaced.Descriptor).WithMembers(new UnitKind(Wire.OfferedPod.Descriptor)))
        .Event<OffersCarriedOver>("offers-carried-over", 1, SubjectOf, Encode, DecodeCarried,
            Layout(Wire.OffersCarriedOver.Descriptor, new UnitKind(Wire.CarriedOffer.Descriptor, "1 an offer"),
                new UnitKind(Wire.CarriedPod.Descriptor, "1 an offer")))
        .Event<OfferWithdrawn>("offer-withdrawn", 1, SubjectOf,
            e => Content.Open(new Wire.OfferWithdrawn { Session = e.Id.Value, Offer = e.Offer.Value }), DecodeOfferWithdrawn,
            UnitLayout.OneOpen(Wire.OfferWithdrawn.Descriptor))
        .Event<GateClosed>("gate-closed", 1, SubjectOf, Named, d => new GateClosed(SessionIn(d), d.RecordedAt), NamedLayout)
        .Old("reliabilities-fixed", 1, DecodeReliabilities, UnitLayout.OneOpen(Wire.ReliabilitiesFixed.Descriptor))
        .Event<ReliabilitiesFixed>(FixedName, FixedByPortfolio, SubjectOf,
            e => Open(new Wire.SessionNamed { Session = e.Id.Value }, ReliabilityForms.ByPortfolio(e.Offers)), DecodeByPortfolio,
            new UnitLayout([new UnitKind(Wire.SessionNamed.Descriptor), new UnitKind(Wire.PortfolioReliabilities.Descriptor, "1 a portfolio")], []))
        .Event<SessionCleared>("session-cleared", 1, SubjectOf, Encode, DecodeCleared,
            Layout(Wire.SessionCleared.Descriptor, new UnitKind(Wire.ClearedAward.Descriptor, "1 an award"),
                new UnitKind(Wire.AwardPart.Descriptor, "1 an award")))
        .Event<OutcomeValidated>("outcome-validated", 1, SubjectOf, Encode, DecodeValidated,
            UnitLayout.OneOpen(Wire.OutcomeValidated.Descriptor))
        .Event<ReboundRuleSet>("rebound-rule-set", 1, SubjectOf,
            e => Content.Open(new Wire.ReboundRuleSet { Session = e.Id.Value, Rule = ReboundForms.ToWire(e.Rule) }), DecodeReboundRule,
            UnitLayout.OneOpen(Wire.ReboundRuleSet.Descriptor))
        .Event<ReboundFound>("rebound-found", 1, SubjectOf, Encode, DecodeRebound, UnitLayout.OneOpen(Wire.ReboundFound.Descriptor))
        .Event<ValidationOverdue>("validation-overdue", 1, SubjectOf,
            e => Content.Open(new Wire.ValidationOverdue { Session = e.Id.Value, Round = e.Round }), DecodeOverdue,
            UnitLayout.OneOpen(Wire.ValidationOverdue.Descriptor))
        .Event<ReservationsRefused>("reservations-refused", 1, SubjectOf, Encode, DecodeRefused,
            UnitLayout.OneOpen(Wire.ReservationsRefused.Descriptor))
        .Event<OutcomePublished>("outcome-published", 1, SubjectOf,
            e => Content.Open(new Wire.OutcomePublished { Session = e.Id.Value, Round = e.Round }), DecodePublished,
            UnitLayout.OneOpen(Wire.OutcomePublished.Descriptor))
        .Event<ActivationRequested>("activation-requested", 1, SubjectOf,
            e => Content.Open(new Wire.ActivationRequested { Session = e.Id.Value, Activation = OutcomeForms.ToWire(e.Activation) }),
            DecodeActivation, UnitLayout.OneOpen(Wire.ActivationRequested.Descriptor))
        .Event<DeliveryPolicySet>("delivery-policy-set", 1, SubjectOf,
            e => Content.Open(new Wire.DeliveryPolicySet { Session = e.Id.Value, Policy = DeliveryForms.ToWire(e.Request, e.Policy) }),
            DecodePolicy, UnitLayout.OneOpen(Wire.DeliveryPolicySet.Descriptor))
        .Event<ShortfallProjected>("shortfall-projected", 1, SubjectOf,
            e => Content.Open(new Wire.ShortfallProjected { Session = e.Id.Value, Shortfall = DeliveryForms.ToWire(e.Shortfall) }),
            DecodeShortfall, UnitLayout.OneOpen(Wire.ShortfallProjected.Descriptor))
        .Event<SetPointsIssued>("set-points-issued", 1, SubjectOf, Encode, DecodeSetPoints,
            UnitLayout.OneOpen(Wire.SetPointsIssued.Descriptor).WithMembers(new UnitKind(Wire.IssuedSetPoint.Descriptor, "1 an interval")))
        .Event<DeliveryEnded>("delivery-ended", 1, SubjectOf, Named, d => new DeliveryEnded(SessionIn(d), d.RecordedAt), NamedLayout)
        .Event<SettlementCalculated>("settlement-calculated", 1, SubjectOf, Encode, DecodeSettlement,
            Layout(Wire.SettlementCalculated.Descriptor, new UnitKind(Wire.ParticipantTotal.Descriptor, "1 a participant"),
                new UnitKind(Wire.SettlementLine.Descriptor, "1 a line")))
        .Event<SettlementDisputed>("settlement-disputed", 1, SubjectOf, Encode, DecodeDisputed,
            UnitLayout.OneOpen(Wire.SettlementDisputed.Descriptor).WithMembers(new UnitKind(Wire.DisputedLine.Descriptor)))
        .Event<DisputeResolved>("dispute-resolved", 1, SubjectOf, Encode, DecodeResolved,
            UnitLayout.OneOpen(Wire.DisputeResolved.Descriptor).WithMembers(new UnitKind(Wire.DisputeResolution.Descriptor)))
        .Event<SessionClosed>("session-closed", 1, SubjectOf, Named, d => new SessionClosed(SessionIn(d), d.RecordedAt), NamedLayout)
        .Snapshot<MarketSession>(1, s => SubjectOf(s.Id), s => s.RecordedAt, SnapshotForms.Encode, SnapshotForms.Decode,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor)
                .WithMembers(new UnitKind(Wire.SnapshotOfPod.Descriptor, "1 an offer, 1 an award")))
        .Build();

    private const string FixedName = "reliabilities-fixed";
    private const int FixedByPortfolio = 2;

    /// <summary>The manifest from which on a <see cref="ReliabilitiesFixed"/> has a unit for each portfolio; before, all was one unit.</summary>
    internal static string FixedByPortfolioManifest { get; } = $"ms.{FixedName}.{FixedByPortfolio}";

    private static UnitLayout NamedLayout => UnitLayout.OneOpen(Wire.SessionNamed.Descriptor);

    private static UnitLayout Layout(MessageDescriptor first, UnitKind open, UnitKind ofPod) =>
        new UnitLayout([new UnitKind(first), open], []).WithMembers(ofPod);

    private static string SubjectOf(MarketSessionEvent e) => SubjectOf(e.Id);

    private static string SubjectOf(MarketSessionId session) => $"{MarketSessionCommand.EntityKind}-{session}";

    private static EventContent Named(MarketSessionEvent e) => Content.Open(new Wire.SessionNamed { Session = e.Id.Value });

    private static MarketSessionId SessionIn(DecodingEvent d) => MarketSessionId.Parse(d.Open(Wire.SessionNamed.Parser).Session);

    private static SessionOpened DecodeOpened(DecodingEvent d)
    {
        var open = d.Open(Wire.SessionOpened.Parser);
        return new SessionOpened(MarketSessionId.Parse(open.Session), TermsForms.FromWire(open.Terms), d.RecordedAt);
    }

    private static RequestPlaced DecodeRequest(DecodingEvent d)
    {
        var open = d.Open(Wire.RequestPlaced.Parser);
        return new RequestPlaced(MarketSessionId.Parse(open.Session), PlacementForms.FromWire(open.Request), d.RecordedAt);
    }

    private static RequestWithdrawn DecodeRequestWithdrawn(DecodingEvent d)
    {
        var open = d.Open(Wire.RequestWithdrawn.Parser);
        return new RequestWithdrawn(MarketSessionId.Parse(open.Session), RequestId.Parse(open.Request), d.RecordedAt);
    }

    private static EventContent Encode(OfferPlaced e) => Content
        .Open(new Wire.OfferPlaced { Session = e.Id.Value, Offer = PlacementForms.ToWire(e.Offer) })
        .WithPods(e.Offer.Pods, p => p.Pod, PlacementForms.ToWire);

    private static OfferPlaced DecodeOffer(DecodingEvent d)
    {
        var open = d.Open(Wire.OfferPlaced.Parser);
        return new OfferPlaced(MarketSessionId.Parse(open.Session),
            PlacementForms.FromWire(open.Offer, d.Pods(Wire.OfferedPod.Parser, p => (p.Index, p.Pod))), d.RecordedAt);
    }

    private static EventContent Encode(OffersCarriedOver e) =>
        Open(new Wire.OffersCarriedOver { Session = e.Id.Value }, e.Offers.Select(PlacementForms.ToWire))
            .WithPods(e.Offers.SelectMany((o, offer) => o.Offer.Pods.Select(pod => (Pod: pod, Offer: (uint)offer))), p => p.Pod.Pod,
                (p, place) => new Wire.CarriedPod { Pod = PlacementForms.ToWire(p.Pod, place), Offer = p.Offer });

    private static OffersCarriedOver DecodeCarried(DecodingEvent d)
    {
        var open = d.Open(Wire.OffersCarriedOver.Parser);
        var offers = Rest(d, Wire.CarriedOffer.Parser);
        var pods = d.Pods(Wire.CarriedPod.Parser, p => (Scalars.Required(p.Pod).Index, p.Pod.Pod));
        if (pods.FirstOrDefault(p => p.Offer >= offers.Count) is { } stray)
            throw new CorruptEventException($"a POD is in offer {stray.Offer} of {offers.Count}");
        var byOffer = pods.ToLookup(p => p.Offer, p => p.Pod);
        return new OffersCarriedOver(MarketSessionId.Parse(open.Session),
            offers.Select((o, place) => PlacementForms.FromWire(o, byOffer[(uint)place])).ToValueList(), d.RecordedAt);
    }

    private static OfferWithdrawn DecodeOfferWithdrawn(DecodingEvent d)
    {
        var open = d.Open(Wire.OfferWithdrawn.Parser);
        return new OfferWithdrawn(MarketSessionId.Parse(open.Session), OfferId.Parse(open.Offer), d.RecordedAt);
    }

    private static ReliabilitiesFixed DecodeReliabilities(DecodingEvent d)
    {
        var open = d.Open(Wire.ReliabilitiesFixed.Parser);
        return new ReliabilitiesFixed(MarketSessionId.Parse(open.Session), ReliabilityForms.FromWire(open.Reliabilities), d.RecordedAt);
    }

    private static ReliabilitiesFixed DecodeByPortfolio(DecodingEvent d) => new(SessionIn(d),
        ReliabilityForms.FromWire(Rest(d, Wire.PortfolioReliabilities.Parser)), d.RecordedAt);

    private static EventContent Encode(SessionCleared e)
    {
        var cleared = e.Result.Awards.ToList();
        // What an award and its clearing have in common is stored once.
        if (!cleared.Select(a => (new AwardId(a.Request, a.Offer), a.Factor, a.Power))
                .SequenceEqual(e.Awards.Select(a => (a.Id, a.Factor, a.Power)))
            || e.Result.Requests.Any(r => r.Awards.Any(a => a.Request != r.Request)))
            throw new ArgumentException($"the awards of session {e.Id} are not those of its clearing", nameof(e));
        var open = new Wire.SessionCleared { Session = e.Id.Value, Round = e.Round, Engine = e.Result.Engine };
        open.Requests.Add(e.Result.Requests.Select(OutcomeForms.ToWire));
        return Open(open, e.Awards.Zip(cleared, (award, ofClearing) =>
                new Wire.ClearedAward { Award = OutcomeForms.ToWire(award), Cost = Scalars.ToWire(ofClearing.Cost) }))
            .WithPods(OutcomeForms.Parts(e.Awards), p => p.Part.Pod, (p, place) => OutcomeForms.ToWire(p.Part, p.Award, place));
    }

    private static SessionCleared DecodeCleared(DecodingEvent d)
    {
        var open = d.Open(Wire.SessionCleared.Parser);
        var units = Rest(d, Wire.ClearedAward.Parser);
        if (open.Requests.Any(r => r.Awards < 0) || open.Requests.Sum(r => (long)r.Awards) != units.Count)
            throw new CorruptEventException($"a clearing has {units.Count} awards and its requests do not");
        var awards = OutcomeForms.FromWire([.. units.Select(u => Scalars.Required(u.Award))],
            d.Pods(Wire.AwardPart.Parser, p => (p.Index, p.Pod)));
        var requests = new List<ClearedRequest>(open.Requests.Count);
        var next = 0;
        foreach (var request in open.Requests)
        {
            var own = Enumerable.Range(next, request.Awards).Select(i => new ClearedAward(awards[i].Id.Request, awards[i].Id.Offer,
                awards[i].Factor, awards[i].Power, Scalars.Decimal(units[i].Cost))).ToValueList();
            if (own.Any(a => a.Request.Value != request.Request))
                throw new CorruptEventException($"an award of request {request.Request} is for another");
            requests.Add(OutcomeForms.FromWire(request, own));
            next += request.Awards;
        }
        return new SessionCleared(MarketSessionId.Parse(open.Session), open.Round, new ClearingResult(open.Engine, requests.ToValueList()),
            awards, d.RecordedAt);
    }

    private static EventContent Encode(OutcomeValidated e)
    {
        var open = new Wire.OutcomeValidated { Session = e.Id.Value, Round = e.Round };
        open.Verdicts.Add(e.Verdicts.Select(OutcomeForms.ToWire));
        return Content.Open(open);
    }

    private static OutcomeValidated DecodeValidated(DecodingEvent d)
    {
        var open = d.Open(Wire.OutcomeValidated.Parser);
        return new OutcomeValidated(MarketSessionId.Parse(open.Session), open.Round,
            open.Verdicts.Select(OutcomeForms.FromWire).ToValueList(), d.RecordedAt);
    }

    private static ReboundRuleSet DecodeReboundRule(DecodingEvent d)
    {
        var open = d.Open(Wire.ReboundRuleSet.Parser);
        return new ReboundRuleSet(MarketSessionId.Parse(open.Session), ReboundForms.FromWire(open.Rule), d.RecordedAt);
    }

    private static EventContent Encode(ReboundFound e)
    {
        var open = new Wire.ReboundFound { Session = e.Id.Value, Round = e.Round, Rule = ReboundForms.ToWire(e.Rule) };
        open.Findings.Add(e.Findings.Select(ReboundForms.ToWire));
        return Content.Open(open);
    }

    private static ReboundFound DecodeRebound(DecodingEvent d)
    {
        var open = d.Open(Wire.ReboundFound.Parser);
        return new ReboundFound(MarketSessionId.Parse(open.Session), open.Round, ReboundForms.FromWire(open.Rule),
            open.Findings.Select(ReboundForms.FromWire).ToValueList(), d.RecordedAt);
    }

    private static ValidationOverdue DecodeOverdue(DecodingEvent d)
    {
        var open = d.Open(Wire.ValidationOverdue.Parser);
        return new ValidationOverdue(MarketSessionId.Parse(open.Session), open.Round, d.RecordedAt);
    }

    private static EventContent Encode(ReservationsRefused e)
    {
        var open = new Wire.ReservationsRefused { Session = e.Id.Value, Round = e.Round };
        open.Offers.Add(e.Refused.Select(o => o.Value));
        return Content.Open(open);
    }

    private static ReservationsRefused DecodeRefused(DecodingEvent d)
    {
        var open = d.Open(Wire.ReservationsRefused.Parser);
        return new ReservationsRefused(MarketSessionId.Parse(open.Session), open.Round,
            open.Offers.Select(o => OfferId.Parse(o)).ToValueList(), d.RecordedAt);
    }

    private static OutcomePublished DecodePublished(DecodingEvent d)
    {
        var open = d.Open(Wire.OutcomePublished.Parser);
        return new OutcomePublished(MarketSessionId.Parse(open.Session), open.Round, d.RecordedAt);
    }

    private static ActivationRequested DecodeActivation(DecodingEvent d)
    {
        var open = d.Open(Wire.ActivationRequested.Parser);
        return new ActivationRequested(MarketSessionId.Parse(open.Session), OutcomeForms.FromWire(open.Activation), d.RecordedAt);
    }

    private static DeliveryPolicySet DecodePolicy(DecodingEvent d)
    {
        var open = d.Open(Wire.DeliveryPolicySet.Parser);
        var (request, policy) = DeliveryForms.FromWire(open.Policy);
        return new DeliveryPolicySet(MarketSessionId.Parse(open.Session), request, policy, d.RecordedAt);
    }

    private static ShortfallProjected DecodeShortfall(DecodingEvent d)
    {
        var open = d.Open(Wire.ShortfallProjected.Parser);
        return new ShortfallProjected(MarketSessionId.Parse(open.Session), DeliveryForms.FromWire(open.Shortfall), d.RecordedAt);
    }

    private static EventContent Encode(SetPointsIssued e) => Content
        .Open(new Wire.SetPointsIssued { Session = e.Id.Value, Activation = e.Activation.Value })
        .WithPods(e.SetPoints, s => s.Pod, OutcomeForms.ToWire);

    private static SetPointsIssued DecodeSetPoints(DecodingEvent d)
    {
        var open = d.Open(Wire.SetPointsIssued.Parser);
        return new SetPointsIssued(MarketSessionId.Parse(open.Session), ActivationId.Parse(open.Activation),
            d.Pods(Wire.IssuedSetPoint.Parser, s => (s.Index, s.Pod)).Select(OutcomeForms.FromWire).ToValueList(), d.RecordedAt);
    }

    private static EventContent Encode(SettlementCalculated e) =>
        Open(SettlementForms.ToWire(e.Id, e.Settlement), e.Settlement.Statement.Totals.Select(SettlementForms.ToWire))
            .WithPods(e.Settlement.Lines, l => l.Order.Pod, SettlementForms.ToWire);

    private static SettlementCalculated DecodeSettlement(DecodingEvent d)
    {
        var open = d.Open(Wire.SettlementCalculated.Parser);
        return new SettlementCalculated(MarketSessionId.Parse(open.Session), SettlementForms.FromWire(open,
            Rest(d, Wire.ParticipantTotal.Parser), d.Pods(Wire.SettlementLine.Parser, l => (l.Index, l.Pod))), d.RecordedAt);
    }

    private static EventContent Encode(SettlementDisputed e) => Content
        .Open(new Wire.SettlementDisputed { Session = e.Id.Value, Dispute = e.Dispute.Value, By = e.By.Value, Version = e.Version })
        .WithPods<DisputedLine>(e.Line is { } line ? [line] : [], l => l.Line.Pod, DisputeForms.ToWire);

    private static SettlementDisputed DecodeDisputed(DecodingEvent d)
    {
        var open = d.Open(Wire.SettlementDisputed.Parser);
        return new SettlementDisputed(MarketSessionId.Parse(open.Session), DisputeId.Parse(open.Dispute), ParticipantId.Parse(open.By),
            open.Version, d.Pods(Wire.DisputedLine.Parser, l => (l.Index, l.Pod)).Select(DisputeForms.FromWire).SingleOrDefault(), d.RecordedAt);
    }

    private static EventContent Encode(DisputeResolved e) => Content
        .Open(new Wire.DisputeResolved { Session = e.Id.Value, Dispute = e.Dispute.Value, IsAccepted = e.IsAccepted })
        .WithPods<DisputeResolution>(e.Resolution is { } resolution ? [resolution] : [], r => r.Pod, DisputeForms.ToWire);

    private static DisputeResolved DecodeResolved(DecodingEvent d)
    {
        var open = d.Open(Wire.DisputeResolved.Parser);
        return new DisputeResolved(MarketSessionId.Parse(open.Session), DisputeId.Parse(open.Dispute), open.IsAccepted,
            d.Pods(Wire.DisputeResolution.Parser, r => (r.Index, r.Pod)).Select(DisputeForms.FromWire).SingleOrDefault(), d.RecordedAt);
    }

    private static EventContent Open(IMessage first, IEnumerable<IMessage> rest) =>
        new([.. rest.Prepend(first).Select(m => (ReadOnlyMemory<byte>)m.ToByteArray())], []);

    private static List<T> Rest<T>(DecodingEvent d, MessageParser<T> parser)
        where T : class, IMessage<T> => [.. Enumerable.Range(1, d.Content.Open.Length - 1).Select(i => d.Open(parser, i))];
}
