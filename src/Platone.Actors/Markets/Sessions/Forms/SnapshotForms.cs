using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Serialization;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between a session's state and its stored snapshot.</summary>
internal static class SnapshotForms
{
    /// <summary>Splits it into units.</summary>
    public static EventContent Encode(MarketSession s)
    {
        var open = new Wire.Snapshot
        {
            Session = s.Id.Value,
            Phase = (uint)s.Phase,
            Terms = s.Terms is { } terms ? TermsForms.ToWire(terms) : null,
            Round = s.Round,
            SettlementVersion = s.SettlementVersion,
            ReboundRule = s.ReboundRule == OpenedWith(s.Terms) ? null : ReboundForms.ToWire(s.ReboundRule),
            Reliabilities = s.Reliabilities is { } reliabilities ? ReliabilityForms.ToWire(reliabilities) : null,
            OverdueRound = s.OverdueRound,
        };
        open.Requests.Add(s.Requests.Values.Select(r => new Wire.PlacedRequest
        {
            Request = PlacementForms.ToWire(r.Request),
            Arrival = r.Arrival,
            Withdrawn = r.IsWithdrawn,
        }));
        open.Offers.Add(s.Offers.Values.Select(o => new Wire.PlacedOffer
        {
            Offer = PlacementForms.ToWire(o.Offer),
            Arrival = o.Arrival,
            Withdrawn = o.IsWithdrawn,
            Origin = o.Origin is not { } origin ? null : new Wire.OfferOrigin
            {
                Session = origin.Session.Value,
                Offer = origin.Offer.Value,
                Taken = (uint)origin.Taken.Millionths,
            },
        }));
        open.Limits.Add(s.Limits.Select(l => new Wire.OfferLimit { Offer = l.Key.Value, Limit = (uint)l.Value.Millionths }));
        open.Awards.Add(s.Awards.Select(OutcomeForms.ToWire));
        open.Activations.Add(s.Activations.Select(OutcomeForms.ToWire));
        open.SetPointsIssuedFor.Add(s.SetPointsIssuedFor.Select(a => a.Value));
        if (s.DeliveryEndedAt is { } ended)
            open.DeliveryEndedAt = Scalars.ToWire(ended);
        open.Disputes.Add(s.Disputes.Values.Select(DisputeForms.ToWire));
        open.DeliveryPolicies.Add(s.DeliveryPolicies.Select(p => DeliveryForms.ToWire(p.Key, p.Value)));
        open.Shortfalls.Add(s.Shortfalls.Select(DeliveryForms.ToWire));
        return Content.Open(open).WithPods(OfPods(s), p => p.Pod, (p, place) => p.ToWire(place));
    }

