using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Host.Pages.Ledgers;

/// <summary>Alarms in words for whoever watches: what is wrong, what the node does meanwhile, and what a person can do (docs/ledger.md).</summary>
internal static class AlarmWords
{
    /// <summary>The words of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static (string Title, string Meanwhile, string ToDo) Of(LedgerAlarmKind kind) => kind switch
    {
        LedgerAlarmKind.Unreachable => ("The node of the chain does not answer",
            "Heads, calls and tokens wait; the market and everything else go on.",
            "Look at that node and the way to it. It is asked again by itself."),
        LedgerAlarmKind.WrongChain => ("The node is of another chain", "Nothing is sent.",
            "Set url and chain-id of the ledger to the chain its contracts are on."),
        LedgerAlarmKind.Contradiction => ("The contract is not where the journal says", "Nothing is sent to it.",
            "Find out who changed it, or whether the chain was set back: then platone ledger resume goes on with what it has left."),
        LedgerAlarmKind.Refused => ("The contract refuses what it is asked", "It is asked again at each look.",
            "Mostly a role is missing or it is paused: its admin grants the role, its pauser ends the pause."),
        LedgerAlarmKind.Stuck => ("A transaction is not mined", "It is sent again at each look, not dearer.",
            "See whether the account has funds and the node takes its fees."),
        LedgerAlarmKind.Lag => ("Heads wait longer than they should", "Nothing is given up for being late.",
            "See whether the chain makes blocks, and the other alarms."),
        LedgerAlarmKind.GivenUp => ("A call was given up: it can never take effect", "All else goes on.",
            "Read the reason; somebody has to know. Then say that it was looked at, and the alarm ends."),
        LedgerAlarmKind.Rejected => ("Released tokens were rejected on the service ledger", "They are released again once the token would take them.",
            "See whether the token is paused and the bridge is a minter."),
        LedgerAlarmKind.Reverted => ("A transaction was mined and reverted", "Gas was paid for nothing; it is sent again after a longer pause each time.",
            "Read the reason: somebody else may have changed the contract's state, or the contract asked for changes its mind."),
        LedgerAlarmKind.TooDear => ("The network asks more for gas than is allowed", "Nothing new is signed until it asks less.",
            "Wait, or raise most-gas-price of the ledger if that is its price now."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such alarm"),
    };
}
