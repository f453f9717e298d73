// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EventLog} from "../src/EventLog.sol";
import {Test} from "./Vm.sol";

/// The probes of transparency-dev/merkle, put to the contract: it takes exactly those that are right. They are beside the repository only.
contract MerkleVectorsTest is Test {
    string private constant FOLDER = "../../shared/data/ledger/";
    uint256 private constant COUNT = 98;

    function test_consistency_probes() public {
        string memory json = _read("rfc6962_consistency_probes.json");
        uint256 taken;
        for (uint256 i = 0; i < COUNT; ++i) {
            string memory probe = string.concat("$[", vm.toString(i), "]");
            (bool isRead, bytes32 root1, bytes32 root2, bytes32[] memory proof) =
                _hashes(json, probe, ".root1", ".root2");
            uint256 size1 = vm.parseJsonUint(json, string.concat(probe, ".size1"));
            uint256 size2 = vm.parseJsonUint(json, string.concat(probe, ".size2"));
            bool isWrong = vm.parseJsonBool(json, string.concat(probe, ".wantErr"));
            // What is no hash cannot be put to the contract; a log of the same size is no larger one; and of nothing there is no head.
            if (!isRead || size1 == 0 || root1 == 0) {
                vm.assertTrue(isWrong || size1 >= size2, probe);
                continue;
            }
            EventLog log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 1, uint64(size1), root1);
            try log.anchor(2, uint64(size2), root2, proof) {
                vm.assertFalse(isWrong);
                ++taken;
            } catch {
                vm.assertTrue(isWrong || size1 == size2, probe);
            }
        }
        vm.assertEq(taken, 4);
    }

    function test_inclusion_probes() public {
        string memory json = _read("rfc6962_inclusion_probes.json");
        uint256 taken;
        for (uint256 i = 0; i < COUNT; ++i) {
            string memory probe = string.concat("$[", vm.toString(i), "]");
            (bool isRead, bytes32 leaf, bytes32 root, bytes32[] memory proof) =
                _hashes(json, probe, ".leafHash", ".root");
            uint256 index = vm.parseJsonUint(json, string.concat(probe, ".leafIdx"));
            uint256 size = vm.parseJsonUint(json, string.concat(probe, ".treeSize"));
            bool isWrong = vm.parseJsonBool(json, string.concat(probe, ".wantErr"));
            if (!isRead || size == 0 || index > type(uint64).max) {
                vm.assertTrue(isWrong, probe);
                continue;
            }
            EventLog log = new EventLog(DELAY, ADMIN, PAUSER, address(this), 1, uint64(size), root);
            bool isIncluded = log.verify(leaf, uint64(index), uint64(size), root, 1, proof);
            vm.assertEq(isIncluded, !isWrong, probe);
            if (isIncluded) ++taken;
        }
        vm.assertEq(taken, 6);
    }

    function _read(string memory name) private view returns (string memory) {
        string memory path = string.concat(FOLDER, name);
        // Where the folder is not there, it is also none that forge may look into.
        bool isThere;
        try vm.exists(path) returns (bool found) {
            isThere = found;
        } catch {}
        vm.skip(!isThere, string.concat(path, " is not here"));
        return vm.readFile(path);
    }

    function _hashes(string memory json, string memory probe, string memory first, string memory second)
        private
        pure
        returns (bool isRead, bytes32 a, bytes32 b, bytes32[] memory proof)
    {
        (bool isA, bytes32 hashA) = _hash(vm.parseJsonString(json, string.concat(probe, first)));
        (bool isB, bytes32 hashB) = _hash(vm.parseJsonString(json, string.concat(probe, second)));
        (isRead, a, b) = (isA && isB, hashA, hashB);
        string[] memory texts;
        try vm.parseJsonStringArray(json, string.concat(probe, ".proof")) returns (string[] memory list) {
            texts = list;
        } catch {
            // null: no proof
            return (isRead, a, b, new bytes32[](0));
        }
        proof = new bytes32[](texts.length);
        for (uint256 i = 0; i < texts.length; ++i) {
            bool isHash;
            (isHash, proof[i]) = _hash(texts[i]);
            isRead = isRead && isHash;
        }
    }

    // 32 bytes in base64 are 43 digits and a padding.
    function _hash(string memory text) private pure returns (bool isHash, bytes32 hash) {
        bytes memory digits = bytes(text);
        if (digits.length != 44) return (false, 0);
        uint256 value;
        for (uint256 i = 0; i < 43; ++i) {
            uint8 c = uint8(digits[i]);
            uint256 digit = c >= 97 ? c - 71 : c >= 65 ? c - 65 : c >= 48 ? c + 4 : c == 43 ? 62 : 63;
            value = i < 42 ? value << 6 | digit : value << 4 | digit >> 2;
        }
        return (true, bytes32(value));
    }
}
