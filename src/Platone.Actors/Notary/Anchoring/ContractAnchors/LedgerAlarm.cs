namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Something that keeps a contract from what it is to do, until it is over.</summary>
/// <param name="Kind">What.</param>
/// <param name="Detail">One sentence with the values concerned, as it was when the alarm was raised.</param>
/// <param name="Since">When it was raised, UTC.</param>
public sealed record LedgerAlarm(LedgerAlarmKind Kind, string Detail, DateTimeOffset Since);

/// <summary>Kinds of alarm. The numbers are stored: never change one.</summary>
public enum LedgerAlarmKind
{
    /// <summary>The node of the chain does not answer.</summary>
    Unreachable = 1,

    /// <summary>The node is of another chain than the configuration says, or than the account belongs to. Nothing is sent.</summary>
    WrongChain = 2,

    /// <summary>
    /// The contract is not where the journal says: not there, behind what was final, ahead of what was asked for, or with another history of
    /// the log. Nothing is sent.
    /// </summary>
    Contradiction = 3,

    /// <summary>The contract refuses what it is asked for (another history, a missing role, a pause). It is tried again.</summary>
    Refused = 4,

    /// <summary>A transaction is not mined though it was replaced as often as is allowed.</summary>
    Stuck = 5,

    /// <summary>Sealed heads wait longer than they should.</summary>
    Lag = 6,

    /// <summary>A call was given up, since it can never take effect. It stands until somebody who has looked at it clears it.</summary>
    GivenUp = 7,

    /// <summary>
    /// The service ledger rejected what the access ledger had released, or was given something else in its place: those tokens are not
    /// minted. Released again as soon as the token would take them.
    /// </summary>
    Rejected = 8,

    /// <summary>
    /// A transaction was mined and reverted though the contract would have taken it when it was asked: gas was paid for nothing. Sent again,
    /// after a longer pause each time.
    /// </summary>
    Reverted = 9,

    /// <summary>The network asks more a gas than is allowed: nothing new is signed until it asks less.</summary>
    TooDear = 10,
}
