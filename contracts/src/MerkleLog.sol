// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Proofs of an append-only Merkle log (RFC 9162, SHA-256)
/// @notice leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right).
library MerkleLog {
    /// @notice What a log's head is kept as: the size is bound, or an index could be shifted.
    /// @return SHA-256(size as 8 bytes, big-endian || root)
    function head(uint64 size, bytes32 root) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(size, root));
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

    /// @notice The two roots a consistency proof leads to (RFC 9162, section 2.1.4.2): that of the first tree, and that of the second, which
    /// extends it.
    /// @param first Leaves of the first tree, at least one.
    /// @param second Leaves of the second, more than of the first.
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
        if (first == 0 || first >= second || proof.length == 0) return (false, 0, 0);
        unchecked {
            (uint256 position, uint256 last, uint256 i) = (first - 1, second - 1, 0);
            while (position & 1 == 1) (position, last) = (position >> 1, last >> 1);
            if (!isPowerOfTwo(first)) firstRoot = proof[i++];
            (older, newer) = (firstRoot, firstRoot);
            for (; i < proof.length; ++i) {
                if (last == 0) return (false, 0, 0);
                if (position & 1 == 1 || position == last) {
                    older = node(proof[i], older);
                    newer = node(proof[i], newer);
                    while (position & 1 == 0 && position != 0) (position, last) = (position >> 1, last >> 1);
                } else {
                    newer = node(newer, proof[i]);
                }
                (position, last) = (position >> 1, last >> 1);
            }
            return (last == 0, older, newer);
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
        // abi.encodePacked and sha256() would take memory for each of some forty hashes; this uses the same 65 bytes beyond the end.
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