    /// <summary>Puts it together again.</summary>
    public static MarketSession Decode(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        var ofPods = d.Pods(Wire.SnapshotOfPod.Parser, PlaceOf);
        var offered = ofPods.Where(p => p.Offered is not null).ToLookup(p => p.Offer, p => p.Offered);
        if (offered.FirstOrDefault(o => o.Key >= open.Offers.Count) is { } stray)
            throw new CorruptEventException($"a POD is in offer {stray.Key} of {open.Offers.Count}");
        var (lines, resolutions) = (OfDisputes(p => p.Disputed), OfDisputes(p => p.Resolution));
        var empty = MarketSession.Empty(MarketSessionId.Parse(open.Session));
        var terms = open.Terms is { } stored ? TermsForms.FromWire(stored) : null;
        return empty with
        {
            Phase = Known<SessionPhase>(open.Phase),
            Terms = terms,
            Requests = empty.Requests.AddRange(open.Requests
                .Select(r => new PlacedRequest(PlacementForms.FromWire(r.Request), r.Arrival, r.Withdrawn))
                .Select(r => KeyValuePair.Create(r.Request.Id, r))),
            Offers = empty.Offers.AddRange(open.Offers
                .Select((o, place) => new PlacedOffer(PlacementForms.FromWire(o.Offer, offered[(uint)place]), o.Arrival, o.Withdrawn)
                {
                    Origin = o.Origin is not { } origin ? null
                        : new OfferOrigin(MarketSessionId.Parse(origin.Session), OfferId.Parse(origin.Offer), Factor(origin.Taken)),
                })
                .Select(o => KeyValuePair.Create(o.Offer.Id, o))),
            Round = open.Round,
            Limits = empty.Limits.AddRange(open.Limits.Select(l => KeyValuePair.Create(OfferId.Parse(l.Offer), Factor(l.Limit)))),
            Awards = OutcomeForms.FromWire(open.Awards, [.. ofPods.Where(p => p.Part is not null).Select(p => p.Part)]),
            Activations = open.Activations.Select(OutcomeForms.FromWire).ToValueList(),
            SetPointsIssuedFor = open.SetPointsIssuedFor.Select(a => ActivationId.Parse(a)).ToValueList(),
            SettlementVersion = open.SettlementVersion,
            DeliveryEndedAt = open.HasDeliveryEndedAt ? Kernel.Time.Instant.FromMicroseconds(open.DeliveryEndedAt) : null,
            Disputes = empty.Disputes.AddRange(open.Disputes
                .Select((o, place) => DisputeForms.FromWire(o, lines.GetValueOrDefault((uint)place), resolutions.GetValueOrDefault((uint)place)))
                .Select(o => KeyValuePair.Create(o.Id, o))),
            ReboundRule = open.ReboundRule is { } rule ? ReboundForms.FromWire(rule) : OpenedWith(terms),
            Reliabilities = open.Reliabilities is { } reliabilities ? ReliabilityForms.FromWire(reliabilities) : null,
            DeliveryPolicies = empty.DeliveryPolicies.AddRange(open.DeliveryPolicies.Select(DeliveryForms.FromWire)
                .Select(p => KeyValuePair.Create(p.Request, p.Policy))),
            Shortfalls = open.Shortfalls.Select(DeliveryForms.FromWire).ToValueList(),
            OverdueRound = open.OverdueRound,
            RecordedAt = d.RecordedAt,
        };

        Dictionary<uint, T> OfDisputes<T>(Func<Wire.SnapshotOfPod, T?> part)
            where T : class
        {
            var found = ofPods.Where(p => part(p) is not null).ToDictionary(p => p.Dispute, p => part(p)!);
            return found.Keys.Any(place => place >= open.Disputes.Count)
                ? throw new CorruptEventException($"a line is of a dispute beyond {open.Disputes.Count}")
                : found;
        }
    }

    private static ReboundRule OpenedWith(SessionTerms? terms) => terms?.Rules.Rebound ?? ReboundRule.Standard;

    private static (uint Place, string Pod) PlaceOf(Wire.SnapshotOfPod p) => p.AboutCase switch
    {
        Wire.SnapshotOfPod.AboutOneofCase.Offered => (p.Offered.Index, p.Offered.Pod),
        Wire.SnapshotOfPod.AboutOneofCase.Disputed => (p.Disputed.Index, p.Disputed.Pod),
        Wire.SnapshotOfPod.AboutOneofCase.Resolution => (p.Resolution.Index, p.Resolution.Pod),
        _ => (Required(p.Part).Index, p.Part.Pod),
    };

    // Those in offers, then those with parts of awards, then disputed lines and their resolutions.
    private static IEnumerable<OfPod> OfPods(MarketSession s) => s.Offers.Values
        .SelectMany((o, offer) => o.Offer.Pods.Select(pod => new OfPod(pod.Pod, place =>
            new Wire.SnapshotOfPod { Offered = PlacementForms.ToWire(pod, place), Offer = (uint)offer })))
        .Concat(OutcomeForms.Parts(s.Awards).Select(p => new OfPod(p.Part.Pod, place =>
            new Wire.SnapshotOfPod { Part = OutcomeForms.ToWire(p.Part, p.Award, place) })))
        .Concat(s.Disputes.Values.SelectMany((d, dispute) => OfDispute(d, (uint)dispute)));

    private static IEnumerable<OfPod> OfDispute(PlacedDispute d, uint dispute)
    {
        if (d.Line is { } line)
        {
            yield return new OfPod(line.Line.Pod, place =>
                new Wire.SnapshotOfPod { Disputed = DisputeForms.ToWire(line, place), Dispute = dispute });
        }
        if (d.Resolution is { } resolution)
        {
            yield return new OfPod(resolution.Pod, place =>
                new Wire.SnapshotOfPod { Resolution = DisputeForms.ToWire(resolution, place), Dispute = dispute });
        }
    }

    private sealed record OfPod(PodId Pod, Func<uint, IMessage> ToWire);
}
