using System.Collections.Immutable;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// What a contract was asked for and what it has for good: heads of the log one after another, batches of tokens each once, and calls of other
/// kinds each once. Nothing is sent that was not recorded here first (ledger, "Anchoring").
/// </summary>
/// <param name="Id">The contract.</param>
internal sealed record ContractAnchor(ContractAnchorId Id) : IAggregate<ContractAnchor, ContractAnchorCommand, ContractAnchorEvent>
{
    private const int CallSelectorBytes = 4;

    /// <summary>The chain it is tied to; null until it is.</summary>
    public ulong? ChainId { get; init; }

    /// <summary>The head anchored last for good; null until it is tied to a chain.</summary>
    public AnchoredHead? Head { get; init; }

    /// <summary>The head under way.</summary>
    public AnchorRequest? Anchor { get; init; }

    /// <summary>Heads that the chain lost: they follow the one under way, in their order.</summary>
    public ValueList<AnchorRequest> Behind { get; init; }

    /// <summary>Batches of tokens under way.</summary>
    public ImmutableSortedDictionary<Hash256, MintRequest> Mints { get; init; } = ImmutableSortedDictionary<Hash256, MintRequest>.Empty;

    /// <summary>Batches of tokens that are final.</summary>
    public ImmutableSortedSet<Hash256> Minted { get; init; } = [];

    /// <summary>What each batch that was ever asked for is.</summary>
    public ImmutableSortedDictionary<Hash256, Hash256> Contents { get; init; } = ImmutableSortedDictionary<Hash256, Hash256>.Empty;

    /// <summary>Calls under way, in the order they were asked for.</summary>
    public ValueList<CallRequest> Calls { get; init; }

    /// <summary>What each call that was ever asked for is, by its name.</summary>
    public ImmutableSortedDictionary<string, Hash256> CallContents { get; init; } =
        ImmutableSortedDictionary.Create<string, Hash256>(StringComparer.Ordinal);

