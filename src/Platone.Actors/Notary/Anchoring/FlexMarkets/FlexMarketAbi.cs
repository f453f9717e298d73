using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.FlexMarkets;

/// <summary>The functions, leaves and events of <c>FlexMarket</c> in their ABI.</summary>
internal static class FlexMarketAbi
{
    private const string Request = "(bytes32,uint8,bool,int64,bytes32)";
    private const string Offer = "(bytes32,uint8,uint32,uint32,bytes32,(uint32,int64)[],bytes,bytes32)";
    private const string Outcome = "(bytes32,uint32,uint128,int128)";

    /// <summary>Fixes the requests.</summary>
    public static readonly FunctionAbi CommitRequests = FunctionAbi.Parse("commitRequests(bytes32,bytes32,uint32,uint8)");

    /// <summary>Fixes the offers.</summary>
    public static readonly FunctionAbi CommitOffers = FunctionAbi.Parse("commitOffers(bytes32,bytes32,uint32)");

    /// <summary>Fixes the outcome.</summary>
    public static readonly FunctionAbi CommitOutcome = FunctionAbi.Parse($"commitOutcome(bytes32,{Outcome})");

    /// <summary>Proves awards of a request.</summary>
    public static readonly FunctionAbi ProveAwards =
        FunctionAbi.Parse($"proveAwards(bytes32,uint32,{Request},bytes32[],int64,(uint32,uint32,{Offer},bytes32[])[])");

    /// <summary>Fixes a version of the settlement.</summary>
    public static readonly FunctionAbi CommitSettlement = FunctionAbi.Parse("commitSettlement(bytes32,uint256,bytes32)");

    /// <summary>What is committed of a session.</summary>
    public static readonly FunctionAbi SessionOf = FunctionAbi.Parse("sessionOf(bytes32)");

    /// <summary>How far its awards are proved.</summary>
    public static readonly FunctionAbi ProgressOf = FunctionAbi.Parse("progressOf(bytes32)");

    /// <summary>A version of its settlement.</summary>
    public static readonly FunctionAbi SettlementOf = FunctionAbi.Parse("settlementOf(bytes32,uint256)");

    /// <summary>Whether a request is in a session's tree.</summary>
    public static readonly FunctionAbi IsRequested = FunctionAbi.Parse($"isRequested(bytes32,uint32,{Request},bytes32[])");

    /// <summary>Whether an offer is in a session's tree.</summary>
    public static readonly FunctionAbi IsOffered = FunctionAbi.Parse($"isOffered(bytes32,uint32,{Offer},bytes32[])");

    /// <summary>What proved awards have of an offer.</summary>
    public static readonly FunctionAbi AwardedOf = FunctionAbi.Parse("awardedOf(bytes32,uint32)");

    private static readonly AbiTuple SessionAnswer =
        FunctionAbi.Parse($"answer(bytes32,uint32,uint8,bytes32,uint32,{Outcome},bool,uint32)").Inputs;

    private static readonly AbiTuple ProgressAnswer = FunctionAbi.Parse("answer(uint32,uint32,uint32,uint128,int128,int64,bool)").Inputs;
    private static readonly AbiTuple ProvedData = FunctionAbi.Parse("data(uint32,uint32,uint32)").Inputs;
    private static readonly AbiTuple SettlementData = FunctionAbi.Parse("data(uint256,bytes32)").Inputs;
    private static readonly AbiTuple RequestLeaf = FunctionAbi.Parse($"leaf({Request})").Inputs;
    private static readonly AbiTuple OfferLeaf = FunctionAbi.Parse($"leaf({Offer})").Inputs;
    private static readonly AbiTuple AwardList = FunctionAbi.Parse($"list((uint32,uint32,{Offer},bytes32[])[])").Inputs;

    /// <summary>What the contract calls a session: Keccak-256 of its name.</summary>
    public static Hash256 SessionId(string name) => new(Keccak256.Hash(name));

    /// <summary>Leaf data of a request.</summary>
    public static byte[] Leaf(FlexRequest request) => RequestLeaf.Encode(new[] { Values(request) }, "request");

    /// <summary>Leaf data of an offer.</summary>
    public static byte[] Leaf(FlexOffer offer) => OfferLeaf.Encode(new[] { Values(offer) }, "offer");

    /// <summary>The call that fixes the requests.</summary>
    public static byte[] RequestsCall(Hash256 session, Hash256 root, int count, FlexPricing pricing) =>
        CommitRequests.EncodeCall([session.ToBytes(), root.ToBytes(), count, (byte)pricing]);

    /// <summary>The call that fixes the offers.</summary>
    public static byte[] OffersCall(Hash256 session, Hash256 root, int count) =>
        CommitOffers.EncodeCall([session.ToBytes(), root.ToBytes(), count]);

    /// <summary>The call that fixes the outcome.</summary>
    public static byte[] OutcomeCall(Hash256 session, FlexOutcome outcome) =>
        CommitOutcome.EncodeCall([session.ToBytes(), Values(outcome)]);

    /// <summary>The call that proves awards.</summary>
    public static byte[] AwardsCall(Hash256 session, FlexAwards awards) => ProveAwards.EncodeCall([
        session.ToBytes(), awards.Place, Values(awards.Request), Values(awards.Proof), awards.UniformPrice,
        awards.Awards.Select(a => (object)Values(a)).ToArray(),
    ]);

