// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Proofs of an append-only Merkle log (RFC 9162, SHA-256)
/// @notice leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right).
library MerkleLog {
    /// @notice What a log's head is kept as: the size is bound, or an index could be shifted.
    /// @return hash SHA-256(size as 8 bytes, big-endian || root)
    function head(uint64 size, bytes32 root) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0, shl(192, size))
            mstore(8, root)
            if iszero(staticcall(gas(), 2, 0, 40, 0, 32)) { revert(0, 0) }
            hash := mload(0)
        }
    }

    /// @notice Whether a proof leads from a leaf to a root (RFC 9162, section 2.1.3.2).
    /// @param leaf The leaf's hash.
    /// @param index Its index.
    /// @param size Leaves of the tree.
    /// @param root The tree's root.
    /// @param proof From the leaf's sibling up.
    function includes(bytes32 leaf, uint64 index, uint64 size, bytes32 root, bytes32[] calldata proof)
        internal
        view
        returns (bool)
    {
        if (index >= size) return false;
        unchecked {
            (uint256 position, uint256 last) = (index, size - 1);
            for (uint256 i = 0; i < proof.length; ++i) {
                if (last == 0) return false;
                if (position & 1 == 1 || position == last) {
                    leaf = node(proof[i], leaf);
                    while (position & 1 == 0 && position != 0) (position, last) = (position >> 1, last >> 1);
                } else {
                    leaf = node(leaf, proof[i]);
                }
                (position, last) = (position >> 1, last >> 1);
            }
            return last == 0 && leaf == root;
        }
    }

    /// @notice The two roots a consistency proof leads to (RFC 9162, section 2.1.4.2): that of the first tree, and that of the second,
    /// which extends it.
    /// @param first Leaves of the first tree; the caller has made sure that there is one.
    /// @param second Leaves of the second; the caller has made sure that there are more.
    /// @param firstRoot Root of the first tree; looked at only where its size is a power of two, since the proof does not give it there.
    /// @param proof The proof.
    /// @return ok Whether the proof has the right form for the two sizes.
    /// @return older The first tree's root.
    /// @return newer The second tree's root.
    function extend(uint64 first, uint64 second, bytes32 firstRoot, bytes32[] calldata proof)
        internal
        view
        returns (bool ok, bytes32 older, bytes32 newer)
    {
        // In assembly, for an anchor at a million leaves goes through here with up to 38 hashes. That the precompile answers is looked at
        // once, at the end: it fails only for want of gas, of which there is not enough for anything after, either.
        assembly ("memory-safe") {
            let step := proof.offset
            older := firstRoot
            if and(first, sub(first, 1)) {
                older := calldataload(step)
                step := add(step, 32)
            }

            // Two times 0x01 || left || right, beyond the memory in use; a hash goes to where the next step wants it, on the right.
            let a := mload(0x40)
            let b := add(a, 65)
            mstore8(a, 1)
            mstore8(b, 1)
            mstore(add(a, 33), older)
            mstore(add(b, 33), older)

            // The level of the largest full subtree that ends the first tree; its last leaf is at first - 1.
            let position := sub(first, 1)
            let level := and(first, sub(0, first))
            // Up to the node where the two trees' right edges meet, every level has a step: of both trees on the left, of the second alone
            // on the right. As many steps are taken as the second tree needs, whatever the proof has; its length is looked at after.
            for { let meet := xor(position, sub(second, 1)) } iszero(gt(level, meet)) { level := shl(1, level) } {
                let hash := calldataload(step)
                switch and(position, level)
                case 0 {
                    mstore(add(b, 1), mload(add(b, 33)))
                    mstore(add(b, 33), hash)
                }
                default {
                    mstore(add(a, 1), hash)
                    mstore(add(b, 1), hash)
                    pop(staticcall(gas(), 2, a, 65, add(a, 33), 32))
                }
                pop(staticcall(gas(), 2, b, 65, add(b, 33), 32))
                step := add(step, 32)
            }
            // Above it the edge is both trees'; where its node is a left child it has no sibling, and there is no step.
            for {} iszero(gt(level, position)) { level := shl(1, level) } {
                if and(position, level) {
                    let hash := calldataload(step)
                    mstore(add(a, 1), hash)
                    mstore(add(b, 1), hash)
                    pop(staticcall(gas(), 2, a, 65, add(a, 33), 32))
                    pop(staticcall(gas(), 2, b, 65, add(b, 33), 32))
                    step := add(step, 32)
                }
            }
            older := mload(add(a, 33))
            newer := mload(add(b, 33))
            ok := and(eq(step, add(proof.offset, shl(5, proof.length))), eq(returndatasize(), 32))
        }
    }

    /// @notice Whether a tree of that size is perfect, and so its root no part of a consistency proof.
    function isPowerOfTwo(uint64 size) internal pure returns (bool) {
        unchecked {
            return size & (size - 1) == 0;
        }
    }

    /// @notice SHA-256(0x01 || left || right).
    function node(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        // abi.encodePacked and sha256() would take new memory for each hash of a proof; this uses the same 65 bytes beyond the end.
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore8(input, 1)
            mstore(add(input, 1), left)
            mstore(add(input, 33), right)
            if iszero(staticcall(gas(), 2, input, 65, 0, 32)) { revert(0, 0) }
            hash := mload(0)
        }
    }
}
