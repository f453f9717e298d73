// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EventLog} from "../src/EventLog.sol";
import {FlexToken} from "../src/FlexToken.sol";
import {Trees} from "./Trees.sol";
import {Test} from "./Vm.sol";

/// Anchors whatever comes: heads of one history in order, repeated ones, and forged ones of all kinds.
contract AnyNotary is Test {
    using Trees for Trees.Tree;

    EventLog public log;
    bytes32[] public heads;
    uint64[] public sizes;

    Trees.Tree private _tree = Trees.Tree("history", type(uint256).max, false);

    constructor() {
        log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 0, 0, 0);
        heads.push(0);
        sizes.push(0);
    }

    function extend(uint256 more) external {
        uint64 last = sizes[sizes.length - 1];
        uint64 size = last + uint64(between(more, 1, 9));
        bytes32 root = _tree.root(size);
        bytes32[] memory proof = last == 0 ? new bytes32[](0) : _tree.consistency(last, size);
        log.anchor(uint64(heads.length), size, root, proof);
        heads.push(sha256(abi.encodePacked(size, root)));
        sizes.push(size);
    }

    function repeat(uint256 which) external {
        if (heads.length == 1) return;
        uint64 seq = uint64(between(which, 1, heads.length - 1));
        log.anchor(seq, sizes[seq], _tree.root(sizes[seq]), new bytes32[](0));
    }

    function forge(uint64 seq, uint64 size, uint256 fork, bytes32 root, bool known) external {
        uint64 last = sizes[sizes.length - 1];
        if (last == 0) return;
        Trees.Tree memory forked = Trees.Tree(_tree.salt, fork % last, false);
        size = uint64(between(size, 1, last + 9));
        seq = uint64(between(seq, 0, heads.length + 1));
        bytes32[] memory proof = size > last ? forked.consistency(last, size) : new bytes32[](0);
        if (known) root = forked.root(size);
        try log.anchor(seq, size, root, proof) {
            // Only a repeated head goes through: one from before the fork.
            vm.assertTrue(seq < heads.length && heads[seq] == sha256(abi.encodePacked(size, root)), "a forged head");
        } catch {}
    }
}

contract EventLogInvariants is Test {
    AnyNotary private notary;

    function setUp() public {
        notary = new AnyNotary();
    }

    function targetContracts() public view returns (address[] memory targets) {
        (targets = new address[](1))[0] = address(notary);
    }

    function invariant_the_log_has_the_heads_of_one_growing_history_without_a_gap() public view {
        EventLog log = notary.log();
        uint64 last = log.headSeq();
        for (uint64 seq = 0; seq <= last; ++seq) {
            vm.assertEq(log.headOf(seq), notary.heads(seq));
            vm.assertTrue(seq == 0 || notary.sizes(seq) > notary.sizes(seq - 1));
        }
        vm.assertEq(log.headOf(last + 1), 0);
        vm.assertEq(log.headSize(), notary.sizes(last));
    }
}

/// Settles and transfers whatever comes among four holders, and keeps the books itself.
contract AnyAggregator is Test {
    FlexToken public token;
    mapping(address => uint256) public balances;
    mapping(address => uint256) public debts;
    uint256 public supply;
    uint256 private _count;

    constructor() {
        token = new FlexToken(DELAY, address(this), PAUSER, "Platone Flexibility", "FLEX");
        token.grantRole(token.MINTER_ROLE(), address(this));
    }

    function holder(uint256 i) public pure returns (address) {
        return address(uint160(0x1000 + i % 4));
    }

    function settle(uint256[3] calldata who, uint32[3] calldata mint, uint32[3] calldata burn, bool twice) external {
        address[] memory to = new address[](3);
        uint256[] memory minted = new uint256[](3);
        uint256[] memory burned = new uint256[](3);
        for (uint256 i = 0; i < 3; ++i) {
            (to[i], minted[i], burned[i]) = (holder(who[i]), mint[i], burn[i]);
            uint256 setOff = minted[i] < debts[to[i]] ? minted[i] : debts[to[i]];
            debts[to[i]] -= setOff;
            balances[to[i]] += minted[i] - setOff;
            uint256 taken = burned[i] < balances[to[i]] ? burned[i] : balances[to[i]];
            balances[to[i]] -= taken;
            debts[to[i]] += burned[i] - taken;
            supply = supply + minted[i] - setOff - taken;
        }
        bytes32 id = bytes32(++_count);
        token.settle(id, to, minted, burned);
        if (twice) token.settle(id, to, minted, burned);
        minted[0] += 1;
        try token.settle(id, to, minted, burned) {
            vm.assertTrue(false, "other content under a known id");
        } catch {}
    }

    function give(uint256 from, uint256 to, uint256 amount) external {
        (address giver, address taker) = (holder(from), holder(to));
        amount = between(amount, 0, balances[giver]);
        vm.prank(giver);
        vm.assertTrue(token.transfer(taker, amount));
        balances[giver] -= amount;
        balances[taker] += amount;
    }
}

contract FlexTokenInvariants is Test {
    AnyAggregator private aggregator;

    function setUp() public {
        aggregator = new AnyAggregator();
    }

    function targetContracts() public view returns (address[] memory targets) {
        (targets = new address[](1))[0] = address(aggregator);
    }

    function invariant_balances_debts_and_supply_are_those_of_the_books() public view {
        FlexToken token = aggregator.token();
        uint256 sum;
        for (uint256 i = 0; i < 4; ++i) {
            address holder = aggregator.holder(i);
            vm.assertEq(token.balanceOf(holder), aggregator.balances(holder));
            vm.assertEq(token.debtOf(holder), aggregator.debts(holder));
            sum += token.balanceOf(holder);
        }
        vm.assertEq(token.totalSupply(), sum);
        vm.assertEq(token.totalSupply(), aggregator.supply());
    }
}