    /// <summary>How many awards a call proves; null if it is none that proves any.</summary>
    public static int? AwardsIn(ReadOnlySpan<byte> call) =>
        call.StartsWith(ProveAwards.Selector) ? ((object[])ProveAwards.DecodeCall(call)[^1]).Length : null;

    /// <summary>Bytes that an award adds to such a call: itself, and its offset.</summary>
    public static int BytesOf(FlexAward award) =>
        AwardList.Encode(new object[] { new object[] { Values(award) } }, "awards").Length
        - AwardList.Encode(new object[] { Array.Empty<object>() }, "awards").Length;

    /// <summary>The call that fixes a version of the settlement.</summary>
    public static byte[] SettlementCall(Hash256 session, int version, Hash256 content) =>
        CommitSettlement.EncodeCall([session.ToBytes(), version, content.ToBytes()]);

    /// <summary>The question whether a request is in a session's tree.</summary>
    public static byte[] IsRequestedCall(Hash256 session, uint place, FlexRequest request, ValueList<Hash256> proof) =>
        IsRequested.EncodeCall([session.ToBytes(), place, Values(request), Values(proof)]);

    /// <summary>The question whether an offer is in a session's tree.</summary>
    public static byte[] IsOfferedCall(Hash256 session, uint place, FlexOffer offer, ValueList<Hash256> proof) =>
        IsOffered.EncodeCall([session.ToBytes(), place, Values(offer), Values(proof)]);

    /// <summary>The question what proved awards have of an offer.</summary>
    public static byte[] AwardedOfCall(Hash256 session, uint place) => AwardedOf.EncodeCall([session.ToBytes(), place]);

    /// <summary>The answer of <c>sessionOf</c>.</summary>
    /// <exception cref="AbiException">It is none.</exception>
    public static FlexSession Session(byte[] answer)
    {
        var values = SessionAnswer.DecodeAll(answer, "sessionOf");
        return new FlexSession(Hash(values[0]), Number(values[1]), (byte)(BigInteger)values[2], Hash(values[3]), Number(values[4]),
            OutcomeOf(values[5]), (bool)values[6], Number(values[7]));
    }

    /// <summary>A decoded outcome.</summary>
    public static FlexOutcome OutcomeOf(object decoded)
    {
        var values = (object[])decoded;
        return new FlexOutcome(Hash(values[0]), Number(values[1]), (UInt128)(BigInteger)values[2], (Int128)(BigInteger)values[3]);
    }

    /// <summary>A decoded number of at most 32 bits.</summary>
    public static uint Number(object decoded) => (uint)(BigInteger)decoded;

    /// <summary>The answer of <c>progressOf</c>.</summary>
    /// <exception cref="AbiException">It is none.</exception>
    public static FlexProgress Progress(byte[] answer)
    {
        var values = ProgressAnswer.DecodeAll(answer, "progressOf");
        return new FlexProgress(Number(values[0]), Number(values[1]), Number(values[2]));
    }

    /// <summary>How far awards were proved, by the data of an <c>AwardsProved</c>.</summary>
    /// <exception cref="AbiException">It is none.</exception>
    public static FlexProgress Proved(byte[] data)
    {
        var values = ProvedData.DecodeAll(data, "AwardsProved");
        return new FlexProgress(Number(values[0]), Number(values[1]), Number(values[2]));
    }

    /// <summary>Which version was fixed, by the data of a <c>SettlementCommitted</c>.</summary>
    /// <exception cref="AbiException">It is none.</exception>
    public static BigInteger Version(byte[] data) => (BigInteger)SettlementData.DecodeAll(data, "SettlementCommitted")[0];

    private static object[] Values(FlexRequest r) => [r.Id.ToBytes(), r.Direction, r.PriceCap is not null, r.PriceCap ?? 0, r.Rest.ToBytes()];

    private static object[] Values(FlexOffer o) =>
    [
        o.Id.ToBytes(), o.Direction, o.MinActivation, o.Taken, o.Alternative.ToBytes(),
        o.Steps.Select(s => (object)new object[] { s.UpTo, s.Price }).ToArray(), o.PowerBytes(), o.Rest.ToBytes(),
    ];

    private static object[] Values(FlexAward a) => [a.Place, a.Factor, Values(a.Offer), Values(a.Proof)];

    private static object[] Values(FlexOutcome o) => [o.Content.ToBytes(), o.Awards, o.Energy, o.Cost];

    private static object[] Values(ValueList<Hash256> hashes) => [.. hashes.Select(h => h.ToBytes())];

    private static Hash256 Hash(object value) => new((byte[])value);
}

/// <summary>What <c>FlexMarket</c> has of a session.</summary>
internal sealed record FlexSession(Hash256 Requests, uint RequestCount, byte Pricing, Hash256 Offers, uint OfferCount, FlexOutcome Outcome,
    bool IsProved, uint Settlements);

/// <summary>How far <c>FlexMarket</c> has proved the awards of a session.</summary>
/// <param name="Awards">How many.</param>
/// <param name="Request">Place of the request they have come to.</param>
/// <param name="NextPlace">Of that request's offers those before this place.</param>
internal readonly record struct FlexProgress(uint Awards, uint Request, uint NextPlace)
{
    /// <summary>Whether an award was proved.</summary>
    public bool IsPast(uint request, uint place) => Awards > 0 && (Request > request || (Request == request && NextPlace > place));
}
