using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>The calls that bring a session to <c>FlexMarket</c>.</summary>
internal static class SessionCalls
{
    // A proof of nothing: the contract never takes it.
    private static readonly FlexAwards Nothing = new(0, new FlexRequest(default, 0, null, default), [], 0, []);

    /// <summary>What is asked for when the gate has closed.</summary>
    public static IReadOnlyList<CallRequest> Gate(MarketSessionId session, SessionCommitment commitment, EventId cause) =>
    [
        Call(session, SessionCallNames.Requests,
            FlexMarketAbi.RequestsCall(commitment.SessionId, commitment.RequestsRoot, commitment.Requests.Count, commitment.Pricing), cause),
        Call(session, SessionCallNames.Offers, FlexMarketAbi.OffersCall(commitment.SessionId, commitment.OffersRoot, commitment.Offers.Count), cause),
    ];

    /// <summary>
    /// What is asked for when the outcome is published. Where it cannot be proved, the last is a proof of nothing: it is there to be given up.
    /// </summary>
    public static IReadOnlyList<CallRequest> Publication(MarketSessionId session, SessionCommitment commitment, OutcomeProof proof, EventId cause)
    {
        var parts = proof.Fault is null ? proof.Parts : [Nothing];
        return
        [
            Call(session, SessionCallNames.Outcome, FlexMarketAbi.OutcomeCall(commitment.SessionId, proof.Outcome), cause),
            .. parts.Select((p, i) => Call(session, SessionCallNames.Awards(i + 1, parts.Count), FlexMarketAbi.AwardsCall(commitment.SessionId, p), cause)),
        ];
    }

    /// <summary>What is asked for when a version of the settlement is calculated.</summary>
    public static CallRequest Settled(MarketSessionId session, SessionCommitment commitment, int version, Hash256 content, EventId cause) =>
        Call(session, SessionCallNames.Settlement(version), FlexMarketAbi.SettlementCall(commitment.SessionId, version, content), cause);

    private static CallRequest Call(MarketSessionId session, string name, byte[] data, EventId cause) =>
        new(SessionCallNames.Full(session, name), SessionCallNames.Lane(session), ValueList.Of<byte>(data), cause);
}
