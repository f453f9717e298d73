// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bridge} from "../src/Bridge.sol";
import {EventLog} from "../src/EventLog.sol";
import {FlexMarket} from "../src/FlexMarket.sol";
import {FlexToken} from "../src/FlexToken.sol";
import {PodRegistry} from "../src/PodRegistry.sol";
import {Trees} from "./Trees.sol";
import {Test} from "./Vm.sol";

/// What transactions cost, all of it: calls are transactions of their own here (isolate), and `scripts/gas.mjs` writes the figures to
/// GAS.md.
/// forge-config: default.isolate = true
contract GasTest is Test {
    using Trees for Trees.Tree;

    Trees.Tree private tree = Trees.Tree("uniform", 0, true);

    /// An anchor at a million leaves costs at most 80,000 gas.
    function test_anchor() public {
        uint256[5] memory batches = [uint256(256), 1024, 4096, 16384, 65536];
        for (uint256 b = 0; b < batches.length; ++b) {
            uint256 sum;
            uint256 most;
            // Sizes in no relation to powers of two.
            for (uint256 i = 0; i < 32; ++i) {
                uint256 gas = _anchor(1_000_000 + i * 1543, batches[b]);
                sum += gas;
                if (gas > most) most = gas;
            }
            string memory name = vm.toString(batches[b]);
            vm.snapshotValue("anchor", string.concat(name, " mean"), sum / 32);
            vm.snapshotValue("anchor", string.concat(name, " most"), most);
            vm.assertLe(most, 80_000, "an anchor at a million leaves");
        }
        vm.assertLe(_anchor(1_000_000, 4096), 80_000, "an anchor at exactly a million leaves");
        _note("EventLog", "anchor at 1,000,000 leaves, 4,096 more", _anchor(1_000_000, 4096));
        _note("EventLog", "anchor at 2^20 - 1 leaves, 4,096 more: no proof is longer", _anchor(2 ** 20 - 1, 4096));
        _note("EventLog", "anchor at 2^20 leaves, 4,096 more: no proof is shorter", _anchor(2 ** 20, 4096));

        EventLog log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 0, 0, 0);
        log.anchor(1, 4096, tree.root(4096), new bytes32[](0));
        _note("EventLog", "first anchor");
        log.anchor(1, 4096, tree.root(4096), new bytes32[](0));
        _note("EventLog", "the same again, without effect");
    }

    /// Fifty holders that have tokens are minted more for at most 500,000 gas.
    function test_mint() public {
        FlexToken token = new FlexToken(DELAY, address(this), PAUSER, "Platone Flexibility", "FLEX");
        token.grantRole(token.MINTER_ROLE(), address(this));
        _settle(token, "1", 50, 1_234_567, 0);
        _note("FlexToken", "settle 50 new holders");
        _settle(token, "2", 50, 1_234_567, 0);
        _note("FlexToken", "settle 50 holders, mint");
        vm.assertLe(vm.lastCallGas().gasTotalUsed, 500_000, "a mint of fifty holders");
        _settle(token, "3", 50, 0, 234_567);
        _note("FlexToken", "settle 50 holders, burn");
        _settle(token, "4", 50, 0, 9_234_567);
        _note("FlexToken", "settle 50 holders, burn all and record a debt");
        _settle(token, "5", 50, 9_234_567, 0);
        _note("FlexToken", "settle 50 holders, set off a debt and mint the rest");
        _settle(token, "5", 50, 9_234_567, 0);
        _note("FlexToken", "the same again, without effect");
        _settle(token, "6", 250, 1_234_567, 0);
        _settle(token, "7", 250, 1_234_567, 0);
        _note("FlexToken", "settle 250 holders, mint");
    }

    function test_registry() public {
        PodRegistry registry = new PodRegistry(DELAY, address(this), PAUSER);
        registry.grantRole(registry.REGISTRAR_ROLE(), address(this));
        address owner = vm.addr(0xa11ce);
        bytes memory signature = _sign(registry, "meter 1", 0);
        registry.link(keccak256("pod"), owner, "meter 1", 0, 1 days, signature);
        _note("PodRegistry", "link");
        signature = _sign(registry, "meter 2", 1);
        registry.succeed(keccak256("pod"), owner, "meter 2", 1, 1 days, signature);
        _note("PodRegistry", "succeed");
        registry.revoke(keccak256("pod"));
        _note("PodRegistry", "revoke");
    }

    function test_market() public {
        FlexMarket market = new FlexMarket(DELAY, address(this), PAUSER);
        market.grantRole(market.OPERATOR_ROLE(), address(this));
        bytes32 day = keccak256("day");
        FlexMarket.Request memory request = FlexMarket.Request(keccak256("dso"), 1, true, 900_000, keccak256("rest"));
        FlexMarket.Offer memory offer;
        (offer.id, offer.direction, offer.rest) = (keccak256("offer"), 1, keccak256("rest"));
        (offer.steps = new FlexMarket.Step[](1))[0] = FlexMarket.Step(1_000_000, 500_000);
        for (uint64 i = 0; i < 96; ++i) {
            offer.power = bytes.concat(offer.power, bytes8(3000 + i));
        }
        // Among 1,024 offers that are all the same, each has this proof.
        bytes32 root = sha256(bytes.concat(hex"00", abi.encode(offer)));
        FlexMarket.Award[] memory awards = new FlexMarket.Award[](10);
        bytes32[] memory proof = new bytes32[](10);
        for (uint256 i = 0; i < 10; ++i) {
            proof[i] = root;
            root = sha256(bytes.concat(hex"01", root, root));
        }
        uint128 energy;
        for (uint64 i = 0; i < 96; ++i) {
            energy += 10 * ((3000 + i) / 2);
        }
        for (uint32 i = 0; i < 10; ++i) {
            awards[i] = FlexMarket.Award(100 * i, 500_000, offer, proof);
        }
        bytes32 requests = sha256(bytes.concat(hex"00", abi.encode(request)));
        market.commitRequests(day, requests, 1, FlexMarket.Pricing.PayAsBid);
        _note("FlexMarket", "commit requests");
        market.commitOffers(day, root, 1024);
        _note("FlexMarket", "commit offers");
        market.commitOutcome(day, FlexMarket.Outcome("outcome", 10, energy, int128(energy) * 500_000));
        _note("FlexMarket", "commit outcome");
        market.proveAwards(day, 0, request, new bytes32[](0), 0, awards);
        _note("FlexMarket", "prove 10 awards of 96 intervals among 1,024 offers");
        market.commitSettlement(day, 1, "settlement");
        _note("FlexMarket", "commit settlement");
    }

    function test_bridge() public {
        EventLog log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 1, 1_000_000, tree.root(1_000_000));
        FlexToken token = new FlexToken(DELAY, address(this), PAUSER, "Platone Flexibility", "FLEX");
        Bridge access = new Bridge(DELAY, address(this), PAUSER, log, FlexToken(address(0)), 0, address(0));
        Bridge service = new Bridge(DELAY, address(this), PAUSER, EventLog(address(0)), token, 7, address(access));
        token.grantRole(token.MINTER_ROLE(), address(service));
        access.grantRole(access.RELEASER_ROLE(), address(this));
        access.grantRole(access.RELAYER_ROLE(), address(this));
        service.grantRole(service.RELAYER_ROLE(), address(this));
        Bridge.Settlement memory settlement = Bridge.Settlement("1", _holders(10), _same(10, 1234), _same(10, 0));
        access.release(
            Bridge.Certificate(tree.leaf(5), 5, 1_000_000, tree.root(1_000_000), 1, tree.inclusion(5, 1_000_000)),
            settlement
        );
        _note("Bridge", "release a settlement of 10");
        service.interledgerReceive(
            service.nonceOf(7, address(access), 1), abi.encode(uint256(1), tree.leaf(5), settlement)
        );
        _note("Bridge", "receive it, and mint for 10 new holders");
        access.interledgerCommit(1);
        _note("Bridge", "commit");
    }

    function _anchor(uint256 first, uint256 more) private returns (uint256) {
        EventLog log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 6, uint64(first), tree.root(first));
        uint256 second = first + more;
        log.anchor(7, uint64(second), tree.root(second), tree.consistency(first, second));
        return vm.lastCallGas().gasTotalUsed;
    }

    function _settle(FlexToken token, bytes32 id, uint256 count, uint256 mint, uint256 burn) private {
        token.settle(id, _holders(count), _same(count, mint), _same(count, burn));
    }

    function _holders(uint256 count) private pure returns (address[] memory holders) {
        holders = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            holders[i] = address(uint160(uint256(keccak256(abi.encode(i)))));
        }
    }

    function _same(uint256 count, uint256 value) private pure returns (uint256[] memory list) {
        list = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = value;
        }
    }

    function _sign(PodRegistry registry, bytes32 meter, uint256 nonce) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Platone PodRegistry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        bytes32 message = keccak256(
            abi.encode(registry.LINK_TYPEHASH(), keccak256("pod"), vm.addr(0xa11ce), meter, nonce, uint256(1 days))
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xa11ce, keccak256(abi.encodePacked(hex"1901", domain, message)));
        return abi.encodePacked(r, s, v);
    }

    function _note(string memory group, string memory name) private {
        _note(group, name, vm.lastCallGas().gasTotalUsed);
    }

    function _note(string memory group, string memory name, uint256 gas) private {
        vm.snapshotValue(group, name, gas);
    }
}
