// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The sending side of the SOFIE Interledger interfaces
/// @notice Selectors and events are SOFIE's, so that its components work with this contract, and this one's relayer with theirs.
interface IInterledgerSender {
    /// @notice `data` is to go to the other ledger.
    event InterledgerEventSending(uint256 id, bytes data);

    /// @notice The other ledger accepted it.
    function interledgerCommit(uint256 id) external;

    /// @notice The other ledger accepted it, and said something.
    function interledgerCommit(uint256 id, bytes calldata data) external;

    /// @notice The other ledger rejected it, or it never got there.
    function interledgerAbort(uint256 id, uint256 reason) external;
}
