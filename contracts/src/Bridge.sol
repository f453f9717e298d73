// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EventLog} from "./EventLog.sol";
import {FlexToken} from "./FlexToken.sol";
import {Guarded} from "./Guarded.sol";
import {IInterledgerReceiver} from "./IInterledgerReceiver.sol";
import {IInterledgerSender} from "./IInterledgerSender.sol";

/// @title The bridge between the access and the service ledger
/// @notice On the access ledger, a measurement that is certified there (its leaf is in an anchored head) releases a settlement's tokens; on
/// the service ledger they are minted. A relayer carries it over, by the SOFIE Interledger interfaces. Whatever it repeats has no second
/// effect, and it can always ask again how something ended.
contract Bridge is Guarded, IInterledgerSender, IInterledgerReceiver {
    /// @notice May release settlements.
    bytes32 public constant RELEASER_ROLE = keccak256("RELEASER_ROLE");
    /// @notice May carry messages and say how they ended.
    bytes32 public constant RELAYER_ROLE = keccak256("RELAYER_ROLE");

    /// @notice How a message ended.
    enum Outcome {
        None,
        Pending,
        Committed,
        Aborted,
        Accepted,
        Rejected
    }

    /// @notice Where a leaf is: in the head `seq`, with these leaves and this root, by this inclusion proof.
    struct Certificate {
        bytes32 leaf;
        uint64 index;
        uint64 size;
        bytes32 root;
        uint64 seq;
        bytes32[] proof;
    }

    /// @notice What is minted and burned: the parameters of `FlexToken.settle`.
    struct Settlement {
        bytes32 id;
        address[] to;
        uint256[] minted;
        uint256[] burned;
    }

    struct Message {
        bytes32 content;
        Outcome outcome;
    }

    /// @notice The log that certifies what is sent from here; the zero address where nothing is.
    EventLog public immutable LOG;
    /// @notice The token that is minted here; the zero address where none is.
    FlexToken public immutable TOKEN;
    /// @notice Chain of the bridge that messages are taken from.
    uint256 public immutable PEER_CHAIN_ID;
    /// @notice The bridge that messages are taken from.
    address public immutable PEER;

    /// @notice Messages sent; the first has id 1.
    uint256 public sentCount;
    /// @notice The last message sent for a settlement.
    mapping(bytes32 settlementId => uint256 id) public idOf;
    /// @notice Messages sent, by id: keccak256 of the data, and `Pending`, `Committed` or `Aborted`.
    mapping(uint256 id => Message) public sent;
    /// @notice Messages received, by nonce: keccak256 of the data, and `Accepted` or `Rejected`.
    mapping(uint256 nonce => Message) public received;

    /// @notice A message is known to have taken effect on the other ledger.
    event Committed(uint256 indexed id, bytes data);
    /// @notice A message is known not to have taken effect on the other ledger, and never will.
    event Aborted(uint256 indexed id, uint256 reason);

    /// @notice The leaf is not in a head that is anchored here.
    error NotCertified(bytes32 leaf);
    /// @notice The settlement was released with other content, and that was not aborted.
    error ReleasedOtherwise(bytes32 settlementId);
    /// @notice There is no such message.
    error Unknown(uint256 id);
    /// @notice The message ended otherwise.
    error Ended(uint256 id, Outcome outcome);
    /// @notice The nonce is not that of the peer's message.
    error BadNonce(uint256 nonce);
    /// @notice Other data came under the nonce.
    error Conflict(uint256 nonce);
    /// @notice The token said nothing: most likely the gas ran out. Nothing is recorded.
    error Failed(uint256 nonce);
    /// @notice This bridge has no log to certify by, or no token to mint.
    error NotThisWay();

    /// @param adminDelay Seconds between the announcement and the acceptance of a new admin.
    /// @param admin Grants and revokes roles.
    /// @param pauser May stop writes; the zero address for nobody yet.
    /// @param log The log that certifies what is sent, on the access ledger.
    /// @param token The token to mint, on the service ledger; this contract must be a minter of it.
    /// @param peerChainId Chain of the access ledger, on the service ledger.
    /// @param peer The access ledger's bridge, on the service ledger.
    constructor(
        uint48 adminDelay,
        address admin,
        address pauser,
        EventLog log,
        FlexToken token,
        uint256 peerChainId,
        address peer
    ) Guarded(adminDelay, admin, pauser) {
        (LOG, TOKEN, PEER_CHAIN_ID, PEER) = (log, token, peerChainId, peer);
    }

    /// @notice Releases a settlement's tokens for a certified event. Again with the same content, its message is announced again; after an
    /// abort it is sent anew under another id.
    /// @param certificate Where the event's leaf is anchored.
    /// @param settlement What is to be minted and burned.
    /// @return id The message's.
    function release(Certificate calldata certificate, Settlement calldata settlement)
        external
        onlyRole(RELEASER_ROLE)
        whenNotPaused
        returns (uint256 id)
    {
        if (address(LOG) == address(0)) revert NotThisWay();
        if (!LOG.verify(
                certificate.leaf,
                certificate.index,
                certificate.size,
                certificate.root,
                certificate.seq,
                certificate.proof
            )) revert NotCertified(certificate.leaf);

        id = idOf[settlement.id];
        if (id == 0 || sent[id].outcome == Outcome.Aborted) {
            id = ++sentCount;
            idOf[settlement.id] = id;
        }
        bytes memory data = abi.encode(id, certificate.leaf, settlement);
        Message storage message = sent[id];
        if (message.outcome == Outcome.None) {
            (message.content, message.outcome) = (keccak256(data), Outcome.Pending);
        } else if (message.content != keccak256(data)) {
            revert ReleasedOtherwise(settlement.id);
        }
        emit InterledgerEventSending(id, data);
    }

    /// @inheritdoc IInterledgerSender
    function interledgerCommit(uint256 id) external {
        _commit(id, "");
    }

    /// @inheritdoc IInterledgerSender
    function interledgerCommit(uint256 id, bytes calldata data) external {
        _commit(id, data);
    }

    /// @inheritdoc IInterledgerSender
    function interledgerAbort(uint256 id, uint256 reason) external onlyRole(RELAYER_ROLE) whenNotPaused {
        if (_end(id, Outcome.Aborted)) emit Aborted(id, reason);
    }

    /// @inheritdoc IInterledgerReceiver
    function interledgerReceive(uint256 nonce, bytes calldata data) external onlyRole(RELAYER_ROLE) whenNotPaused {
        if (address(TOKEN) == address(0)) revert NotThisWay();
        Message storage message = received[nonce];
        if (message.outcome == Outcome.None) {
            (uint256 id,, Settlement memory settlement) = abi.decode(data, (uint256, bytes32, Settlement));
            if (nonce != nonceOf(PEER_CHAIN_ID, PEER, id)) revert BadNonce(nonce);
            (message.content, message.outcome) = (keccak256(data), _mint(nonce, settlement));
        } else if (message.content != keccak256(data)) {
            revert Conflict(nonce);
        }
        if (message.outcome == Outcome.Accepted) emit InterledgerEventAccepted(nonce);
        else emit InterledgerEventRejected(nonce);
    }

    /// @notice What a message is carried under: no message of another chain, contract or id has the same.
    function nonceOf(uint256 chainId, address bridge, uint256 id) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(chainId, bridge, id)));
    }

    function _mint(uint256 nonce, Settlement memory settlement) private returns (Outcome) {
        try TOKEN.settle(settlement.id, settlement.to, settlement.minted, settlement.burned) {
            return Outcome.Accepted;
        } catch (bytes memory reason) {
            // A refusal has a reason. Without one it may be for want of gas, and must not count as refused for ever.
            if (reason.length == 0) revert Failed(nonce);
            return Outcome.Rejected;
        }
    }

    function _commit(uint256 id, bytes memory data) private onlyRole(RELAYER_ROLE) whenNotPaused {
        if (_end(id, Outcome.Committed)) emit Committed(id, data);
    }

    // False if it ended so before.
    function _end(uint256 id, Outcome outcome) private returns (bool) {
        Outcome known = sent[id].outcome;
        if (known == Outcome.None) revert Unknown(id);
        if (known == outcome) return false;
        if (known != Outcome.Pending) revert Ended(id, known);
        sent[id].outcome = outcome;
        return true;
    }
}
