// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Guarded} from "./Guarded.sol";

/// @title Whose meter is behind a POD
/// @notice Links the commitment of a POD (keccak256(salt || code): no code is ever on chain) to its owner's account and to the hash of the
/// key that its meter signs readings with, by the owner's EIP-712 signature. All links of a POD stay readable, also after they ended.
contract PodRegistry is Guarded, EIP712, Nonces {
    /// @notice May register links that their owners signed, and revoke.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");
    /// @notice What an owner signs.
    bytes32 public constant LINK_TYPEHASH =
        keccak256("Link(bytes32 podCommit,address owner,bytes32 meterKeyHash,uint256 nonce,uint256 deadline)");

    /// @notice A link: whose, by which meter key, from when, and until when (POSIX seconds of the blocks; 0 while it holds).
    struct Link {
        address owner;
        uint48 since;
        uint48 until;
        bytes32 meterKeyHash;
    }

    mapping(bytes32 podCommit => Link[]) private _links;

    /// @notice A link holds from now on; `number` counts a POD's links from 0.
    event Linked(bytes32 indexed podCommit, address indexed owner, bytes32 meterKeyHash, uint256 number);
    /// @notice A link ended.
    event Revoked(bytes32 indexed podCommit, address indexed owner, uint256 number);

    /// @notice The POD has a link that holds: it is succeeded or revoked, not linked again.
    error AlreadyLinked(bytes32 podCommit);
    /// @notice The POD has no link that holds.
    error NotLinked(bytes32 podCommit);
    /// @notice The signature was good until `deadline`.
    error Expired(uint256 deadline);
    /// @notice The owner did not sign this.
    error BadSignature(address owner);
    /// @notice Only the owner and registrars revoke.
    error NotYours(bytes32 podCommit);

    /// @param adminDelay Seconds between the announcement and the acceptance of a new admin.
    /// @param admin Grants and revokes roles.
    /// @param pauser May stop writes; the zero address for nobody yet.
    constructor(uint48 adminDelay, address admin, address pauser)
        Guarded(adminDelay, admin, pauser)
        EIP712("Platone PodRegistry", "1")
    {}

    /// @notice Links a POD that has no link, or none any more.
    /// @param podCommit keccak256(salt || code).
    /// @param owner Who signed; an account or an ERC-1271 contract.
    /// @param meterKeyHash keccak256 of the meter's public key.
    /// @param nonce `nonces(owner)`: each signature is good once.
    /// @param deadline Last second at which the signature is good.
    /// @param signature The owner's, of the EIP-712 message `Link` of the first five.
    function link(
        bytes32 podCommit,
        address owner,
        bytes32 meterKeyHash,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external onlyRole(REGISTRAR_ROLE) whenNotPaused {
        if (_holds(podCommit)) revert AlreadyLinked(podCommit);
        _link(podCommit, owner, meterKeyHash, nonce, deadline, signature);
    }

    /// @notice Ends a POD's link and begins the next at once: another meter key, or another owner. The parameters are those of `link`; the
    /// signature is the next owner's.
    function succeed(
        bytes32 podCommit,
        address owner,
        bytes32 meterKeyHash,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external onlyRole(REGISTRAR_ROLE) whenNotPaused {
        _end(podCommit);
        _link(podCommit, owner, meterKeyHash, nonce, deadline, signature);
    }

    /// @notice Ends a POD's link.
    function revoke(bytes32 podCommit) external whenNotPaused {
        if (!_holds(podCommit)) revert NotLinked(podCommit);
        if (msg.sender != _last(podCommit).owner && !hasRole(REGISTRAR_ROLE, msg.sender)) revert NotYours(podCommit);
        _end(podCommit);
    }

    /// @notice The link of a POD that holds now.
    function linkOf(bytes32 podCommit) external view returns (Link memory) {
        if (!_holds(podCommit)) revert NotLinked(podCommit);
        return _last(podCommit);
    }

    /// @notice All links of a POD, in order.
    function linksOf(bytes32 podCommit) external view returns (Link[] memory) {
        return _links[podCommit];
    }

    function _link(
        bytes32 podCommit,
        address owner,
        bytes32 meterKeyHash,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) private {
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp > deadline) revert Expired(deadline);
        _useCheckedNonce(owner, nonce);
        bytes32 digest =
            _hashTypedDataV4(keccak256(abi.encode(LINK_TYPEHASH, podCommit, owner, meterKeyHash, nonce, deadline)));
        if (!SignatureChecker.isValidSignatureNow(owner, digest, signature)) revert BadSignature(owner);
        Link[] storage links = _links[podCommit];
        links.push(Link(owner, uint48(block.timestamp), 0, meterKeyHash));
        emit Linked(podCommit, owner, meterKeyHash, links.length - 1);
    }

    function _end(bytes32 podCommit) private {
        if (!_holds(podCommit)) revert NotLinked(podCommit);
        Link storage last = _last(podCommit);
        last.until = uint48(block.timestamp);
        emit Revoked(podCommit, last.owner, _links[podCommit].length - 1);
    }

    function _holds(bytes32 podCommit) private view returns (bool) {
        return _links[podCommit].length != 0 && _last(podCommit).until == 0;
    }

    function _last(bytes32 podCommit) private view returns (Link storage) {
        Link[] storage links = _links[podCommit];
        return links[links.length - 1];
    }
}
