// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The receiving side of the SOFIE Interledger interfaces
interface IInterledgerReceiver {
    /// @notice What came under the nonce took effect.
    event InterledgerEventAccepted(uint256 nonce);
    /// @notice What came under the nonce was refused, and had no effect.
    event InterledgerEventRejected(uint256 nonce);

    /// @notice Takes what the other ledger sent.
    function interledgerReceive(uint256 nonce, bytes calldata data) external;
}
