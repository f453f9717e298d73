// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Bridge} from "../src/Bridge.sol";
import {EventLog} from "../src/EventLog.sol";
import {FlexToken} from "../src/FlexToken.sol";
import {IInterledgerReceiver} from "../src/IInterledgerReceiver.sol";
import {IInterledgerSender} from "../src/IInterledgerSender.sol";
import {Trees} from "./Trees.sol";
import {Test} from "./Vm.sol";

contract BridgeTest is Test {
    using Trees for Trees.Tree;

    uint256 private constant ACCESS_CHAIN = 7;
    address private constant HOLDER = address(0xa);

    Trees.Tree private tree = Trees.Tree("history", type(uint256).max, false);
    EventLog private log;
    FlexToken private token;
    Bridge private access;
    Bridge private service;

    function setUp() public {
        log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 0, 0, 0);
        log.anchor(1, 12, tree.root(12), new bytes32[](0));
        token = new FlexToken(DELAY, address(this), PAUSER, "Platone Flexibility", "FLEX");
        access = new Bridge(DELAY, address(this), PAUSER, log, FlexToken(address(0)), 0, address(0));
        service = new Bridge(DELAY, address(this), PAUSER, EventLog(address(0)), token, ACCESS_CHAIN, address(access));
        token.grantRole(token.MINTER_ROLE(), address(service));
        access.grantRole(access.RELEASER_ROLE(), address(this));
        access.grantRole(access.RELAYER_ROLE(), address(this));
        service.grantRole(service.RELAYER_ROLE(), address(this));
    }

    function test_selectors_and_events_are_sofies() public view {
        vm.assertTrue(bytes4(keccak256("interledgerCommit(uint256)")) == 0x34791cb9);
        vm.assertTrue(bytes4(keccak256("interledgerCommit(uint256,bytes)")) == 0xa27f7ddd);
        vm.assertTrue(IInterledgerSender.interledgerAbort.selector == 0x8bf36bec);
        vm.assertTrue(IInterledgerReceiver.interledgerReceive.selector == 0x6cc605ac);
        vm.assertEq(
            IInterledgerSender.InterledgerEventSending.selector, keccak256("InterledgerEventSending(uint256,bytes)")
        );
        vm.assertEq(
            IInterledgerReceiver.InterledgerEventAccepted.selector, keccak256("InterledgerEventAccepted(uint256)")
        );
        vm.assertEq(
            IInterledgerReceiver.InterledgerEventRejected.selector, keccak256("InterledgerEventRejected(uint256)")
        );
        // The contract answers to them: an unknown selector reverts without a reason.
        bytes4[4] memory selectors = [bytes4(0x34791cb9), 0xa27f7ddd, 0x8bf36bec, 0x6cc605ac];
        for (uint256 i = 0; i < 4; ++i) {
            (bool ok, bytes memory reason) =
                address(access).staticcall(abi.encodePacked(selectors[i], abi.encode(99, 64, 0, 0)));
            vm.assertTrue(!ok && reason.length != 0);
        }
    }

    function test_the_events_arguments_are_not_indexed() public {
        vm.recordLogs();
        _release("s", 100);
        vm.assertEq(vm.getRecordedLogs()[0].topics.length, 1);
    }

    function test_a_certified_event_releases_tokens_on_the_other_ledger() public {
        bytes memory data = _release("s", 100);
        uint256 nonce = service.nonceOf(ACCESS_CHAIN, address(access), 1);
        vm.expectEmit(address(service));
        emit IInterledgerReceiver.InterledgerEventAccepted(nonce);
        service.interledgerReceive(nonce, data);
        vm.assertEq(token.balanceOf(HOLDER), 100);
        access.interledgerCommit(1, "receipt");
        (, Bridge.Outcome outcome) = access.sent(1);
        vm.assertTrue(outcome == Bridge.Outcome.Committed);
    }

    function test_an_event_that_is_not_certified_releases_nothing() public {
        Bridge.Certificate memory certificate = _certificate(3);
        certificate.leaf = tree.leaf(4);
        vm.expectRevert(abi.encodeWithSelector(Bridge.NotCertified.selector, certificate.leaf));
        access.release(certificate, _settlement("s", 100));
        certificate = _certificate(3);
        certificate.seq = 2;
        vm.expectRevert(abi.encodeWithSelector(Bridge.NotCertified.selector, certificate.leaf));
        access.release(certificate, _settlement("s", 100));
    }

    function test_a_repeated_release_is_announced_again_under_its_id() public {
        bytes memory first = _release("s", 100);
        vm.assertEq(first, _release("s", 100));
        vm.assertEq(access.sentCount(), 1);
        Bridge.Certificate memory certificate = _certificate(3);
        vm.expectRevert(abi.encodeWithSelector(Bridge.ReleasedOtherwise.selector, bytes32("s")));
        access.release(certificate, _settlement("s", 101));
    }

    function test_a_repeated_message_has_no_second_effect_and_is_answered_again() public {
        bytes memory data = _release("s", 100);
        uint256 nonce = service.nonceOf(ACCESS_CHAIN, address(access), 1);
        service.interledgerReceive(nonce, data);
        vm.expectEmit(address(service));
        emit IInterledgerReceiver.InterledgerEventAccepted(nonce);
        service.interledgerReceive(nonce, data);
        vm.assertEq(token.balanceOf(HOLDER), 100);
        data[data.length - 1] ^= 0x01;
        vm.expectRevert(abi.encodeWithSelector(Bridge.Conflict.selector, nonce));
        service.interledgerReceive(nonce, data);
    }

    function testFuzz_a_nonce_is_that_of_one_chain_contract_and_id(uint256 chainId, address contract_, uint256 id)
        public
    {
        vm.assume(chainId != ACCESS_CHAIN || contract_ != address(access) || id != 1);
        bytes memory data = _release("s", 100);
        uint256 nonce = service.nonceOf(chainId, contract_, id);
        vm.expectRevert(abi.encodeWithSelector(Bridge.BadNonce.selector, nonce));
        service.interledgerReceive(nonce, data);
    }

    function test_a_refused_settlement_is_rejected_for_good_and_can_be_released_anew() public {
        address[] memory to = new address[](1);
        uint256[] memory none = new uint256[](1);
        token.grantRole(token.MINTER_ROLE(), address(this));
        to[0] = HOLDER;
        token.settle("s", to, none, none);

        bytes memory data = _release("s", 100);
        uint256 nonce = service.nonceOf(ACCESS_CHAIN, address(access), 1);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(service));
            emit IInterledgerReceiver.InterledgerEventRejected(nonce);
            service.interledgerReceive(nonce, data);
        }
        access.interledgerAbort(1, 3);
        vm.expectEmit(address(access));
        emit IInterledgerSender.InterledgerEventSending(2, abi.encode(uint256(2), tree.leaf(3), _settlement("s", 200)));
        _release("s", 200);
        vm.assertEq(access.idOf("s"), 2);
    }

    function test_want_of_gas_is_no_refusal() public {
        bytes memory data = _release("s", 100);
        uint256 nonce = service.nonceOf(ACCESS_CHAIN, address(access), 1);
        for (uint256 gas = 40_000; gas < 240_000; gas += 1000) {
            (bool ok,) = address(service).call{gas: gas}(abi.encodeCall(service.interledgerReceive, (nonce, data)));
            (, Bridge.Outcome outcome) = service.received(nonce);
            vm.assertTrue(outcome == (ok ? Bridge.Outcome.Accepted : Bridge.Outcome.None));
            if (ok) return;
        }
        vm.assertTrue(false, "never enough gas");
    }

    function test_how_a_message_ended_is_said_once() public {
        _release("s", 100);
        access.interledgerCommit(1);
        vm.recordLogs();
        access.interledgerCommit(1);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        vm.expectRevert(abi.encodeWithSelector(Bridge.Ended.selector, 1, Bridge.Outcome.Committed));
        access.interledgerAbort(1, 0);
        vm.expectRevert(abi.encodeWithSelector(Bridge.Unknown.selector, 2));
        access.interledgerCommit(2);
        _release("t", 100);
        access.interledgerAbort(2, 1);
        vm.expectRevert(abi.encodeWithSelector(Bridge.Ended.selector, 2, Bridge.Outcome.Aborted));
        access.interledgerCommit(2);
    }

    function test_each_side_goes_one_way() public {
        Bridge.Certificate memory certificate = _certificate(3);
        service.grantRole(service.RELEASER_ROLE(), address(this));
        vm.expectRevert(Bridge.NotThisWay.selector);
        service.release(certificate, _settlement("s", 1));
        vm.expectRevert(Bridge.NotThisWay.selector);
        access.interledgerReceive(1, "");
    }

    function test_only_the_relayer_carries() public {
        bytes32 role = service.RELAYER_ROLE();
        bytes memory reason =
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, HOLDER, role);
        vm.startPrank(HOLDER);
        vm.expectRevert(reason);
        service.interledgerReceive(1, "");
        vm.expectRevert(reason);
        access.interledgerCommit(1);
        vm.expectRevert(reason);
        access.interledgerCommit(1, "");
        vm.expectRevert(reason);
        access.interledgerAbort(1, 0);
    }

    // Releases, and gives the data that was announced.
    function _release(bytes32 id, uint256 amount) private returns (bytes memory data) {
        Bridge.Certificate memory certificate = _certificate(3);
        uint256 message = access.release(certificate, _settlement(id, amount));
        return abi.encode(message, certificate.leaf, _settlement(id, amount));
    }

    function _certificate(uint64 index) private view returns (Bridge.Certificate memory) {
        return Bridge.Certificate(tree.leaf(index), index, 12, tree.root(12), 1, tree.inclusion(index, 12));
    }

    function _settlement(bytes32 id, uint256 amount) private pure returns (Bridge.Settlement memory settlement) {
        settlement = Bridge.Settlement(id, new address[](1), new uint256[](1), new uint256[](1));
        (settlement.to[0], settlement.minted[0]) = (HOLDER, amount);
    }
}
