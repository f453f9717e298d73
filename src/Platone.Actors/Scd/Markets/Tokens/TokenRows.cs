using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>A token policy of an aggregator.</summary>
/// <param name="Aggregator">Whose.</param>
/// <param name="Policy">The policy.</param>
/// <param name="ValidFrom">First instant it holds.</param>
/// <param name="At">When it was set.</param>
/// <param name="Event">The event that set it.</param>
public sealed record TokenPolicyRow(ParticipantId Aggregator, TokenPolicy Policy, DateTimeOffset ValidFrom, DateTimeOffset At, EventId Event);

/// <summary>Tokens granted to a holder by a version of a settlement.</summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Version of its settlement.</param>
/// <param name="Batch">The batch it is in.</param>
/// <param name="Aggregator">Who grants.</param>
/// <param name="Grant">To whom, and how much.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">The grant's number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record TokenGrantRow(MarketSessionId Session, int Version, int Batch, ParticipantId Aggregator, TokenGrant Grant,
    DateTimeOffset At, EventId Event, int Unit, Certification Certification)
{
    /// <summary>The batch's name on a ledger.</summary>
    public TokenSettlementId SettlementId => TokenSettlementId.Of(Session, Version, Batch);

    /// <summary>Where it is on a chain; null if no contract of tokens was told of it.</summary>
    public GrantLedgerRow? Ledger { get; init; }
}

/// <summary>Where granted tokens are on a chain.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Address of the contract of tokens.</param>
/// <param name="Settlement">
/// The id the contract has them under, "0x" and 64 digits: the batch's, or of a POD that had no account then its own; null while they wait for one.
/// </param>
/// <param name="AskedAt">When the contract was asked for them; null while they wait for the POD's account.</param>
/// <param name="TransactionHash">The transaction that minted and burned them for good; null while none has.</param>
/// <param name="BlockNumber">The block that is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="FinalAt">When it was seen that it can no longer go.</param>
public sealed record GrantLedgerRow(string Ledger, string Contract, string? Settlement, DateTimeOffset? AskedAt, string? TransactionHash,
    long? BlockNumber, string? BlockHash, DateTimeOffset? FinalAt);
