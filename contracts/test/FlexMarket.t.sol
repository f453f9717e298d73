// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {FlexMarket} from "../src/FlexMarket.sol";
import {Test} from "./Vm.sol";

/// Two requests; offers 0 and 1 are alternatives, 2 has steps, 3 goes the other way. Trees of two and of four leaves, made by hand.
contract FlexMarketTest is Test {
    bytes32 private constant DAY = keccak256("day-ahead-2026-11-25");

    FlexMarket private market;
    FlexMarket.Request[2] private requests;
    FlexMarket.Offer[4] private offers;

    function setUp() public {
        _deploy();
        requests[0] = FlexMarket.Request("dso", 1, true, 900_000, "rest");
        requests[1] = FlexMarket.Request("tso", 1, false, 0, "rest");
        bytes memory power = abi.encodePacked(uint64(3001), uint64(0), uint64(1999));
        for (uint256 i = 0; i < 4; ++i) {
            offers[i].id = bytes32(i + 1);
            offers[i].direction = i == 3 ? 2 : 1;
            offers[i].power = power;
            if (i != 2) offers[i].steps.push(FlexMarket.Step(1_000_000, int64(uint64(500_000 + i))));
        }
        (offers[0].alternative, offers[1].alternative) = (bytes32("a"), bytes32("a"));
        offers[1].minActivation = 400_000;
        offers[2].steps.push(FlexMarket.Step(300_000, -20_001));
        offers[2].steps.push(FlexMarket.Step(600_000, 700_000));
        offers[2].steps.push(FlexMarket.Step(1_000_000, 950_000));
    }

    function test_a_session_is_committed_in_order_and_each_part_once() public {
        bytes memory order = abi.encodeWithSelector(FlexMarket.OutOfOrder.selector, DAY);
        bytes memory conflict = abi.encodeWithSelector(FlexMarket.Conflict.selector, DAY);
        FlexMarket.Outcome memory none = FlexMarket.Outcome("outcome", 0, 0, 0);
        vm.expectRevert(order);
        market.commitOffers(DAY, "offers", 4);
        vm.expectRevert(order);
        market.commitOutcome(DAY, none);
        vm.expectRevert(order);
        market.commitSettlement(DAY, 1, "settlement");
        for (uint256 i = 0; i < 2; ++i) {
            market.commitRequests(DAY, "requests", 2, FlexMarket.Pricing.PayAsBid);
        }
        vm.expectRevert(conflict);
        market.commitRequests(DAY, "other", 2, FlexMarket.Pricing.PayAsBid);
        vm.expectRevert(conflict);
        market.commitRequests(DAY, "requests", 2, FlexMarket.Pricing.PayAsClear);
        for (uint256 i = 0; i < 2; ++i) {
            market.commitOffers(DAY, "offers", 4);
        }
        vm.expectRevert(conflict);
        market.commitOffers(DAY, "offers", 5);
        for (uint256 i = 0; i < 2; ++i) {
            market.commitOutcome(DAY, none);
        }
        vm.expectRevert(conflict);
        market.commitOutcome(DAY, FlexMarket.Outcome("outcome", 1, 0, 0));
        vm.expectRevert(order);
        market.commitSettlement(DAY, 2, "settlement 2");
        market.commitSettlement(DAY, 1, "settlement");
        market.commitSettlement(DAY, 1, "settlement");
        vm.expectRevert(conflict);
        market.commitSettlement(DAY, 1, "other");
        market.commitSettlement(DAY, 2, "settlement 2");
        vm.assertEq(market.settlementOf(DAY, 2), "settlement 2");
        (,,,,,, bool isProved, uint32 settlements) = market.sessionOf(DAY);
        vm.assertTrue(isProved);
        vm.assertEq(settlements, 2);
    }

    function test_awards_paid_as_bid_are_proved() public {
        // Offer 1 by 0.4: floor(1200.4) + floor(799.6) W. Offer 2 by 0.45, at a mean of (-20001 x 300000 + 700000 x 150000) / 450000 =
        // 219999.33: floor(1350.45) + floor(899.55) W; then by 0.05 more, at 700000: 150 + 99 W.
        (uint128 energy, int128 cost) = (1999 + 2249 + 249, 1999 * 500_001 + 2249 * 219_999 + 249 * 700_000);
        _commit(FlexMarket.Pricing.PayAsBid, 3, energy, cost);
        _prove(0, 0, 1, 400_000);
        vm.expectRevert(abi.encodeWithSelector(FlexMarket.OutOfOrder.selector, DAY));
        market.commitSettlement(DAY, 1, "settlement");
        _prove(0, 0, 2, 450_000);
        vm.expectEmit(address(market));
        emit FlexMarket.OutcomeProved(DAY);
        _prove(1, 0, 2, 50_000);
        market.commitSettlement(DAY, 1, "settlement");
        FlexMarket.Progress memory progress = market.progressOf(DAY);
        vm.assertEq(progress.energy, energy);
        vm.assertEq(progress.awards, 3);
    }

    function test_who_holds_an_award_checks_it_alone() public {
        _commit(FlexMarket.Pricing.PayAsBid, 2, 1999 + 2249, 1999 * 500_001 + 2249 * 219_999);
        vm.expectEmit(address(market));
        emit FlexMarket.AwardsProved(DAY, 1, 0, 2);
        _prove(0, 0, 1, 400_000);
        vm.expectEmit(address(market));
        emit FlexMarket.AwardsProved(DAY, 2, 0, 3);
        _prove(0, 0, 2, 450_000);
        FlexMarket.Award memory award = _awards(1, 400_000)[0];
        vm.assertTrue(market.isRequested(DAY, 1, requests[1], _requestProof(1)));
        vm.assertTrue(!market.isRequested(DAY, 0, requests[1], _requestProof(1)));
        vm.assertTrue(market.isOffered(DAY, 1, award.offer, award.proof));
        vm.assertTrue(!market.isOffered("another day", 1, award.offer, award.proof));
        vm.assertEq(market.awardedOf(DAY, 1), 400_000);
        vm.assertEq(market.awardedOf(DAY, 3), 0);
        award.offer.power = abi.encodePacked(uint64(3001), uint64(0), uint64(2000));
        vm.assertTrue(!market.isOffered(DAY, 1, award.offer, award.proof));
    }

    function test_half_a_ten_thousandth_is_rounded_to_even() public {
        offers[0].steps[0] = FlexMarket.Step(500_000, 10);
        offers[0].steps.push(FlexMarket.Step(1_000_000, 11));
        offers[1].alternative = 0;
        offers[1].steps[0] = FlexMarket.Step(500_000, -11);
        offers[1].steps.push(FlexMarket.Step(1_000_000, -10));
        // 10.5 to 10, -10.5 to -10
        _commit(FlexMarket.Pricing.PayAsBid, 2, 10_000, 0);
        _prove(0, 0, 0, 1_000_000);
        _prove(0, 0, 1, 1_000_000);
    }

    function test_awards_paid_as_clear_have_the_dearest_price() public {
        _commit(FlexMarket.Pricing.PayAsClear, 2, 1999 + 2249, (1999 + 2249) * 700_000);
        _refused(abi.encodeWithSelector(FlexMarket.NotUniform.selector, 0, 500_001), 0, 500_000, 1, 400_000);
        _prove(0, 700_000, 1, 400_000);
        _prove(0, 700_000, 2, 450_000);
        (,,,,,, bool isProved,) = market.sessionOf(DAY);
        vm.assertTrue(isProved);
    }

    function test_a_uniform_price_that_no_award_reaches_is_refused() public {
        _commit(FlexMarket.Pricing.PayAsClear, 1, 1999, 1999 * 700_000);
        _refused(abi.encodeWithSelector(FlexMarket.NotUniform.selector, 0, 700_000), 0, 700_000, 1, 400_000);
    }

    function test_factors_are_within_the_offer() public {
        offers[0].taken = 200_000;
        _commit(FlexMarket.Pricing.PayAsBid, 9, 0, 0);
        bytes4 bad = FlexMarket.BadFactor.selector;
        _refused(abi.encodeWithSelector(bad, 1, 399_999), 0, 0, 1, 399_999);
        _refused(abi.encodeWithSelector(bad, 1, 1_000_001), 0, 0, 1, 1_000_001);
        _refused(abi.encodeWithSelector(bad, 0, 0), 0, 0, 0, 0);
        _refused(abi.encodeWithSelector(bad, 0, 800_001), 0, 0, 0, 800_001);
        _prove(0, 0, 0, 700_000);
        // What the first request has, the second cannot have.
        _refused(abi.encodeWithSelector(bad, 0, 100_001), 1, 0, 0, 100_001);
        _prove(1, 0, 0, 100_000);
    }

    function test_caps_directions_and_alternatives_are_kept() public {
        _commit(FlexMarket.Pricing.PayAsBid, 9, 0, 0);
        _refused(abi.encodeWithSelector(FlexMarket.AboveCap.selector, 2, 950_000), 0, 0, 2, 600_001);
        _refused(abi.encodeWithSelector(FlexMarket.WrongDirection.selector, 3), 0, 0, 3, 500_000);
        _prove(0, 0, 0, 500_000);
        _refused(abi.encodeWithSelector(FlexMarket.AlternativeTaken.selector, 1), 0, 0, 1, 500_000);
        _prove(1, 0, 0, 500_000);
        _prove(1, 0, 2, 1_000_000);
    }

    function test_an_award_of_what_was_not_offered_or_asked_is_refused() public {
        _commit(FlexMarket.Pricing.PayAsBid, 1, 1999, 1999 * 500_001);
        FlexMarket.Request memory request = requests[0];
        bytes32[] memory proof = _requestProof(0);
        FlexMarket.Award[] memory awards = _awards(1, 400_000);
        awards[0].offer.steps[0].price += 1;
        vm.expectRevert(abi.encodeWithSelector(FlexMarket.NotOffered.selector, 1));
        market.proveAwards(DAY, 0, request, proof, 0, awards);
        awards = _awards(1, 400_000);
        awards[0].place = 0;
        vm.expectRevert(abi.encodeWithSelector(FlexMarket.NotOffered.selector, 0));
        market.proveAwards(DAY, 0, request, proof, 0, awards);
        awards = _awards(1, 400_000);
        request.priceCap += 1;
        vm.expectRevert(abi.encodeWithSelector(FlexMarket.NotRequested.selector, 0));
        market.proveAwards(DAY, 0, request, proof, 0, awards);
        _prove(0, 0, 1, 400_000);
    }

    function test_totals_that_are_not_the_awards_are_refused() public {
        bytes memory wrong = abi.encodeWithSelector(FlexMarket.WrongTotal.selector, 1, 1999, int256(1999 * 500_001));
        _commit(FlexMarket.Pricing.PayAsBid, 1, 2000, 1999 * 500_001);
        _refused(wrong, 0, 0, 1, 400_000);
        _deploy();
        _commit(FlexMarket.Pricing.PayAsBid, 1, 1999, 1999 * 500_000);
        _refused(wrong, 0, 0, 1, 400_000);
        _deploy();
        vm.expectRevert(abi.encodeWithSelector(FlexMarket.WrongTotal.selector, 0, 0, int256(0)));
        this.commit(FlexMarket.Pricing.PayAsBid, 0, 1, 0);
    }

    function test_no_award_is_proved_twice_and_none_of_an_earlier_request() public {
        bytes memory order = abi.encodeWithSelector(FlexMarket.OutOfOrder.selector, DAY);
        _commit(FlexMarket.Pricing.PayAsBid, 9, 0, 0);
        _prove(1, 0, 2, 100_000);
        _refused(order, 1, 0, 2, 100_000);
        _refused(order, 1, 0, 0, 100_000);
        _refused(order, 0, 0, 2, 100_000);
    }

    function test_steps_rise_to_the_whole() public {
        offers[2].steps[1].price = -20_002;
        offers[0].steps[0].upTo = 999_999;
        _commit(FlexMarket.Pricing.PayAsBid, 9, 0, 0);
        _refused(abi.encodeWithSelector(FlexMarket.BadSteps.selector, 2), 0, 0, 2, 100_000);
        _refused(abi.encodeWithSelector(FlexMarket.BadSteps.selector, 0), 0, 0, 0, 100_000);
    }

    function test_only_operators_commit() public {
        bytes memory reason = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, market.OPERATOR_ROLE()
        );
        vm.startPrank(ADMIN);
        vm.expectRevert(reason);
        market.commitRequests(DAY, "requests", 2, FlexMarket.Pricing.PayAsBid);
        vm.expectRevert(reason);
        market.commitSettlement(DAY, 1, "settlement");
    }

    function _deploy() private {
        market = new FlexMarket(DELAY, address(this), PAUSER);
        market.grantRole(market.OPERATOR_ROLE(), address(this));
    }

    function commit(FlexMarket.Pricing pricing, uint32 awards, uint128 energy, int128 cost) external {
        _commit(pricing, awards, energy, cost);
    }

    function _commit(FlexMarket.Pricing pricing, uint32 awards, uint128 energy, int128 cost) private {
        market.commitRequests(DAY, _node(_leaf(abi.encode(requests[0])), _leaf(abi.encode(requests[1]))), 2, pricing);
        market.commitOffers(DAY, _node(_pair(0), _pair(2)), 4);
        market.commitOutcome(DAY, FlexMarket.Outcome("outcome", awards, energy, cost));
    }

    function _prove(uint32 request, int64 uniform, uint32 place, uint32 factor) private {
        market.proveAwards(DAY, request, requests[request], _requestProof(request), uniform, _awards(place, factor));
    }

    function _refused(bytes memory reason, uint32 place, int64 uniform, uint32 offer, uint32 factor) private {
        FlexMarket.Request memory request = requests[place];
        bytes32[] memory proof = _requestProof(place);
        FlexMarket.Award[] memory awards = _awards(offer, factor);
        vm.expectRevert(reason);
        market.proveAwards(DAY, place, request, proof, uniform, awards);
    }

    function _awards(uint32 place, uint32 factor) private view returns (FlexMarket.Award[] memory awards) {
        bytes32[] memory proof = new bytes32[](2);
        (proof[0], proof[1]) = (_leaf(abi.encode(offers[place ^ 1])), _pair(place < 2 ? 2 : 0));
        (awards = new FlexMarket.Award[](1))[0] = FlexMarket.Award(place, factor, offers[place], proof);
    }

    function _requestProof(uint32 place) private view returns (bytes32[] memory proof) {
        (proof = new bytes32[](1))[0] = _leaf(abi.encode(requests[place ^ 1]));
    }

    function _pair(uint256 first) private view returns (bytes32) {
        return _node(_leaf(abi.encode(offers[first])), _leaf(abi.encode(offers[first + 1])));
    }

    function _leaf(bytes memory data) private pure returns (bytes32) {
        return sha256(bytes.concat(hex"00", data));
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(bytes.concat(hex"01", left, right));
    }
}
