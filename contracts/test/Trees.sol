// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Merkle trees by the definitions of RFC 9162, section 2.1.1, 2.1.3.1 and 2.1.4.1: recursive, with nothing in common with
/// src/MerkleLog.sol. Leaf i is a hash of salt and i, but from `fork` on it is of another salt; or, in a uniform tree, all leaves are the
/// same, so that trees of millions cost nothing.
library Trees {
    struct Tree {
        bytes32 salt;
        uint256 fork;
        bool uniform;
    }

    function leaf(Tree memory tree, uint256 index) internal pure returns (bytes32) {
        if (tree.uniform) return sha256(abi.encodePacked(uint8(0), tree.salt));
        return sha256(abi.encodePacked(uint8(0), tree.salt, index, index >= tree.fork));
    }

    function root(Tree memory tree, uint256 size) internal pure returns (bytes32) {
        return size == 0 ? sha256("") : _subtree(tree, 0, size);
    }

    function inclusion(Tree memory tree, uint256 index, uint256 size) internal pure returns (bytes32[] memory) {
        return _path(tree, index, 0, size);
    }

    function consistency(Tree memory tree, uint256 first, uint256 second) internal pure returns (bytes32[] memory) {
        return _subproof(tree, first, 0, second, true);
    }

    function _path(Tree memory tree, uint256 m, uint256 begin, uint256 end) private pure returns (bytes32[] memory) {
        if (end - begin == 1) return new bytes32[](0);
        uint256 k = _split(end - begin);
        return m < k
            ? _with(_path(tree, m, begin, begin + k), _subtree(tree, begin + k, end))
            : _with(_path(tree, m - k, begin + k, end), _subtree(tree, begin, begin + k));
    }

    function _subproof(Tree memory tree, uint256 m, uint256 begin, uint256 end, bool complete)
        private
        pure
        returns (bytes32[] memory)
    {
        if (m == end - begin) {
            return complete ? new bytes32[](0) : _with(new bytes32[](0), _subtree(tree, begin, end));
        }
        uint256 k = _split(end - begin);
        return m <= k
            ? _with(_subproof(tree, m, begin, begin + k, complete), _subtree(tree, begin + k, end))
            : _with(_subproof(tree, m - k, begin + k, end, false), _subtree(tree, begin, begin + k));
    }

    function _subtree(Tree memory tree, uint256 begin, uint256 end) private pure returns (bytes32) {
        if (end - begin == 1) return leaf(tree, begin);
        uint256 k = _split(end - begin);
        bytes32 left = _subtree(tree, begin, begin + k);
        bytes32 right = tree.uniform && end - begin == 2 * k ? left : _subtree(tree, begin + k, end);
        return sha256(abi.encodePacked(uint8(1), left, right));
    }

    // The largest power of two below n.
    function _split(uint256 n) private pure returns (uint256 k) {
        for (k = 1; 2 * k < n; k *= 2) {}
    }

    function _with(bytes32[] memory list, bytes32 last) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }
}
