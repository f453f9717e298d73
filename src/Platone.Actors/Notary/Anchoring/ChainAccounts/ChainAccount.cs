using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>
/// An account of a chain, as owner of its nonces: each is used for one job, and stays with it until a transaction with it can no longer go,
/// whatever the node, the network or the chain does (ledger, "Anchoring").
/// </summary>
/// <param name="Id">The account.</param>
internal sealed record ChainAccount(ChainAccountId Id) : IAggregate<ChainAccount, ChainAccountCommand, ChainAccountEvent>
{
    /// <summary>The chain it is tied to; null until it is.</summary>
    public ulong? ChainId { get; init; }

    /// <summary>The nonce of its next transaction.</summary>
    public ulong NextNonce { get; init; }

    /// <summary>Its transactions that are not final, by nonce.</summary>
    public ImmutableSortedDictionary<ulong, ChainTransaction> UnderWay { get; init; } = ImmutableSortedDictionary<ulong, ChainTransaction>.Empty;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>An account nothing has happened to.</summary>
    public static ChainAccount Empty(ChainAccountId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<ChainAccountEvent> Decide(ChainAccountCommand command) => command switch
    {
        OpenAccount c => Open(c),
        _ when ChainId is null => Decision.Reject("account-not-open", $"{Id} is not tied to a chain yet"),
        SkipNonces c when c.NextNonce <= NextNonce => Decision.AlreadyDone,
        SkipNonces c => Decision.Emit(new NoncesSkipped(Id, c.NextNonce, Instant.Cut(c.At))),
        SetAccountBack c when c.NextNonce >= View().FirstNotFinal => Decision.AlreadyDone,
        SetAccountBack c => Decision.Emit(new AccountSetBack(Id, c.NextNonce, Instant.Cut(c.At))),
        SignTransaction c => Sign(c),
        SubmitTransaction c => Of(c.Nonce, t => t.Last.Hash == c.Hash && t.SubmittedAt is null
            ? Decision.Emit(new TransactionSubmitted(Id, c.Nonce, c.Hash, Instant.Cut(c.At)))
            : Decision.AlreadyDone),
        ReplaceTransaction c => Of(c.Nonce, t => Replace(t, c)),
        MineTransaction c => Of(c.Nonce, t => Mine(t, c)),
        ReorgTransaction c => Of(c.Nonce, t => t.Mined?.Receipt.Block.Hash == c.Block
            ? Decision.Emit(new TransactionReorged(Id, c.Nonce, c.Block, Instant.Cut(c.At)))
            : Decision.AlreadyDone),
        FinaliseTransaction c => Of(c.Nonce, t => t.Mined?.Receipt == c.Receipt
            ? Decision.Emit(new TransactionFinalised(Id, c.Nonce, c.Receipt, Instant.Cut(c.At)))
            : Decision.Reject("not-mined-there", $"the transaction with nonce {c.Nonce} of {Id} is not known to be {c.Receipt}")),
        LoseNonce c => Of(c.Nonce, t => t.Mined is null
            ? Decision.Emit(new NonceLost(Id, c.Nonce, Instant.Cut(c.At)))
            : Decision.Reject("nonce-mined", $"nonce {c.Nonce} of {Id} was used by {t.Mined.Receipt.Transaction}, which is its own")),
        _ => throw new ArgumentException($"an account does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public ChainAccount Apply(ChainAccountEvent @event)
    {
        var next = @event switch
        {
            AccountOpened e => this with { ChainId = e.ChainId, NextNonce = e.NextNonce },
            NoncesSkipped e => this with { NextNonce = e.NextNonce },
            TransactionSigned e => this with
            {
                NextNonce = e.Nonce + 1,
                UnderWay = UnderWay.Add(e.Nonce, new ChainTransaction(e.Nonce, e.Job, [e.Transaction], null, null)),
            },
            TransactionSubmitted e => Change(e.Nonce, t => t with { SubmittedAt = e.RecordedAt }),
            TransactionReplaced e => Change(e.Nonce, t => t with { Signed = [.. t.Signed, e.Transaction], SubmittedAt = null }),
            TransactionMined e => Change(e.Nonce, t => t with { Mined = e.Mined }),
            // It may have left the pools with its block: to be sent again.
            TransactionReorged e => Change(e.Nonce, t => t with { Mined = null, SubmittedAt = null }),
            TransactionFinalised e => this with { UnderWay = UnderWay.Remove(e.Nonce) },
            AccountSetBack e => this with
            {
                NextNonce = e.NextNonce, UnderWay = ImmutableSortedDictionary<ulong, ChainTransaction>.Empty,
            },
            NonceLost e => this with { UnderWay = UnderWay.Remove(e.Nonce) },
            _ => throw new UnknownEventException(nameof(ChainAccount), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>Where it stands.</summary>
    public ChainAccountView View() => new(Id, ChainId, NextNonce, [.. UnderWay.Values]);

    /// <summary>By content.</summary>
    public bool Equals(ChainAccount? other) => other is not null && Id == other.Id && ChainId == other.ChainId && NextNonce == other.NextNonce
        && RecordedAt == other.RecordedAt && UnderWay.SequenceEqual(other.UnderWay);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, ChainId, NextNonce, UnderWay.Count);

    private Decision<ChainAccountEvent> Open(OpenAccount c)
    {
        if (ChainId is { } known)
        {
            return known == c.ChainId
                ? Decision.AlreadyDone
                : Decision.Reject("wrong-chain", $"{Id} belongs to chain {known}, not to {c.ChainId}", "chainId");
        }
        return c.ChainId == 0
            ? Decision.Reject(new Problem("bad-chain-id", "a chain's id is not 0", "chainId", ProblemKind.Invalid))
            : Decision.Emit(new AccountOpened(Id, c.ChainId, c.NextNonce, Instant.Cut(c.At)));
    }

    private Decision<ChainAccountEvent> Sign(SignTransaction c)
    {
        // A second transaction for a job could do it twice.
        if (UnderWay.Values.Any(t => t.Job == c.Job))
            return Decision.AlreadyDone;
        return c.Nonce == NextNonce
            ? Decision.Emit(new TransactionSigned(Id, c.Job, c.Nonce, c.Transaction, Instant.Cut(c.At)))
            : Decision.Reject("wrong-nonce", $"the next nonce of {Id} is {NextNonce}, not {c.Nonce}", "nonce");
    }

    private Decision<ChainAccountEvent> Replace(ChainTransaction t, ReplaceTransaction c)
    {
        if (t.Signed.Any(s => s.Hash == c.Transaction.Hash) || t.Last.Hash != c.Replaced || t.Mined is not null)
            return Decision.AlreadyDone;
        if (t.Last.Fees.IsZero)
            return Decision.Reject("free-network", $"the transaction with nonce {c.Nonce} of {Id} offers nothing a gas: it is sent again as it is");
        if (t.Signed.Count > c.MostReplacements)
            return Decision.Reject("replaced-often", $"the transaction with nonce {c.Nonce} of {Id} was replaced {t.Signed.Count - 1} times already");
        return c.Transaction.Fees.Outbid(t.Last.Fees)
            ? Decision.Emit(new TransactionReplaced(Id, c.Nonce, c.Replaced, c.Transaction, Instant.Cut(c.At)))
            : Decision.Reject("bump-too-small", $"a replacement of {t.Last.Fees} must offer {t.Last.Fees.Bumped()} at least, not {c.Transaction.Fees}");
    }

    private Decision<ChainAccountEvent> Mine(ChainTransaction t, MineTransaction c)
    {
        if (t.Mined == c.Mined)
            return Decision.AlreadyDone;
        if (t.Signed.All(s => s.Hash != c.Mined.Receipt.Transaction))
            return Decision.Reject("unknown-transaction", $"{c.Mined.Receipt.Transaction} is none of those {Id} signed with nonce {c.Nonce}");
        var mined = new TransactionMined(Id, c.Nonce, c.Mined, Instant.Cut(c.At));
        return t.Mined is { } before
            ? Decision.Emit(new TransactionReorged(Id, c.Nonce, before.Receipt.Block.Hash, Instant.Cut(c.At)), mined)
            : Decision.Emit(mined);
    }

    // Of one that is final, or was lost, nothing more is to be recorded.
    private Decision<ChainAccountEvent> Of(ulong nonce, Func<ChainTransaction, Decision<ChainAccountEvent>> decide)
    {
        if (UnderWay.TryGetValue(nonce, out var transaction))
            return decide(transaction);
        return nonce < NextNonce
            ? Decision.AlreadyDone
            : Decision.Reject(new Problem("unknown-nonce", $"{Id} has signed nothing with nonce {nonce}", "nonce", ProblemKind.NotFound));
    }

    private ChainAccount Change(ulong nonce, Func<ChainTransaction, ChainTransaction> change) =>
        this with { UnderWay = UnderWay.SetItem(nonce, change(UnderWay[nonce])) };
}