    /// <summary>Calls given up, by their names.</summary>
    public ImmutableSortedSet<string> Abandoned { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Of a bridge that sends: number of the last block that was read for messages; null before the first.</summary>
    public ulong? ReadThrough { get; init; }

    /// <summary>Of a bridge that sends: id of the newest message; 0 for none.</summary>
    public ulong LastMessage { get; init; }

    /// <summary>Of a bridge that sends: messages that have not ended, by id.</summary>
    public ImmutableSortedDictionary<ulong, PendingMessage> Messages { get; init; } =
        ImmutableSortedDictionary<ulong, PendingMessage>.Empty;

    /// <summary>Of a bridge that sends: where the releases of each settlement with a message are.</summary>
    public ImmutableSortedDictionary<Hash256, SettlementRelease> Releases { get; init; } =
        ImmutableSortedDictionary<Hash256, SettlementRelease>.Empty;

    /// <summary>Accounts of PODs.</summary>
    public ImmutableSortedDictionary<PodId, Address> Accounts { get; init; } = ImmutableSortedDictionary<PodId, Address>.Empty;

    /// <summary>Grants of PODs without an account, in the order they were made.</summary>
    public ValueList<WaitingGrant> Waiting { get; init; }

    /// <summary>Raised alarms.</summary>
    public ImmutableSortedDictionary<LedgerAlarmKind, LedgerAlarm> Alarms { get; init; } =
        ImmutableSortedDictionary<LedgerAlarmKind, LedgerAlarm>.Empty;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A contract nothing has happened to.</summary>
    public static ContractAnchor Empty(ContractAnchorId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<ContractAnchorEvent> Decide(ContractAnchorCommand command) => command switch
    {
        // Tokens may be granted, calls asked for and given up, and alarms raised, before the chain was ever reached.
        RequestMint c => Mint(c),
        LinkHolder c => Link(c),
        RequestCalls c => Request(c),
        AbandonCall c when Abandoned.Contains(c.Name) => Decision.AlreadyDone,
        AbandonCall c when IsUnderWay(c.Name) => Decision.Emit(new CallAbandoned(Id, c.Name, c.Reason, Instant.Cut(c.At))),
        AbandonCall c => Decision.Reject("not-under-way", $"no call {c.Name} of {Id} is under way"),
        RequestRelease c => Release(c),
        RaiseLedgerAlarm c when Alarms.ContainsKey(c.Alarm) => Decision.AlreadyDone,
        RaiseLedgerAlarm c when !Enum.IsDefined(c.Alarm) =>
            Decision.Reject(new Problem("unknown-alarm", $"{(int)c.Alarm} is no alarm", "alarm", ProblemKind.Invalid)),
        RaiseLedgerAlarm c => Decision.Emit(new LedgerAlarmRaised(Id, c.Alarm, c.Detail, Instant.Cut(c.At))),
        ClearLedgerAlarm c when !Alarms.ContainsKey(c.Alarm) => Decision.AlreadyDone,
        ClearLedgerAlarm c => Decision.Emit(new LedgerAlarmCleared(Id, c.Alarm, Instant.Cut(c.At))),
        OpenContract c => Open(c),
        _ when Head is null => Decision.Reject("contract-not-open", $"{Id} is not tied to a chain yet"),
        UndoAnchor c => Undo(c, Head),
        UndoMint c when Minted.Contains(c.Mint.Settlement) => Decision.Emit(new TokensUndone(Id, c.Mint, Instant.Cut(c.At))),
        UndoMint c when Mints.ContainsKey(c.Mint.Settlement) => Decision.AlreadyDone,
        UndoMint c => Decision.Reject("not-final", $"no tokens of the settlement {c.Mint.Settlement} of {Id} are final"),
        UndoCalls c => Undo(c),
        UndoMessages { From: 0 } => Decision.Reject(new Problem("bad-message", "messages are counted from 1", "from", ProblemKind.Invalid)),
        UndoMessages c when ReadThrough is not { } read || (c.From > LastMessage && c.Through >= read) => Decision.AlreadyDone,
        UndoMessages c => Decision.Emit(new MessagesUndone(Id, Math.Min(c.From, LastMessage + 1), Math.Min(c.Through, ReadThrough.Value), c.Lost,
            Instant.Cut(c.At))),
        RequestAnchor c => Request(c, Head),
        FinaliseAnchor c when c.Seq <= Head.Seq => Decision.AlreadyDone,
        FinaliseAnchor c when Anchor is { } anchor && anchor.Seq == c.Seq =>
            Decision.Emit(new AnchorFinalised(Id, new AnchoredHead(anchor.Seq, anchor.Size, anchor.Root, c.Receipt), Instant.Cut(c.At))),
        FinaliseAnchor c => Decision.Reject("not-requested", $"no anchor {c.Seq} of {Id} was asked for"),
        FinaliseMint c when Minted.Contains(c.Settlement) => Decision.AlreadyDone,
        FinaliseMint c when Mints.ContainsKey(c.Settlement) =>
            Decision.Emit(new TokensMinted(Id, c.Settlement, c.Receipt, Instant.Cut(c.At))),
        FinaliseMint c => Decision.Reject("not-requested", $"no tokens of the settlement {c.Settlement} were asked for of {Id}"),
        FinaliseCall c when IsFinal(c.Name) => Decision.AlreadyDone,
        FinaliseCall c when IsUnderWay(c.Name) => Decision.Emit(new CallFinalised(Id, c.Name, c.Receipt, Instant.Cut(c.At))),
        FinaliseCall c => Decision.Reject("not-requested", $"no call {c.Name} of {Id} is under way"),
        ReadMessages c => Read(c),
        AnswerMessage c => Answer(c),
        EndMessage c when Messages.ContainsKey(c.Number) =>
            Decision.Emit(new MessageEnded(Id, c.Number, c.End, c.Receipt, Instant.Cut(c.At))),
        EndMessage c => NotPending(c.Number),
        _ => throw new ArgumentException($"a contract does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public ContractAnchor Apply(ContractAnchorEvent @event)
    {
        var next = @event switch
        {
            ContractOpened e => this with { ChainId = e.ChainId, Head = e.Head },
            AnchorRequested e => this with { Anchor = e.Anchor },
            AnchorFinalised e => this with { Head = e.Head, Anchor = Behind.FirstOrDefault(), Behind = Behind.Skip(1).ToValueList() },
            AnchorUndone e => this with
            {
                Head = e.Before, Anchor = e.Anchor, Behind = Anchor is { } later ? [later, .. Behind] : Behind,
            },
            MintRequested e => this with
            {
                Mints = e.Mint.Entries.IsEmpty ? Mints : Mints.Add(e.Mint.Settlement, e.Mint),
                Contents = Contents.Add(e.Mint.Settlement, e.Content),
                Waiting = [.. Waiting, .. e.Waiting.Select(g => new WaitingGrant(e.Mint.Settlement, e.Mint.Cause, g))],
            },
            HolderLinked e => this with
            {
                Accounts = Accounts.SetItem(e.Pod, e.Account), Waiting = Waiting.Where(w => w.Grant.Pod != e.Pod).ToValueList(),
            },
            TokensMinted e => this with { Mints = Mints.Remove(e.Settlement), Minted = Minted.Add(e.Settlement) },
            TokensUndone e => this with { Mints = Mints.Add(e.Mint.Settlement, e.Mint), Minted = Minted.Remove(e.Mint.Settlement) },
            CallUndone e => this with { Calls = [e.Call, .. Calls] },
            MessagesUndone e => Undone(e),
            CallRequested e => this with { Calls = [.. Calls, e.Call], CallContents = CallContents.Add(e.Call.Name, e.Call.Content) },
            CallFinalised e => this with { Calls = Without(e.Name) },
            CallAbandoned e => this with { Calls = Without(e.Name), Abandoned = Abandoned.Add(e.Name) },
            MessagesRead e => this with
            {
                ReadThrough = e.Through,
                LastMessage = e.Messages.IsEmpty ? LastMessage : e.Messages[^1].Number,
                Messages = Messages.AddRange(e.Messages.Select(m =>
                    KeyValuePair.Create(m.Number, new PendingMessage(m, e.RecordedAt, null)))),
                Releases = Releases.SetItems(e.Messages.Select(m =>
                    KeyValuePair.Create(m.Settlement, new SettlementRelease(Releases.GetValueOrDefault(m.Settlement).Aborted, null)))),
            },
            MessageAnswered e => this with
            {
                Messages = Messages.SetItem(e.Number, Messages[e.Number] with { Answer = new BridgeAnswer(e.Outcome, e.Receipt) }),
            },
            MessageEnded e => this with
            {
                Messages = Messages.Remove(e.Number), Releases = Ended(Messages[e.Number].Message.Settlement, e.End),
            },
            LedgerAlarmRaised e => this with { Alarms = Alarms.Add(e.Alarm, new LedgerAlarm(e.Alarm, e.Detail, e.RecordedAt)) },
            LedgerAlarmCleared e => this with { Alarms = Alarms.Remove(e.Alarm) },
            _ => throw new UnknownEventException(nameof(ContractAnchor), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>Where it stands.</summary>
    public ContractAnchorView View() => new(Id, ChainId, Head, Anchor, Mints.Values.ToValueList(), Minted.Count, Waiting.Count,
        Calls, CallContents.Count - Calls.Count - Abandoned.Count, Abandoned.Count, Alarms.Values.ToValueList())
    {
        Behind = Behind,
        ReadThrough = ReadThrough,
        LastMessage = LastMessage,
        Messages = Messages.Values.ToValueList(),
        Aborted = Releases.Where(r => r.Value.End == BridgeEnd.Aborted
                && !CallContents.ContainsKey(BridgeMessage.ReleaseName(r.Key, r.Value.Aborted + 1)))
            .Select(r => new AbortedRelease(r.Key, r.Value.Aborted)).ToValueList(),
    };

    /// <summary>Whose account a POD's tokens go to.</summary>
    public TokenHolderView HolderOf(PodId pod) => new(Id, pod, Accounts.TryGetValue(pod, out var account) ? account : null,
        Waiting.Count(w => w.Grant.Pod == pod), Mints.Count);

    /// <summary>By content.</summary>
    public bool Equals(ContractAnchor? other) => other is not null && Id == other.Id && ChainId == other.ChainId && Head == other.Head
        && Anchor == other.Anchor && Behind == other.Behind && RecordedAt == other.RecordedAt && Mints.SequenceEqual(other.Mints) && Minted.SequenceEqual(other.Minted)
        && Contents.SequenceEqual(other.Contents) && Calls == other.Calls && CallContents.SequenceEqual(other.CallContents)
        && Abandoned.SequenceEqual(other.Abandoned) && Accounts.SequenceEqual(other.Accounts) && Waiting == other.Waiting
        && Alarms.SequenceEqual(other.Alarms) && ReadThrough == other.ReadThrough && LastMessage == other.LastMessage
        && Messages.SequenceEqual(other.Messages) && Releases.SequenceEqual(other.Releases);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, ChainId, Head, Anchor, Mints.Count, Minted.Count, Calls.Count, Alarms.Count);

    private Decision<ContractAnchorEvent> Open(OpenContract c)
    {
        if (ChainId is { } known)
        {
            return known == c.ChainId
                ? Decision.AlreadyDone
                : Decision.Reject("wrong-chain", $"{Id} belongs to chain {known}, not to {c.ChainId}", "chainId");
        }
        return c.ChainId == 0
            ? Decision.Reject(new Problem("bad-chain-id", "a chain's id is not 0", "chainId", ProblemKind.Invalid))
            : Decision.Emit(new ContractOpened(Id, c.ChainId, c.Head, Instant.Cut(c.At)));
    }

    private Decision<ContractAnchorEvent> Request(RequestAnchor c, AnchoredHead head)
    {
        if (Anchor is { } anchor)
        {
            return anchor.Size == c.Size && anchor.Root == c.Root
                ? Decision.AlreadyDone
                : Decision.Reject("anchor-under-way", $"the anchor {anchor.Seq} of {Id} is under way; a later head covers this one");
        }
        if (c.Size == head.Size && c.Root == head.Root)
            return Decision.AlreadyDone;
        // The contract checks the same. What it would refuse is not recorded as asked for.
        return c.Size > head.Size && (head.Size == 0 ? c.Proof.IsEmpty : MerkleProof.VerifyConsistency(head.Size, c.Size, head.Root.ToBytes(),
                c.Root.ToBytes(), [.. c.Proof.Select(p => p.ToBytes())]))
            ? Decision.Emit(new AnchorRequested(Id, new AnchorRequest(head.Seq + 1, c.Size, c.Root, c.Proof), Instant.Cut(c.At)))
            : Decision.Reject("not-an-extension",
                $"the head of {c.Size} leaves is not proven to extend that of {head.Size} leaves anchored as {head.Seq} of {Id}");
    }

    private Decision<ContractAnchorEvent> Undo(UndoAnchor c, AnchoredHead head)
    {
        if (head.Seq < c.Anchor.Seq)
            return Decision.AlreadyDone;
        return head.Seq == c.Anchor.Seq && head.Size == c.Anchor.Size && head.Root == c.Anchor.Root && c.Before.Seq + 1 == c.Anchor.Seq
            ? Decision.Emit(new AnchorUndone(Id, c.Anchor, c.Before, Instant.Cut(c.At)))
            : Decision.Reject("not-the-last", $"the last head of {Id} is {head.Seq}, of {head.Size} leaves: {c.Anchor.Seq} cannot be undone");
    }

    private Decision<ContractAnchorEvent> Undo(UndoCalls c)
    {
        if (c.Calls.FirstOrDefault(a => !CallContents.TryGetValue(a.Name, out var known) || known != a.Content) is { } unknown)
            return Decision.Reject("not-requested", $"no call {unknown.Name} of this content was asked for of {Id}");
        // The last one first: each goes before those that are under way.
        var final = c.Calls.Where(a => IsFinal(a.Name)).Reverse().ToList();
        return final.Count == 0
            ? Decision.AlreadyDone
            : Decision.Emit(final.Select(a => new CallUndone(Id, a, Instant.Cut(c.At))).ToArray<ContractAnchorEvent>());
    }

    // The same settlement may get another id now: what was to end those messages means nothing any more.
    private ContractAnchor Undone(MessagesUndone e)
    {
        var ends = CallContents.Keys.Where(n => BridgeMessage.EndedBy(n) >= e.From).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            ReadThrough = e.Through,
            LastMessage = e.From - 1,
            Messages = Messages.RemoveRange(Messages.Keys.Where(n => n >= e.From)),
            Releases = e.Lost.Aggregate(Releases, (all, lost) => Without(all, lost)),
            Calls = Calls.Where(c => !ends.Contains(c.Name)).ToValueList(),
            CallContents = CallContents.RemoveRange(ends),
            Abandoned = Abandoned.Except(ends),
        };
    }

    // Of a settlement only the last message may have another end than an abort.
    private static ImmutableSortedDictionary<Hash256, SettlementRelease> Without(ImmutableSortedDictionary<Hash256, SettlementRelease> all,
        LostMessages lost)
    {
        if (!all.TryGetValue(lost.Settlement, out var release))
            return all;
        var sent = release.Aborted + (release.End == BridgeEnd.Aborted ? 0 : 1);
        return sent <= lost.Count
            ? all.Remove(lost.Settlement)
            : all.SetItem(lost.Settlement, new SettlementRelease(sent - lost.Count, BridgeEnd.Aborted));
    }

    private Decision<ContractAnchorEvent> Mint(RequestMint c)
    {
        var content = MintRequest.ContentOf(c.Grants);
        if (Contents.TryGetValue(c.Settlement, out var known))
            return known == content ? Decision.AlreadyDone : Decision.Conflict($"the settlement {c.Settlement} of {Id}");
        if (c.Grants.Count is 0 or > MintRequest.MostEntries)
        {
            return Decision.Reject(new Problem("bad-batch",
                $"a batch has 1 to {MintRequest.MostEntries} holders, not {c.Grants.Count}", "grants", ProblemKind.Invalid));
        }
        // What is sent must be the same for ever: who has no account now gets the grant under an id of its own.
        var entries = c.Grants.Where(g => Accounts.ContainsKey(g.Pod)).Select(g => Entry(g, Accounts[g.Pod])).ToValueList();
        return Decision.Emit(new MintRequested(Id, new MintRequest(c.Settlement, c.Cause, entries),
            c.Grants.Where(g => !Accounts.ContainsKey(g.Pod)).ToValueList(), content, Instant.Cut(c.At)));
    }

    private Decision<ContractAnchorEvent> Request(RequestCalls c)
    {
        if (c.Calls.FirstOrDefault(a => a.Name.Length is 0 or > CallRequest.MostCharacters || a.Lane.Length is 0 or > CallRequest.MostCharacters
                || a.Data.Count < CallSelectorBytes) is { } bad)
        {
            return Decision.Reject(new Problem("bad-call",
                $"a call has a name and a lane of 1 to {CallRequest.MostCharacters} characters and begins with a selector, not '{bad.Name}', '{bad.Lane}', "
                + $"{bad.Data.Count} bytes", "calls", ProblemKind.Invalid));
        }
        if (c.Calls.FirstOrDefault(a => CallContents.TryGetValue(a.Name, out var known) && known != a.Content) is { } other)
            return Decision.Conflict($"the call {other.Name} of {Id}");
        var fresh = c.Calls.Where(a => !CallContents.ContainsKey(a.Name)).ToList();
        if (fresh.GroupBy(a => a.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            return Decision.Reject(new Problem("bad-call", $"the call {twice.Key} is there twice", "calls", ProblemKind.Invalid));
        return fresh.Count == 0 ? Decision.AlreadyDone : Decision.Emit(fresh.Select(a => new CallRequested(Id, a, Instant.Cut(c.At))).ToArray<ContractAnchorEvent>());
    }

    private Decision<ContractAnchorEvent> Release(RequestRelease c)
    {
        var before = Releases.GetValueOrDefault(c.Settlement);
        var name = BridgeMessage.ReleaseName(c.Settlement, c.Attempt);
        // A certificate grows old and stays good: the release that was recorded first is the one.
        if (CallContents.ContainsKey(name) || c.Attempt <= before.Aborted
            || (Releases.ContainsKey(c.Settlement) && before.End != BridgeEnd.Aborted))
            return Decision.AlreadyDone;
        return c.Attempt == before.Aborted + 1
            ? Request(new RequestCalls(Id, [new CallRequest(name, name, c.Data, c.Cause)], c.At))
            : Decision.Reject("not-aborted",
                $"{before.Aborted} messages for the settlement {c.Settlement} of {Id} were aborted: release {c.Attempt} is none yet");
    }

    private Decision<ContractAnchorEvent> Read(ReadMessages c)
    {
        var fresh = c.Messages.Where(m => m.Number > LastMessage).ToValueList();
        // A node that leaves one out must not make it lost.
        if (fresh.Select((m, i) => m.Number == LastMessage + 1 + (ulong)i).Contains(false))
        {
            return Decision.Reject("message-missing",
                $"message {LastMessage + 1} of {Id} is missing before {string.Join(", ", fresh.Select(m => m.Number))}", "messages");
        }
        if (fresh.IsEmpty && c.Through <= ReadThrough)
            return Decision.AlreadyDone;
        return Decision.Emit([
            new MessagesRead(Id, Math.Max(c.Through, ReadThrough ?? 0), fresh, Instant.Cut(c.At)),
            // Whoever sent it: what the release was for has happened.
            .. fresh.DistinctBy(m => m.Settlement).SelectMany(m => Calls
                .Where(a => a.Name == BridgeMessage.ReleaseName(m.Settlement, Releases.GetValueOrDefault(m.Settlement).Aborted + 1))
                .Select(a => new CallFinalised(Id, a.Name, m.Receipt, Instant.Cut(c.At)))),
        ]);
    }

    private Decision<ContractAnchorEvent> Answer(AnswerMessage c)
    {
        if (!Enum.IsDefined(c.Outcome))
            return Decision.Reject(new Problem("unknown-outcome", $"{(int)c.Outcome} is no outcome", "outcome", ProblemKind.Invalid));
        if (!Messages.TryGetValue(c.Number, out var message))
            return NotPending(c.Number);
        if (message.Answer is not { } known)
            return Decision.Emit(new MessageAnswered(Id, c.Number, c.Outcome, c.Receipt, Instant.Cut(c.At)));
        return known.Outcome == c.Outcome
            ? Decision.AlreadyDone
            : Decision.Conflict($"the answer {known.Outcome} to message {c.Number} of {Id}");
    }

    private Decision<ContractAnchorEvent> NotPending(ulong message) => message <= LastMessage && message > 0
        ? Decision.AlreadyDone
        : Decision.Reject(new Problem("unknown-message", $"{Id} has sent no message {message}", "number", ProblemKind.NotFound));

    private ImmutableSortedDictionary<Hash256, SettlementRelease> Ended(Hash256 settlement, BridgeEnd end)
    {
        var aborted = Releases.GetValueOrDefault(settlement).Aborted + (end == BridgeEnd.Aborted ? 1 : 0);
        return Releases.SetItem(settlement, new SettlementRelease(aborted, end));
    }

    private bool IsUnderWay(string call) => Calls.Any(c => c.Name == call);

    private bool IsFinal(string call) => CallContents.ContainsKey(call) && !Abandoned.Contains(call) && !IsUnderWay(call);

    private ValueList<CallRequest> Without(string call) => Calls.Where(c => c.Name != call).ToValueList();

    private Decision<ContractAnchorEvent> Link(LinkHolder c)
    {
        if (Accounts.TryGetValue(c.Pod, out var account) && account == c.Account)
            return Decision.AlreadyDone;
        if (c.Account == default)
            return Decision.Reject(new Problem("bad-account", "the zero address holds no tokens", "account", ProblemKind.Invalid));
        return Decision.Emit([
            new HolderLinked(Id, c.Pod, c.Account, c.Signature, Instant.Cut(c.At)),
            .. Waiting.Where(w => w.Grant.Pod == c.Pod).Select(w => new MintRequested(Id,
                new MintRequest(MintRequest.IdOf(w), w.Cause, [Entry(w.Grant, c.Account)]), [], MintRequest.ContentOf([w.Grant]), Instant.Cut(c.At))),
        ]);
    }

    private static TokenEntry Entry(HolderGrant grant, Address account) => new(account, grant.MintedWh, grant.BurnedWh);
}
