// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {EventLog} from "../src/EventLog.sol";
import {Trees} from "./Trees.sol";
import {Test} from "./Vm.sol";

contract EventLogTest is Test {
    using Trees for Trees.Tree;

    address private constant NOTARY = address(0x107a);

    Trees.Tree private tree = Trees.Tree("history", type(uint256).max, false);
    EventLog private log;

    function setUp() public {
        log = new EventLog(DELAY, ADMIN, PAUSER, NOTARY, 0, 0, 0);
        vm.startPrank(NOTARY);
    }

    function test_heads_are_anchored_in_order() public {
        vm.warp(1_700_000_000);
        vm.expectEmit(address(log));
        emit EventLog.Anchored(1, 5, tree.root(5));
        log.anchor(1, 5, tree.root(5), new bytes32[](0));
        log.anchor(2, 8, tree.root(8), tree.consistency(5, 8));
        log.anchor(3, 9, tree.root(9), tree.consistency(8, 9));
        log.anchor(4, 21, tree.root(21), tree.consistency(9, 21));
        vm.assertEq(log.headSeq(), 4);
        vm.assertEq(log.headSize(), 21);
        vm.assertEq(log.headTime(), 1_700_000_000);
        vm.assertEq(log.headOf(2), sha256(abi.encodePacked(uint64(8), tree.root(8))));
        vm.assertEq(log.headOf(5), 0);
    }

    function test_the_slot_of_a_head_is_where_proofs_look_for_it() public {
        log.anchor(1, 5, tree.root(5), new bytes32[](0));
        bytes32 slot = keccak256(abi.encode(uint256(1), uint256(4)));
        vm.assertEq(vm.load(address(log), slot), sha256(abi.encodePacked(uint64(5), tree.root(5))));
    }

    function test_the_same_head_again_has_no_effect() public {
        _anchorThree();
        vm.recordLogs();
        log.anchor(3, 9, tree.root(9), new bytes32[](0));
        log.anchor(1, 3, tree.root(3), tree.consistency(3, 9));
        vm.assertEq(vm.getRecordedLogs().length, 0);
        vm.assertEq(log.headSeq(), 3);
    }

    function test_a_second_root_or_size_for_a_sequence_number_is_refused() public {
        _anchorThree();
        for (uint64 seq = 0; seq <= 3; ++seq) {
            _refused(
                abi.encodeWithSelector(EventLog.Conflict.selector, seq), seq, 9, tree.root(8), tree.consistency(8, 9)
            );
        }
        _refused(abi.encodeWithSelector(EventLog.Conflict.selector, 3), 3, 10, tree.root(9), new bytes32[](0));
        _refused(abi.encodeWithSelector(EventLog.Conflict.selector, 0), 0, 0, 0, new bytes32[](0));
    }

    function test_a_skipped_sequence_number_is_refused() public {
        _refused(abi.encodeWithSelector(EventLog.OutOfOrder.selector, 1), 2, 5, tree.root(5), new bytes32[](0));
        _anchorThree();
        _refused(abi.encodeWithSelector(EventLog.OutOfOrder.selector, 4), 5, 12, tree.root(12), tree.consistency(9, 12));
    }

    function test_a_shrunken_log_and_one_without_a_new_leaf_are_refused() public {
        _anchorThree();
        for (uint64 size = 0; size <= 9; ++size) {
            _refused(
                abi.encodeWithSelector(EventLog.NotLarger.selector, size, 9), 4, size, tree.root(size), new bytes32[](0)
            );
        }
    }

    function test_an_empty_first_head_and_a_first_head_with_a_proof_are_refused() public {
        _refused(abi.encodeWithSelector(EventLog.NotLarger.selector, 0, 0), 1, 0, tree.root(0), new bytes32[](0));
        _refused(abi.encodeWithSelector(EventLog.NotConsistent.selector, 1), 1, 5, tree.root(5), new bytes32[](1));
    }

    function test_the_last_sequence_number_can_be_reached_and_not_passed() public {
        log = new EventLog(DELAY, ADMIN, PAUSER, NOTARY, type(uint64).max - 1, 5, tree.root(5));
        log.anchor(type(uint64).max, 8, tree.root(8), tree.consistency(5, 8));
        _refused(
            abi.encodeWithSelector(EventLog.Conflict.selector, type(uint64).max),
            type(uint64).max,
            9,
            tree.root(9),
            tree.consistency(8, 9)
        );
    }

    /// A history that differs from one leaf on below the last head, with the best proofs its forger can make.
    function testFuzz_a_forked_log_is_refused(uint256 first, uint256 second, uint256 fork) public {
        (first, second) = _sizes(first, second);
        fork = between(fork, 0, first - 1);
        _start(uint64(first), tree.root(first));
        Trees.Tree memory forked = Trees.Tree(tree.salt, fork, false);
        bytes32[] memory proof = forked.consistency(first, second);
        bytes32 root = forked.root(second);
        _refused(abi.encodeWithSelector(EventLog.NotConsistent.selector, 2), 2, uint64(second), root, proof);
        // The honest roots and proofs do not go together with the forged ones either.
        _refused(
            abi.encodeWithSelector(EventLog.NotConsistent.selector, 2),
            2,
            uint64(second),
            root,
            tree.consistency(first, second)
        );
        vm.assertEq(log.headSeq(), 1);
    }

    function testFuzz_a_log_that_extends_the_last_head_is_taken(uint256 first, uint256 second) public {
        (first, second) = _sizes(first, second);
        _start(uint64(first), tree.root(first));
        log.anchor(2, uint64(second), tree.root(second), tree.consistency(first, second));
        vm.assertEq(log.headSize(), second);
    }

    function testFuzz_a_changed_proof_is_refused(uint256 first, uint256 second, uint256 step, uint256 bit) public {
        (first, second) = _sizes(first, second);
        _start(uint64(first), tree.root(first));
        bytes32[] memory proof = tree.consistency(first, second);
        proof[between(step, 0, proof.length - 1)] ^= bytes32(1 << between(bit, 0, 255));
        bytes32 root = tree.root(second);
        _refused(abi.encodeWithSelector(EventLog.NotConsistent.selector, 2), 2, uint64(second), root, proof);
    }

    function testFuzz_a_longer_or_shorter_proof_is_refused(uint256 first, uint256 second, bytes32 more) public {
        (first, second) = _sizes(first, second);
        _start(uint64(first), tree.root(first));
        bytes32[] memory proof = tree.consistency(first, second);
        bytes32 root = tree.root(second);
        bytes32[] memory longer = new bytes32[](proof.length + 1);
        bytes32[] memory shorter = new bytes32[](proof.length - 1);
        for (uint256 i = 0; i < proof.length; ++i) {
            longer[i] = proof[i];
            if (i < shorter.length) shorter[i] = proof[i];
        }
        longer[proof.length] = more;
        _refused(abi.encodeWithSelector(EventLog.NotConsistent.selector, 2), 2, uint64(second), root, longer);
        _refused(abi.encodeWithSelector(EventLog.NotConsistent.selector, 2), 2, uint64(second), root, shorter);
    }

    function testFuzz_any_leaf_of_an_anchored_head_is_proven_and_nothing_else(uint256 index, uint256 size, uint256 bit)
        public
    {
        size = between(size, 1, 200);
        index = between(index, 0, size - 1);
        bytes32 root = tree.root(size);
        log.anchor(1, uint64(size), root, new bytes32[](0));
        bytes32[] memory proof = tree.inclusion(index, size);
        bytes32 leaf = tree.leaf(index);
        uint64 i = uint64(index);
        uint64 n = uint64(size);
        vm.assertTrue(log.verify(leaf, i, n, root, 1, proof));
        bytes32 flip = bytes32(1 << between(bit, 0, 255));
        vm.assertFalse(log.verify(leaf ^ flip, i, n, root, 1, proof));
        vm.assertFalse(log.verify(leaf, i, n, root ^ flip, 1, proof));
        vm.assertFalse(log.verify(leaf, i, n + 1, root, 1, proof));
        vm.assertFalse(log.verify(leaf, i, n - 1, root, 1, proof));
        vm.assertFalse(log.verify(leaf, n, n, root, 1, proof));
        vm.assertFalse(log.verify(leaf, i, n, root, 0, proof));
        vm.assertFalse(log.verify(leaf, i, n, root, 2, proof));
        for (uint64 other = 0; other < n; ++other) {
            if (other != i) vm.assertFalse(log.verify(leaf, other, n, root, 1, proof));
        }
        if (proof.length != 0) {
            proof[bit % proof.length] ^= flip;
            vm.assertFalse(log.verify(leaf, i, n, root, 1, proof));
        }
        vm.assertFalse(log.verify(leaf, i, n, root, 1, new bytes32[](proof.length + 1)));
    }

    function test_a_new_contract_goes_on_from_the_old_ones_head() public {
        _anchorThree();
        EventLog next = new EventLog(DELAY, ADMIN, PAUSER, NOTARY, log.headSeq(), log.headSize(), tree.root(9));
        vm.assertEq(next.headOf(3), log.headOf(3));
        log = next;
        _refused(abi.encodeWithSelector(EventLog.NotConsistent.selector, 4), 4, 12, tree.root(12), new bytes32[](0));
        next.anchor(4, 12, tree.root(12), tree.consistency(9, 12));
        _refused(abi.encodeWithSelector(EventLog.Conflict.selector, 2), 2, 8, tree.root(8), new bytes32[](0));
    }

    function test_half_a_predecessor_is_refused() public {
        vm.expectRevert(EventLog.BadPredecessor.selector);
        new EventLog(DELAY, ADMIN, PAUSER, NOTARY, 1, 0, 0);
        vm.expectRevert(EventLog.BadPredecessor.selector);
        new EventLog(DELAY, ADMIN, PAUSER, NOTARY, 0, 1, "root");
        vm.expectRevert(EventLog.BadPredecessor.selector);
        new EventLog(DELAY, ADMIN, PAUSER, NOTARY, 1, 1, 0);
    }

    function test_only_the_notary_anchors() public {
        bytes32 role = log.NOTARY_ROLE();
        vm.stopPrank();
        vm.startPrank(ADMIN);
        _refused(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, role),
            1,
            5,
            tree.root(5),
            new bytes32[](0)
        );
    }

    function test_pausing_stops_anchors_and_never_proofs() public {
        _anchorThree();
        vm.stopPrank();
        vm.prank(PAUSER);
        log.pause();
        bytes32[] memory proof = tree.consistency(9, 12);
        bytes32 root = tree.root(12);
        vm.prank(NOTARY);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        log.anchor(4, 12, root, proof);
        vm.assertTrue(log.verify(tree.leaf(2), 2, 9, tree.root(9), 3, tree.inclusion(2, 9)));

        vm.prank(PAUSER);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, PAUSER, bytes32(0))
        );
        log.unpause();
        vm.prank(ADMIN);
        log.unpause();
        vm.prank(NOTARY);
        log.anchor(4, 12, root, proof);
        vm.assertEq(log.headSize(), 12);
    }

    function test_the_admin_changes_in_two_steps_after_a_delay() public {
        vm.stopPrank();
        address next = address(0xad2);
        vm.prank(ADMIN);
        log.beginDefaultAdminTransfer(next);
        vm.prank(next);
        vm.expectRevert();
        log.acceptDefaultAdminTransfer();
        vm.warp(block.timestamp + DELAY + 1);
        vm.prank(next);
        log.acceptDefaultAdminTransfer();
        vm.assertEq(log.defaultAdmin(), next);
    }

    function _anchorThree() private {
        log.anchor(1, 3, tree.root(3), new bytes32[](0));
        log.anchor(2, 8, tree.root(8), tree.consistency(3, 8));
        log.anchor(3, 9, tree.root(9), tree.consistency(8, 9));
    }

    // The arguments are computed before: their hashes are calls, too, and the next call is the one that must fail.
    function _refused(bytes memory reason, uint64 seq, uint64 size, bytes32 root, bytes32[] memory proof) private {
        vm.expectRevert(reason);
        log.anchor(seq, size, root, proof);
    }

    function _start(uint64 size, bytes32 root) private {
        log.anchor(1, size, root, new bytes32[](0));
    }

    function _sizes(uint256 first, uint256 second) private pure returns (uint256, uint256) {
        first = between(first, 1, 150);
        return (first, between(second, first + 1, 300));
    }
}
