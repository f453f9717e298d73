// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {FlexToken} from "../src/FlexToken.sol";
import {Test} from "./Vm.sol";

contract FlexTokenTest is Test {
    address private constant MINTER = address(0x3117);
    address private constant ALICE = address(0xa);
    address private constant BOB = address(0xb);

    FlexToken private token;

    function setUp() public {
        token = new FlexToken(DELAY, ADMIN, PAUSER, "Platone Flexibility", "FLEX");
        bytes32 role = token.MINTER_ROLE();
        vm.prank(ADMIN);
        token.grantRole(role, MINTER);
        vm.startPrank(MINTER);
    }

    function test_a_token_is_a_kilowatt_hour_counted_in_watt_hours() public view {
        vm.assertEq(token.decimals(), 3);
        vm.assertEq(token.name(), "Platone Flexibility");
        vm.assertEq(token.symbol(), "FLEX");
    }

    function test_a_settlement_mints_and_burns() public {
        _settle("1", ALICE, 5000, 0);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(ALICE, address(0), 1500);
        _settle("2", ALICE, 0, 1500);
        vm.assertEq(token.balanceOf(ALICE), 3500);
        vm.assertEq(token.totalSupply(), 3500);
    }

    function test_a_settlement_takes_effect_once() public {
        _settle("1", ALICE, 5000, 0);
        vm.recordLogs();
        _settle("1", ALICE, 5000, 0);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        vm.assertEq(token.balanceOf(ALICE), 5000);
    }

    function test_the_id_of_a_settlement_is_bound_to_its_content() public {
        _settle("1", ALICE, 5000, 0);
        bytes memory conflict = abi.encodeWithSelector(FlexToken.Conflict.selector, bytes32("1"));
        vm.expectRevert(conflict);
        _settle("1", ALICE, 5001, 0);
        vm.expectRevert(conflict);
        _settle("1", BOB, 5000, 0);
        vm.expectRevert(conflict);
        _settle("1", ALICE, 5000, 1);
        (address[] memory to, uint256[] memory minted, uint256[] memory burned) = _batch(2, 5000, 0);
        vm.expectRevert(conflict);
        token.settle("1", to, minted, burned);
        vm.assertEq(token.settlementOf("1"), keccak256(abi.encode(_one(ALICE), _one(uint256(5000)), _one(uint256(0)))));
    }

    function test_what_a_holder_cannot_pay_is_debt_and_set_off_against_later_mints() public {
        _settle("1", ALICE, 1000, 0);
        vm.expectEmit(address(token));
        emit FlexToken.DebtChanged(ALICE, 1500);
        _settle("2", ALICE, 0, 2500);
        vm.assertEq(token.balanceOf(ALICE), 0);
        vm.assertEq(token.totalSupply(), 0);
        _settle("3", ALICE, 600, 0);
        vm.assertEq(token.balanceOf(ALICE), 0);
        vm.assertEq(token.debtOf(ALICE), 900);
        _settle("4", ALICE, 1000, 0);
        vm.assertEq(token.balanceOf(ALICE), 100);
        vm.assertEq(token.debtOf(ALICE), 0);
    }

    function test_a_debt_is_not_taken_from_what_others_give() public {
        _settle("1", ALICE, 0, 700);
        _settle("2", BOB, 500, 0);
        vm.stopPrank();
        vm.prank(BOB);
        vm.assertTrue(token.transfer(ALICE, 500));
        vm.startPrank(MINTER);
        _settle("3", ALICE, 100, 200);
        vm.assertEq(token.balanceOf(ALICE), 300);
        vm.assertEq(token.debtOf(ALICE), 600);
    }

    function test_an_empty_holder_blocks_nobody() public {
        (address[] memory to, uint256[] memory minted, uint256[] memory burned) = _batch(3, 0, 400);
        (minted[0], burned[0], minted[2], burned[2]) = (400, 0, 400, 0);
        token.settle("1", to, minted, burned);
        vm.assertEq(token.balanceOf(to[0]), 400);
        vm.assertEq(token.debtOf(to[1]), 400);
        vm.assertEq(token.balanceOf(to[2]), 400);
    }

    function test_a_holder_may_be_in_a_batch_twice() public {
        (address[] memory to, uint256[] memory minted, uint256[] memory burned) = _batch(3, 0, 0);
        (to[0], to[1], to[2]) = (ALICE, BOB, ALICE);
        (minted[0], burned[1], burned[2]) = (700, 100, 900);
        token.settle("1", to, minted, burned);
        vm.assertEq(token.balanceOf(ALICE), 0);
        vm.assertEq(token.debtOf(ALICE), 200);
        vm.assertEq(token.debtOf(BOB), 100);
    }

    function test_batches_are_capped_and_their_lists_of_one_length() public {
        (address[] memory to, uint256[] memory minted, uint256[] memory burned) = _batch(250, 1, 0);
        token.settle("250", to, minted, burned);
        vm.assertEq(token.totalSupply(), 250);
        (to, minted, burned) = _batch(251, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(FlexToken.BadBatch.selector, 251, 251, 251));
        token.settle("251", to, minted, burned);
        (to, minted, burned) = _batch(0, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(FlexToken.BadBatch.selector, 0, 0, 0));
        token.settle("0", to, minted, burned);
        (to, minted, burned) = _batch(2, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(FlexToken.BadBatch.selector, 2, 1, 2));
        token.settle("2", to, _one(uint256(1)), burned);
        vm.expectRevert(abi.encodeWithSelector(FlexToken.BadBatch.selector, 2, 2, 1));
        token.settle("2", to, minted, _one(uint256(1)));
        vm.assertEq(token.settlementOf("2"), 0);
    }

    function test_amounts_that_do_not_fit_are_refused_whole() public {
        uint256 most = type(uint128).max;
        bytes memory reason = abi.encodeWithSelector(FlexToken.TooMuch.selector, 0);
        vm.expectRevert(reason);
        _settle("1", ALICE, most + 1, 0);
        vm.expectRevert(reason);
        _settle("1", ALICE, 0, type(uint256).max);
        _settle("1", ALICE, most, 0);
        vm.expectRevert(reason);
        _settle("2", BOB, 1, 0);
        _settle("3", BOB, 0, most);
        vm.expectRevert(reason);
        _settle("4", BOB, 0, 1);
        vm.assertEq(token.totalSupply(), most);
        vm.assertEq(token.debtOf(BOB), most);
    }

    function test_nothing_is_minted_for_nobody() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        _settle("1", address(0), 1, 0);
    }

    function test_only_minters_settle() public {
        bytes32 role = token.MINTER_ROLE();
        vm.stopPrank();
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ALICE, role));
        _settle("1", ALICE, 1, 0);
    }

    function test_pausing_stops_settlements_and_transfers() public {
        _settle("1", ALICE, 10, 0);
        vm.stopPrank();
        vm.prank(PAUSER);
        token.pause();
        vm.prank(MINTER);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        _settle("2", ALICE, 10, 0);
        vm.prank(ALICE);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        this.ignore(token.transfer(BOB, 1));
        vm.assertEq(token.balanceOf(ALICE), 10);
    }

    function test_it_is_an_erc20() public {
        _settle("1", ALICE, 1000, 0);
        vm.stopPrank();
        vm.prank(ALICE);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(ALICE, BOB, 400);
        vm.assertTrue(token.transfer(BOB, 400));
        vm.prank(BOB);
        vm.assertTrue(token.approve(MINTER, 300));
        vm.startPrank(MINTER);
        vm.assertTrue(token.transferFrom(BOB, ALICE, 250));
        vm.assertEq(token.balanceOf(ALICE), 850);
        vm.assertEq(token.balanceOf(BOB), 150);
        vm.assertEq(token.allowance(BOB, MINTER), 50);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, MINTER, 50, 51));
        this.ignore(token.transferFrom(BOB, ALICE, 51));
        vm.stopPrank();
        vm.startPrank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, BOB, 150, 151));
        this.ignore(token.transfer(ALICE, 151));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        this.ignore(token.transfer(address(0), 1));
        vm.assertTrue(token.transfer(BOB, 150));
        vm.assertEq(token.balanceOf(BOB), 150);
    }

    /// What a holder is owed and owes nets to what was minted and burned, however settlements come.
    function testFuzz_balance_less_debt_is_minted_less_burned(uint64[16] calldata minted, uint64[16] calldata burned)
        public
    {
        int256 net;
        for (uint256 i = 0; i < 16; ++i) {
            _settle(bytes32(i + 1), ALICE, minted[i], burned[i]);
            net += int256(uint256(minted[i])) - int256(uint256(burned[i]));
        }
        vm.assertTrue(int256(token.balanceOf(ALICE)) - int256(token.debtOf(ALICE)) == net);
        vm.assertTrue(token.balanceOf(ALICE) == 0 || token.debtOf(ALICE) == 0, "both a balance and a debt");
        vm.assertEq(token.totalSupply(), token.balanceOf(ALICE));
    }

    function ignore(bool) external pure {}

    function _settle(bytes32 id, address to, uint256 minted, uint256 burned) private {
        token.settle(id, _one(to), _one(minted), _one(burned));
    }

    function _batch(uint256 count, uint256 mint, uint256 burn)
        private
        pure
        returns (address[] memory to, uint256[] memory minted, uint256[] memory burned)
    {
        (to, minted, burned) = (new address[](count), new uint256[](count), new uint256[](count));
        for (uint256 i = 0; i < count; ++i) {
            (to[i], minted[i], burned[i]) = (address(uint160(0x1000 + i)), mint, burn);
        }
    }

    function _one(address value) private pure returns (address[] memory list) {
        (list = new address[](1))[0] = value;
    }

    function _one(uint256 value) private pure returns (uint256[] memory list) {
        (list = new uint256[](1))[0] = value;
    }
}
