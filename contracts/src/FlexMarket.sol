// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Guarded} from "./Guarded.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title What a market session decided, and a check of it
/// @notice A session's requests, offers, outcome and settlements are committed in this order, each once. Between outcome and settlement,
/// every award is proved against the requests and offers committed before: factor, price, price cap, alternatives and totals, and the
/// uniform price where that is the rule. A settlement of an outcome that is not proved is refused. That the clearing is the best is not
/// claimed.
contract FlexMarket is Guarded {
    /// @notice May commit and prove.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");
    /// @notice Millionths in the whole of an offer.
    uint256 public constant WHOLE = 1_000_000;

    /// @notice How awards are paid.
    enum Pricing {
        None,
        PayAsBid,
        PayAsClear
    }

    /// @notice What is checked of a request; leaf data of the requests' tree is its ABI encoding.
    struct Request {
        bytes32 id;
        uint8 direction;
        bool isCapped;
        int64 priceCap;
        bytes32 rest;
    }

    /// @notice A step of an offer's price: the price, in 1/10,000 EUR/MWh, of what lies between the step before and `upTo` millionths.
    struct Step {
        uint32 upTo;
        int64 price;
    }

    /// @notice What is checked of an offer; leaf data of the offers' tree is its ABI encoding. `taken` are the millionths that earlier
    /// sessions awarded; `alternative` names offers of which at most one is awarded (0: none); `power` are the watts of each interval, 8
    /// bytes each, big-endian; `rest` is a hash of all else.
    struct Offer {
        bytes32 id;
        uint8 direction;
        uint32 minActivation;
        uint32 taken;
        bytes32 alternative;
        Step[] steps;
        bytes power;
        bytes32 rest;
    }

    /// @notice An award: so many millionths of the offer at a place of the offers' tree.
    struct Award {
        uint32 place;
        uint32 factor;
        Offer offer;
        bytes32[] proof;
    }

    /// @notice What an outcome says of itself: a hash of all of it, how many awards, watts of all awards and intervals together, and that
    /// energy times price in 1/10,000 EUR/MWh.
    struct Outcome {
        bytes32 content;
        uint32 awards;
        uint128 energy;
        int128 cost;
    }

    /// @notice How far the awards are proved: of the request at `request`, up to the offer before `nextPlace`.
    struct Progress {
        uint32 awards;
        uint32 request;
        uint32 nextPlace;
        uint128 energy;
        int128 cost;
        int64 uniformPrice;
        bool isReached;
    }

    struct Session {
        bytes32 requests;
        bytes32 offers;
        uint32 requestCount;
        uint32 offerCount;
        Pricing pricing;
        bool isProved;
        uint32 settlements;
        Outcome outcome;
        Progress progress;
    }

    mapping(bytes32 sessionId => Session) private _sessions;
    // Millionths awarded of each offer so far, by its place.
    mapping(bytes32 sessionId => mapping(uint256 place => uint256 millionths)) private _awarded;
    // Which of some alternatives has an award: its place and one.
    mapping(bytes32 sessionId => mapping(bytes32 alternative => uint256 placeAndOne)) private _chosen;

    /// @notice The settlements of a session by their version, from 1.
    mapping(bytes32 sessionId => mapping(uint256 version => bytes32 content)) public settlementOf;

    /// @notice The requests are fixed.
    event RequestsCommitted(bytes32 indexed sessionId, bytes32 root, uint32 count, Pricing pricing);
    /// @notice The offers are fixed.
    event OffersCommitted(bytes32 indexed sessionId, bytes32 root, uint32 count);
    /// @notice The outcome is fixed.
    event OutcomeCommitted(bytes32 indexed sessionId, bytes32 content, uint32 awards, uint128 energy, int128 cost);
    /// @notice So many awards are proved by now: those of the request at `request` up to the offer before `nextPlace`, and all before them.
    event AwardsProved(bytes32 indexed sessionId, uint32 awards, uint32 request, uint32 nextPlace);
    /// @notice Every award of the outcome is proved.
    event OutcomeProved(bytes32 indexed sessionId);
    /// @notice A version of the settlement is fixed.
    event SettlementCommitted(bytes32 indexed sessionId, uint256 version, bytes32 content);

    /// @notice Something else is committed in that place.
    error Conflict(bytes32 sessionId);
    /// @notice What must be committed or proved before is not, or what comes after is.
    error OutOfOrder(bytes32 sessionId);
    /// @notice The request is not in the requests' tree at that place.
    error NotRequested(uint32 request);
    /// @notice The offer is not in the offers' tree at that place.
    error NotOffered(uint32 place);
    /// @notice The factor is nothing, less than the least that may be awarded, or more than is left.
    error BadFactor(uint32 place, uint256 factor);
    /// @notice The offer goes the other way.
    error WrongDirection(uint32 place);
    /// @notice The price is above the request's cap.
    error AboveCap(uint32 place, int256 price);
    /// @notice Another of these alternatives has an award.
    error AlternativeTaken(uint32 place);
    /// @notice The offer's prices are not steps up to the whole.
    error BadSteps(uint32 place);
    /// @notice The uniform price is not the dearest price awarded.
    error NotUniform(uint32 request, int256 price);
    /// @notice Awards, energy or cost do not add up to what the outcome says.
    error WrongTotal(uint256 awards, uint256 energy, int256 cost);

    /// @param adminDelay Seconds between the announcement and the acceptance of a new admin.
    /// @param admin Grants and revokes roles.
    /// @param pauser May stop writes; the zero address for nobody yet.
    constructor(uint48 adminDelay, address admin, address pauser) Guarded(adminDelay, admin, pauser) {}

    /// @notice Fixes the requests, in the order of clearing.
    /// @param sessionId keccak256 of the session's name.
    /// @param root RFC 9162 root of the tree of requests.
    /// @param count How many.
    /// @param pricing The session's rule.
    function commitRequests(bytes32 sessionId, bytes32 root, uint32 count, Pricing pricing)
        external
        onlyRole(OPERATOR_ROLE)
        whenNotPaused
    {
        Session storage session = _sessions[sessionId];
        if (session.requests != 0) {
            if (session.requests != root || session.requestCount != count || session.pricing != pricing) {
                revert Conflict(sessionId);
            }
            return;
        }
        if (root == 0 || pricing == Pricing.None) revert OutOfOrder(sessionId);
        (session.requests, session.requestCount, session.pricing) = (root, count, pricing);
        emit RequestsCommitted(sessionId, root, count, pricing);
    }

    /// @notice Fixes the offers.
    /// @param sessionId The session.
    /// @param root RFC 9162 root of the tree of offers.
    /// @param count How many.
    function commitOffers(bytes32 sessionId, bytes32 root, uint32 count)
        external
        onlyRole(OPERATOR_ROLE)
        whenNotPaused
    {
        Session storage session = _sessions[sessionId];
        if (session.offers != 0) {
            if (session.offers != root || session.offerCount != count) revert Conflict(sessionId);
            return;
        }
        if (root == 0 || session.requests == 0) revert OutOfOrder(sessionId);
        (session.offers, session.offerCount) = (root, count);
        emit OffersCommitted(sessionId, root, count);
    }

    /// @notice Fixes the outcome; one without awards is proved by that.
    function commitOutcome(bytes32 sessionId, Outcome calldata outcome) external onlyRole(OPERATOR_ROLE) whenNotPaused {
        Session storage session = _sessions[sessionId];
        if (session.outcome.content != 0) {
            if (keccak256(abi.encode(session.outcome)) != keccak256(abi.encode(outcome))) revert Conflict(sessionId);
            return;
        }
        if (outcome.content == 0 || session.offers == 0) revert OutOfOrder(sessionId);
        session.outcome = outcome;
        emit OutcomeCommitted(sessionId, outcome.content, outcome.awards, outcome.energy, outcome.cost);
        if (outcome.awards == 0) _finish(sessionId, session, session.progress);
    }

    /// @notice Proves awards of one request, in the order of their offers' places; requests in their order. Awards of a request may come in
    /// several parts. What was proved is not proved again: see `progressOf`.
    /// @param sessionId The session.
    /// @param place Place of the request in the requests' tree.
    /// @param request The request.
    /// @param proof RFC 9162 inclusion proof of it.
    /// @param uniformPrice The request's price where the rule is `PayAsClear`; else 0.
    /// @param awards The awards.
    function proveAwards(
        bytes32 sessionId,
        uint32 place,
        Request calldata request,
        bytes32[] calldata proof,
        int64 uniformPrice,
        Award[] calldata awards
    ) external onlyRole(OPERATOR_ROLE) whenNotPaused {
        Session storage session = _sessions[sessionId];
        if (session.outcome.content == 0 || session.isProved || awards.length == 0) revert OutOfOrder(sessionId);
        if (!MerkleLog.includes(_leaf(abi.encode(request)), place, session.requestCount, session.requests, proof)) {
            revert NotRequested(place);
        }
        Progress memory progress = session.progress;
        if (progress.awards == 0 || place > progress.request) {
            _endRequest(session.pricing, progress);
            (progress.request, progress.nextPlace) = (place, 0);
            (progress.uniformPrice, progress.isReached) = (uniformPrice, false);
        } else if (place < progress.request || uniformPrice != progress.uniformPrice) {
            revert OutOfOrder(sessionId);
        }
        for (uint256 i = 0; i < awards.length; ++i) {
            _prove(sessionId, session, progress, request, awards[i]);
        }
        session.progress = progress;
        emit AwardsProved(sessionId, progress.awards, progress.request, progress.nextPlace);
        if (progress.awards >= session.outcome.awards) _finish(sessionId, session, progress);
    }

    /// @notice Fixes the next version of the settlement.
    /// @param sessionId The session.
    /// @param version One more than the last; the same again has no effect.
    /// @param content A hash of all of it.
    function commitSettlement(bytes32 sessionId, uint256 version, bytes32 content)
        external
        onlyRole(OPERATOR_ROLE)
        whenNotPaused
    {
        Session storage session = _sessions[sessionId];
        bytes32 known = settlementOf[sessionId][version];
        if (known != 0) {
            if (known != content) revert Conflict(sessionId);
            return;
        }
        if (content == 0 || !session.isProved || version != uint256(session.settlements) + 1) {
            revert OutOfOrder(sessionId);
        }
        ++session.settlements;
        settlementOf[sessionId][version] = content;
        emit SettlementCommitted(sessionId, version, content);
    }

    /// @notice What is committed of a session.
    function sessionOf(bytes32 sessionId)
        external
        view
        returns (
            bytes32 requests,
            uint32 requestCount,
            Pricing pricing,
            bytes32 offers,
            uint32 offerCount,
            Outcome memory outcome,
            bool isProved,
            uint32 settlements
        )
    {
        Session storage s = _sessions[sessionId];
        return (s.requests, s.requestCount, s.pricing, s.offers, s.offerCount, s.outcome, s.isProved, s.settlements);
    }

    /// @notice How far the awards of a session are proved.
    function progressOf(bytes32 sessionId) external view returns (Progress memory) {
        return _sessions[sessionId].progress;
    }

    /// @notice Whether a request is in a session's tree, for who checks it alone.
    /// @param sessionId The session.
    /// @param place Its place in the tree.
    /// @param request The request.
    /// @param proof RFC 9162 inclusion proof of it.
    function isRequested(bytes32 sessionId, uint32 place, Request calldata request, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        Session storage s = _sessions[sessionId];
        return MerkleLog.includes(_leaf(abi.encode(request)), place, s.requestCount, s.requests, proof);
    }

    /// @notice Whether an offer is in a session's tree, for who checks it alone.
    /// @param sessionId The session.
    /// @param place Its place in the tree.
    /// @param offer The offer.
    /// @param proof RFC 9162 inclusion proof of it.
    function isOffered(bytes32 sessionId, uint32 place, Offer calldata offer, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        Session storage s = _sessions[sessionId];
        return MerkleLog.includes(_leaf(abi.encode(offer)), place, s.offerCount, s.offers, proof);
    }

    /// @notice Millionths that proved awards of a session have of an offer, by its place.
    function awardedOf(bytes32 sessionId, uint32 place) external view returns (uint256) {
        return _awarded[sessionId][place];
    }

    function _prove(
        bytes32 sessionId,
        Session storage session,
        Progress memory progress,
        Request calldata request,
        Award calldata award
    ) private {
        uint32 place = award.place;
        Offer calldata offer = award.offer;
        if (place < progress.nextPlace) revert OutOfOrder(sessionId);
        if (!MerkleLog.includes(_leaf(abi.encode(offer)), place, session.offerCount, session.offers, award.proof)) {
            revert NotOffered(place);
        }
        if (offer.direction != request.direction) revert WrongDirection(place);
        if (offer.alternative != 0) {
            uint256 chosen = _chosen[sessionId][offer.alternative];
            if (chosen == 0) _chosen[sessionId][offer.alternative] = uint256(place) + 1;
            else if (chosen != uint256(place) + 1) revert AlternativeTaken(place);
        }

        // An award begins on its offer's prices where those before it ended.
        uint256 from = _awarded[sessionId][place] + offer.taken;
        uint256 to = from + award.factor;
        if (award.factor == 0 || award.factor < offer.minActivation || to > WHOLE) {
            revert BadFactor(place, award.factor);
        }
        _awarded[sessionId][place] = to - offer.taken;

        (int256 price, int256 dearest) = _price(place, offer.steps, from, to);
        if (request.isCapped && dearest > request.priceCap) revert AboveCap(place, dearest);
        if (session.pricing == Pricing.PayAsClear) {
            if (dearest > progress.uniformPrice) revert NotUniform(progress.request, dearest);
            if (dearest == progress.uniformPrice) progress.isReached = true;
            price = progress.uniformPrice;
        }

        uint256 energy = _energy(offer.power, award.factor);
        progress.awards += 1;
        progress.nextPlace = place + 1;
        progress.energy += SafeCast.toUint128(energy);
        progress.cost += SafeCast.toInt128(price * SafeCast.toInt256(energy));
    }

    function _finish(bytes32 sessionId, Session storage session, Progress memory progress) private {
        _endRequest(session.pricing, progress);
        Outcome storage outcome = session.outcome;
        if (progress.awards != outcome.awards || progress.energy != outcome.energy || progress.cost != outcome.cost) {
            revert WrongTotal(progress.awards, progress.energy, progress.cost);
        }
        session.isProved = true;
        emit OutcomeProved(sessionId);
    }

    // Of a request that had awards, one must have reached the uniform price.
    function _endRequest(Pricing pricing, Progress memory progress) private pure {
        if (pricing == Pricing.PayAsClear && progress.awards != 0 && !progress.isReached) {
            revert NotUniform(progress.request, progress.uniformPrice);
        }
    }

    // The mean price between two shares of an offer, rounded half to even, and the dearest of them.
    function _price(uint32 place, Step[] calldata steps, uint256 from, uint256 to)
        private
        pure
        returns (int256 mean, int256 dearest)
    {
        int256 sum;
        uint256 before;
        for (uint256 i = 0; i < steps.length; ++i) {
            (uint256 upTo, int256 price) = (steps[i].upTo, steps[i].price);
            if (upTo <= before || (i != 0 && price < steps[i - 1].price)) revert BadSteps(place);
            uint256 begin = before > from ? before : from;
            uint256 end = upTo < to ? upTo : to;
            if (end > begin) (sum, dearest) = (sum + price * SafeCast.toInt256(end - begin), price);
            before = upTo;
        }
        if (before != WHOLE) revert BadSteps(place);
        int256 count = SafeCast.toInt256(to - from);
        mean = sum / count;
        if (sum % count < 0) --mean;
        int256 twice = 2 * (sum - mean * count);
        if (twice > count || (twice == count && mean % 2 != 0)) ++mean;
    }

    // Watts of all intervals together: of each the factor's part, cut to whole watts.
    function _energy(bytes calldata power, uint256 factor) private pure returns (uint256 sum) {
        unchecked {
            for (uint256 i = 0; i + 8 <= power.length; i += 8) {
                sum += uint64(bytes8(power[i:i + 8])) * factor / WHOLE;
            }
        }
    }

    function _leaf(bytes memory data) private pure returns (bytes32) {
        return sha256(bytes.concat(hex"00", data));
    }
}
