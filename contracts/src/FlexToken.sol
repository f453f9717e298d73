// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Guarded} from "./Guarded.sol";

/// @title Tokens for settled flexibility
/// @notice One token is one kWh; with three decimals its unit is the watt hour. Settlements mint for what was delivered and burn for what
/// was not, each exactly once. What a holder cannot pay is kept as debt and set off against what is minted for him later.
contract FlexToken is ERC20, Guarded {
    /// @notice May settle; one account an aggregator.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    /// @notice Entries a settlement has at most; larger ones come in several batches, each with its own id.
    uint256 public constant MAX_BATCH = 250;

    // Balance in the lower half, debt in the upper: a settlement looks at both of every holder, so they share a slot. These stand in for
    // ERC20's own balances and supply.
    mapping(address holder => uint256 account) private _accounts;
    uint256 private _supply;

    /// @notice What each settlement was: keccak256(abi.encode(to, minted, burned)); zero where there was none.
    mapping(bytes32 settlementId => bytes32 content) public settlementOf;

    /// @notice A settlement took effect.
    event Settled(bytes32 indexed settlementId, address indexed minter, bytes32 content);
    /// @notice What a holder owes changed.
    event DebtChanged(address indexed holder, uint256 debt);

    /// @notice The id is taken by a settlement with other content.
    error Conflict(bytes32 settlementId);
    /// @notice The three lists are not of one length, from 1 to `MAX_BATCH`.
    error BadBatch(uint256 to, uint256 minted, uint256 burned);
    /// @notice Entry `index` has an amount of 2^128 or more, or takes a balance, a debt or the supply there.
    error TooMuch(uint256 index);

    /// @param adminDelay Seconds between the announcement and the acceptance of a new admin.
    /// @param admin Grants and revokes roles.
    /// @param pauser May stop writes; the zero address for nobody yet.
    /// @param name_ The token's name.
    /// @param symbol_ Its symbol.
    constructor(uint48 adminDelay, address admin, address pauser, string memory name_, string memory symbol_)
        ERC20(name_, symbol_)
        Guarded(adminDelay, admin, pauser)
    {}

    /// @notice Mints and burns, entry by entry: what is minted first pays the holder's debt, then what is burned is taken from the balance,
    /// and what the balance lacks becomes debt. The same settlement again has no effect.
    /// @param settlementId Hash of session, statement version and batch.
    /// @param to Holders; one may be there several times.
    /// @param minted Wh to mint for each.
    /// @param burned Wh to burn of each.
    function settle(bytes32 settlementId, address[] calldata to, uint256[] calldata minted, uint256[] calldata burned)
        external
        onlyRole(MINTER_ROLE)
        whenNotPaused
    {
        uint256 count = to.length;
        if (count == 0 || count > MAX_BATCH || minted.length != count || burned.length != count) {
            revert BadBatch(count, minted.length, burned.length);
        }
        bytes32 content = keccak256(abi.encode(to, minted, burned));
        bytes32 known = settlementOf[settlementId];
        if (known == content) return;
        if (known != 0) revert Conflict(settlementId);
        settlementOf[settlementId] = content;

        uint256 supply = _supply;
        for (uint256 i = 0; i < count; ++i) {
            supply = _settleOne(i, to[i], minted[i], burned[i], supply);
        }
        _supply = supply;
        emit Settled(settlementId, msg.sender, content);
    }

    /// @notice What a holder owes, in Wh.
    function debtOf(address holder) external view returns (uint256) {
        return _accounts[holder] >> 128;
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 3;
    }

    /// @inheritdoc ERC20
    function balanceOf(address holder) public view override returns (uint256) {
        return uint128(_accounts[holder]);
    }

    /// @inheritdoc ERC20
    function totalSupply() public view override returns (uint256) {
        return _supply;
    }

    // Transfers between holders; minting and burning are settlements only.
    function _update(address from, address to, uint256 value) internal override whenNotPaused {
        uint256 balance = balanceOf(from);
        if (balance < value) revert ERC20InsufficientBalance(from, balance, value);
        // Neither half overflows: the value is at most a balance, and all balances together are at most the supply, which fits one.
        unchecked {
            _accounts[from] -= value;
            _accounts[to] += value;
        }
        emit Transfer(from, to, value);
    }

    function _settleOne(uint256 index, address holder, uint256 mint, uint256 burn, uint256 supply)
        private
        returns (uint256)
    {
        if (holder == address(0)) revert ERC20InvalidReceiver(holder);
        uint256 account = _accounts[holder];
        // What is less than 2^128 can be added twice without overflow, and what is subtracted is the smaller of two.
        unchecked {
            if ((mint | burn) >> 128 != 0) revert TooMuch(index);
            (uint256 balance, uint256 debt) = (account & type(uint128).max, account >> 128);
            uint256 setOff = mint < debt ? mint : debt;
            mint -= setOff;
            balance += mint;
            supply += mint;
            uint256 taken = burn < balance ? burn : balance;
            uint256 owed = debt - setOff + burn - taken;
            // A balance is at most the supply.
            if ((supply | owed) >> 128 != 0) revert TooMuch(index);
            _accounts[holder] = owed << 128 | (balance - taken);
            if (mint != 0) emit Transfer(address(0), holder, mint);
            if (taken != 0) emit Transfer(holder, address(0), taken);
            if (owed != debt) emit DebtChanged(holder, owed);
            return supply - taken;
        }
    }
}
