// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title Who may do what in all of Platone's contracts
/// @notice One admin, handed over in two steps after a delay; a pauser who stops writes at once. Reads never stop, and only the admin lets
/// writes go on. There is no proxy: what is deployed does not change.
abstract contract Guarded is AccessControlDefaultAdminRules, Pausable {
    /// @notice May stop writes.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @param adminDelay Seconds between the announcement and the acceptance of a new admin.
    /// @param admin Grants and revokes roles.
    /// @param pauser May stop writes; the zero address for nobody yet.
    constructor(uint48 adminDelay, address admin, address pauser) AccessControlDefaultAdminRules(adminDelay, admin) {
        if (pauser != address(0)) _grantRole(PAUSER_ROLE, pauser);
    }

    /// @notice Stops writes.
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @notice Lets writes go on.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }
}
