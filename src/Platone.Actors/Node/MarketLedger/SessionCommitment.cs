using System.Buffers.Binary;
using System.Text;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>
/// A session's requests and offers as <c>FlexMarket</c> knows them, and the two trees over them: requests in the order of clearing, offers in that of
/// their arrival, which is the order of awards.
/// </summary>
internal sealed class SessionCommitment
{
    private const decimal TenThousandths = 10_000m;

    private readonly Dictionary<RequestId, int> _requestPlaces;
    private readonly Dictionary<OfferId, int> _offerPlaces;
    private readonly MerkleTree _requestTree;
    private readonly MerkleTree _offerTree;

    /// <summary>Of a session whose gate has closed.</summary>
    public SessionCommitment(RecordedSession session, SessionSalts salts)
    {
        SessionId = FlexMarketAbi.SessionId(session.Id.Value);
        Pricing = session.Terms!.Rules.Pricing switch
        {
            PricingRule.PayAsBid => FlexPricing.PayAsBid,
            PricingRule.PayAsClear => FlexPricing.PayAsClear,
            var other => throw new InvalidOperationException($"session {session.Id} pays by {other}, which no contract knows"),
        };
        Requests = [.. session.Requests.Select(r => Of(r, salts.Request(r.Id), session.StoredOf(r.Id)))];
        Offers = [.. session.Offers.Select(o => Of(o, salts, session.StoredOf(o.Offer.Id)))];
        _requestPlaces = session.Requests.Index().ToDictionary(r => r.Item.Id, r => r.Index);
        _offerPlaces = session.Offers.Index().ToDictionary(o => o.Item.Offer.Id, o => o.Index);
        _requestTree = new MerkleTree(Requests.Select(FlexMarketAbi.Leaf));
        _offerTree = new MerkleTree(Offers.Select(FlexMarketAbi.Leaf));
    }

    /// <summary>What the contract calls the session.</summary>
    public Hash256 SessionId { get; }

    /// <summary>How it pays.</summary>
    public FlexPricing Pricing { get; }

    /// <summary>Its requests.</summary>
    public IReadOnlyList<FlexRequest> Requests { get; }

    /// <summary>Its offers.</summary>
    public IReadOnlyList<FlexOffer> Offers { get; }

    /// <summary>Root of the tree of requests.</summary>
    public Hash256 RequestsRoot => new(_requestTree.Root);

    /// <summary>Root of the tree of offers.</summary>
    public Hash256 OffersRoot => new(_offerTree.Root);

    /// <summary>Place of a request; null if it did not take part.</summary>
    public int? PlaceOf(RequestId request) => _requestPlaces.TryGetValue(request, out var place) ? place : null;

    /// <summary>Place of an offer; null if it did not take part.</summary>
    public int? PlaceOf(OfferId offer) => _offerPlaces.TryGetValue(offer, out var place) ? place : null;

    /// <summary>Inclusion proof of a request.</summary>
    public ValueList<Hash256> ProveRequest(int place) => _requestTree.Inclusion(place).Select(h => new Hash256(h)).ToValueList();

    /// <summary>Inclusion proof of an offer.</summary>
    public ValueList<Hash256> ProveOffer(int place) => _offerTree.Inclusion(place).Select(h => new Hash256(h)).ToValueList();

    /// <summary>A price in 1/10,000 EUR/MWh; null if it is none of those.</summary>
    public static long? TenThousandthsOf(decimal price) => price * TenThousandths is var scaled && decimal.Truncate(scaled) == scaled
        && scaled is >= long.MinValue and <= long.MaxValue ? (long)scaled : null;

    // Offers have no finer prices: what a cap has beyond lets no more of them through.
    private static FlexRequest Of(FlexibilityRequest r, Hash256 salt, Hash256 stored) => new(IdOf(salt, r.Id.Value), (byte)r.Direction,
        r.PriceCap is { } cap ? (long)decimal.Floor(cap * TenThousandths) : null, SessionSalts.Hash(salt, stored.ToBytes()));

    private static FlexOffer Of(PlacedOffer placed, SessionSalts salts, (Hash256 Event, uint Place) stored)
    {
        var (o, salt, place) = (placed.Offer, salts.Offer(placed.Offer.Id), new byte[sizeof(uint)]);
        BinaryPrimitives.WriteUInt32BigEndian(place, stored.Place);
        return new FlexOffer(IdOf(salt, o.Id.Value), (byte)o.Direction, (uint)o.MinActivation.Millionths, (uint)placed.Taken.Millionths,
            o.AlternativeOf is { } group ? salts.Alternative(o.Aggregator, group) : default,
            o.Price.Steps.Select(s => new FlexStep((uint)s.UpTo.Millionths, TenThousandthsOf(s.Price)!.Value)).ToValueList(), o.Power,
            SessionSalts.Hash(salt, stored.Event.ToBytes(), place));
    }

    private static Hash256 IdOf(Hash256 salt, string name) => SessionSalts.Hash(salt, Encoding.UTF8.GetBytes(name));
}
