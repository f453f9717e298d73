// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guarded} from "./Guarded.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title Anchors of Platone's event log
/// @notice Takes the heads of the Merkle log in order, and only such as extend the head before: history that was rewritten is refused by
/// the chain itself. A new version of the contract starts from the old one's head.
contract EventLog is Guarded {
    /// @notice May anchor heads.
    bytes32 public constant NOTARY_ROLE = keccak256("NOTARY_ROLE");

    // These three share a slot with Pausable's flag, so that an anchor reads and writes one.
    /// @notice Sequence number of the last head; the first anchored is 1.
    uint64 public headSeq;
    /// @notice Leaves of the last head.
    uint64 public headSize;
    /// @notice When the last head was anchored, in POSIX seconds of its block.
    uint64 public headTime;

    /// @notice Every head by its sequence number: SHA-256(size as 8 bytes, big-endian || root). Never changed once set.
    mapping(uint64 seq => bytes32 head) public headOf;

    // Root of the last head whose size was a power of two: the one root that a consistency proof from it does not give.
    bytes32 private _perfectRoot;

    /// @notice A head was anchored.
    event Anchored(uint64 indexed seq, uint64 size, bytes32 root);

    /// @notice The sequence number is taken by another head.
    error Conflict(uint64 seq);
    /// @notice Only the next sequence number can be anchored.
    error OutOfOrder(uint64 expected);
    /// @notice The head has no more leaves than the one before.
    error NotLarger(uint64 size, uint64 headSize);
    /// @notice The proof does not show that the head extends the one before: another history, or a wrong proof.
    error NotConsistent(uint64 seq);
    /// @notice A predecessor's head has a sequence number, leaves and a root; without predecessor all three are zero.
    error BadPredecessor();

    /// @param adminDelay Seconds between the announcement and the acceptance of a new admin.
    /// @param admin Grants and revokes roles.
    /// @param pauser May stop writes; the zero address for nobody yet.
    /// @param notary May anchor; the zero address for nobody yet.
    /// @param seq Sequence number of the predecessor's last head, or 0.
    /// @param size Its leaves, or 0.
    /// @param root Its root, or 0.
    constructor(uint48 adminDelay, address admin, address pauser, address notary, uint64 seq, uint64 size, bytes32 root)
        Guarded(adminDelay, admin, pauser)
    {
        if ((seq == 0) != (size == 0) || (seq == 0) != (root == 0)) revert BadPredecessor();
        if (notary != address(0)) _grantRole(NOTARY_ROLE, notary);
        if (seq != 0) _set(seq, size, root);
    }

    /// @notice Anchors the next head. The same head again has no effect.
    /// @param seq One more than `headSeq`.
    /// @param size Leaves of the log, more than `headSize`.
    /// @param root The log's root.
    /// @param proof RFC 9162 consistency proof from the last head to this one; empty for the first.
    function anchor(uint64 seq, uint64 size, bytes32 root, bytes32[] calldata proof) external whenNotPaused {
        // Not by the modifier, which asks for the sender by a function of its own: an anchor's gas is counted.
        _checkRole(NOTARY_ROLE, msg.sender);
        (uint64 lastSeq, uint64 lastSize) = (headSeq, headSize);
        if (seq <= lastSeq) {
            if (headOf[seq] != MerkleLog.head(size, root) || seq == 0) revert Conflict(seq);
            return;
        }
        unchecked {
            // The last sequence number is no smaller than any, so that this one is not the largest.
            if (seq - 1 != lastSeq) revert OutOfOrder(lastSeq + 1);
        }
        if (size <= lastSize) revert NotLarger(size, lastSize);
        if (lastSize == 0 ? proof.length != 0 : !_extends(lastSeq, lastSize, size, root, proof)) {
            revert NotConsistent(seq);
        }
        _set(seq, size, root);
    }

    /// @notice Whether a leaf is in the log as anchored.
    /// @param leaf The leaf's hash.
    /// @param index Its index.
    /// @param size Leaves of the head.
    /// @param root Root of the head.
    /// @param seq The head's sequence number.
    /// @param proof RFC 9162 inclusion proof, from the leaf's sibling up.
    function verify(bytes32 leaf, uint64 index, uint64 size, bytes32 root, uint64 seq, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return headOf[seq] == MerkleLog.head(size, root) && MerkleLog.includes(leaf, index, size, root, proof);
    }

    function _extends(uint64 lastSeq, uint64 lastSize, uint64 size, bytes32 root, bytes32[] calldata proof)
        private
        view
        returns (bool)
    {
        bytes32 start = MerkleLog.isPowerOfTwo(lastSize) ? _perfectRoot : bytes32(0);
        (bool ok, bytes32 older, bytes32 newer) = MerkleLog.extend(lastSize, size, start, proof);
        return ok && newer == root && headOf[lastSeq] == MerkleLog.head(lastSize, older);
    }

    function _set(uint64 seq, uint64 size, bytes32 root) private {
        headOf[seq] = MerkleLog.head(size, root);
        (headSeq, headSize, headTime) = (seq, size, uint64(block.timestamp));
        if (MerkleLog.isPowerOfTwo(size)) _perfectRoot = root;
        emit Anchored(seq, size, root);
    }
}
