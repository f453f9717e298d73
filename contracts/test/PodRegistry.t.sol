// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {PodRegistry} from "../src/PodRegistry.sol";
import {Test} from "./Vm.sol";

contract PodRegistryTest is Test {
    address private constant REGISTRAR = address(0x4e6);
    uint256 private constant OWNER_KEY = 0xa11ce;
    uint256 private constant NEXT_KEY = 0xb0b;
    bytes32 private constant POD = keccak256("salt||IT001E00012345");
    bytes32 private constant METER = keccak256("meter key");

    PodRegistry private registry;
    address private owner;

    function setUp() public {
        owner = vm.addr(OWNER_KEY);
        registry = new PodRegistry(DELAY, ADMIN, PAUSER);
        bytes32 role = registry.REGISTRAR_ROLE();
        vm.prank(ADMIN);
        registry.grantRole(role, REGISTRAR);
        vm.warp(1_700_000_000);
    }

    function test_an_owner_links_a_pod_by_signature() public {
        bytes memory signature = _sign(OWNER_KEY, POD, METER, 0, block.timestamp);
        vm.prank(REGISTRAR);
        vm.expectEmit(address(registry));
        emit PodRegistry.Linked(POD, owner, METER, 0);
        registry.link(POD, owner, METER, 0, block.timestamp, signature);
        PodRegistry.Link memory link = registry.linkOf(POD);
        vm.assertEq(link.owner, owner);
        vm.assertEq(link.meterKeyHash, METER);
        vm.assertEq(link.since, block.timestamp);
        vm.assertEq(link.until, 0);
        vm.assertEq(registry.nonces(owner), 1);
    }

    function test_the_message_is_eip712s() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Platone PodRegistry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        vm.assertEq(domain, _domain());
        vm.assertEq(
            registry.LINK_TYPEHASH(),
            keccak256("Link(bytes32 podCommit,address owner,bytes32 meterKeyHash,uint256 nonce,uint256 deadline)")
        );
    }

    function testFuzz_a_signature_is_good_for_what_was_signed_only(
        bytes32 pod,
        bytes32 meter,
        uint256 more,
        uint256 part
    ) public {
        uint256 deadline = block.timestamp + between(more, 0, 1000);
        bytes memory signature = _sign(OWNER_KEY, pod, meter, 0, deadline);
        part = part % 5;
        if (part == 0) pod ^= bytes32(uint256(1));
        if (part == 1) meter ^= bytes32(uint256(1));
        if (part == 2) deadline += 1;
        if (part == 3) signature[between(more, 0, 63)] ^= 0x01;
        if (part == 4) vm.chainId(block.chainid + 1);
        vm.prank(REGISTRAR);
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.BadSignature.selector, owner));
        registry.link(pod, owner, meter, 0, deadline, signature);
    }

    function test_a_signature_is_good_once_and_until_its_deadline() public {
        bytes memory signature = _sign(OWNER_KEY, POD, METER, 0, block.timestamp);
        uint256 deadline = block.timestamp;
        vm.warp(deadline + 1);
        vm.startPrank(REGISTRAR);
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.Expired.selector, deadline));
        registry.link(POD, owner, METER, 0, deadline, signature);
        vm.warp(deadline);
        registry.link(POD, owner, METER, 0, deadline, signature);
        registry.revoke(POD);
        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, owner, 1));
        registry.link(POD, owner, METER, 0, deadline, signature);
    }

    function test_a_linked_pod_is_not_linked_again() public {
        _link(OWNER_KEY, POD, METER);
        bytes memory signature = _sign(NEXT_KEY, POD, METER, 0, block.timestamp);
        vm.prank(REGISTRAR);
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.AlreadyLinked.selector, POD));
        registry.link(POD, vm.addr(NEXT_KEY), METER, 0, block.timestamp, signature);
    }

    function test_another_meter_key_and_another_owner_succeed_and_the_past_stays() public {
        _link(OWNER_KEY, POD, METER);
        vm.warp(block.timestamp + 100);
        bytes memory signature = _sign(OWNER_KEY, POD, "other meter", 1, block.timestamp);
        vm.prank(REGISTRAR);
        registry.succeed(POD, owner, "other meter", 1, block.timestamp, signature);
        vm.warp(block.timestamp + 100);
        address next = vm.addr(NEXT_KEY);
        signature = _sign(NEXT_KEY, POD, METER, 0, block.timestamp);
        vm.prank(REGISTRAR);
        registry.succeed(POD, next, METER, 0, block.timestamp, signature);
        PodRegistry.Link[] memory links = registry.linksOf(POD);
        vm.assertEq(links.length, 3);
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertEq(links[i].owner, owner);
            vm.assertEq(links[i].until, links[i + 1].since);
        }
        vm.assertEq(registry.linkOf(POD).owner, next);
    }

    function test_nothing_succeeds_where_there_is_no_link() public {
        bytes memory signature = _sign(OWNER_KEY, POD, METER, 0, block.timestamp);
        vm.startPrank(REGISTRAR);
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.NotLinked.selector, POD));
        registry.succeed(POD, owner, METER, 0, block.timestamp, signature);
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.NotLinked.selector, POD));
        registry.revoke(POD);
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.NotLinked.selector, POD));
        registry.linkOf(POD);
    }

    function test_the_owner_and_registrars_revoke_and_nobody_else() public {
        _link(OWNER_KEY, POD, METER);
        vm.prank(vm.addr(NEXT_KEY));
        vm.expectRevert(abi.encodeWithSelector(PodRegistry.NotYours.selector, POD));
        registry.revoke(POD);
        vm.prank(owner);
        vm.expectEmit(address(registry));
        emit PodRegistry.Revoked(POD, owner, 0);
        registry.revoke(POD);
        vm.assertEq(registry.linksOf(POD)[0].until, block.timestamp);
        _link(OWNER_KEY, POD, METER);
        vm.prank(REGISTRAR);
        registry.revoke(POD);
        vm.assertEq(registry.linksOf(POD).length, 2);
    }

    function test_only_registrars_link() public {
        bytes32 role = registry.REGISTRAR_ROLE();
        bytes memory signature = _sign(OWNER_KEY, POD, METER, 0, block.timestamp);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, owner, role));
        registry.link(POD, owner, METER, 0, block.timestamp, signature);
    }

    function _link(uint256 key, bytes32 pod, bytes32 meter) private {
        uint256 nonce = registry.nonces(vm.addr(key));
        bytes memory signature = _sign(key, pod, meter, nonce, block.timestamp);
        vm.prank(REGISTRAR);
        registry.link(pod, vm.addr(key), meter, nonce, block.timestamp, signature);
    }

    function _domain() private view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address verifier,,) = registry.eip712Domain();
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifier
            )
        );
    }

    function _sign(uint256 key, bytes32 pod, bytes32 meter, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes memory)
    {
        bytes32 message = keccak256(abi.encode(registry.LINK_TYPEHASH(), pod, vm.addr(key), meter, nonce, deadline));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", _domain(), message)));
        return abi.encodePacked(r, s, v);
    }
}
