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

    /// <summary>How many batches of tokens are final.</summary>
    public int Minted { get; init; }

    /// <summary>Calls under way, in the order they were asked for.</summary>
    public ValueList<CallRequest> Calls { get; init; }

    /// <summary>How many calls are final.</summary>
    public int Called { get; init; }

    /// <summary>Jobs that were ever asked for, and settlements that were released for good.</summary>
    public KnownNames Known { get; init; }

    /// <summary>Calls given up.</summary>
    public KnownNames Abandoned { get; init; }

    /// <summary>Of a bridge that sends: number of the last block that was read for messages; null before the first.</summary>
    public ulong? ReadThrough { get; init; }

    /// <summary>Of a bridge that sends: id of the newest message; 0 for none.</summary>
    public ulong LastMessage { get; init; }

    /// <summary>Of a bridge that sends: messages that have not ended, by id.</summary>
    public ImmutableSortedDictionary<ulong, PendingMessage> Messages { get; init; } =
        ImmutableSortedDictionary<ulong, PendingMessage>.Empty;

    /// <summary>Of a bridge that sends: where the releases of each settlement with a message are; without those that took effect.</summary>
    public ImmutableSortedDictionary<Hash256, SettlementRelease> Releases { get; init; } =
        ImmutableSortedDictionary<Hash256, SettlementRelease>.Empty;

    /// <summary>Of tokens: what is known of each POD with an account, or with grants that wait for one.</summary>
    public ImmutableSortedDictionary<PodId, PodHolding> Holdings { get; init; } = ImmutableSortedDictionary<PodId, PodHolding>.Empty;

    /// <summary>Of tokens: PODs that were erased.</summary>
    public ImmutableSortedSet<PodId> Erased { get; init; } = [];

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
        EraseHolder c => Erased.Contains(c.Pod) ? Decision.AlreadyDone : Decision.Emit(new HolderErased(Id, c.Pod, Instant.Cut(c.At))),
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
        UndoMint c when Find(c.Mint.Settlement) is not null => Decision.AlreadyDone,
        UndoMint c when Known.Contains(c.Mint.JobName) => Decision.Emit(new TokensUndone(Id, c.Mint, Instant.Cut(c.At))),
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
        FinaliseMint c when Find(c.Settlement) is not null =>
            Decision.Emit(new TokensMinted(Id, c.Settlement, c.Receipt, Instant.Cut(c.At))),
        FinaliseMint c when Known.Contains(MintRequest.NameOf(c.Settlement)) => Decision.AlreadyDone,
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
                Mints = e.Mint.Entries.IsEmpty ? Mints : Mints.SetItem(e.Mint.Settlement, e.Mint),
                Known = Known.With(e.Mint.JobName),
                Holdings = e.Waiting.Aggregate(Holdings, (all, g) => all.SetItem(g.Pod, HoldingOf(all, g.Pod).With(g, e.Mint.Cause))),
            },
            HolderLinked { Link: { } link } => this with { Holdings = Holdings.SetItem(link.Pod, HoldingOf(Holdings, link.Pod).Of(link.Account)) },
            WaitingRequested { Waiting: { } w } => this with
            {
                Known = Known.With(w.Mint.JobName), Holdings = Holdings.SetItem(w.Pod, HoldingOf(Holdings, w.Pod) with { Mint = w.Mint }),
            },
            // Of a POD that was erased since: nothing is left of them.
            HolderLinked or WaitingRequested => this,
            HolderErased e => this with { Holdings = Holdings.Remove(e.Pod), Erased = Erased.Add(e.Pod) },
            TokensMinted e => this with { Mints = Mints.Remove(e.Settlement), Holdings = Without(e.Settlement), Minted = Minted + 1 },
            TokensUndone e => this with { Mints = Mints.SetItem(e.Mint.Settlement, e.Mint), Minted = Minted - 1 },
            CallUndone e => this with { Calls = [e.Call, .. Calls], Called = Called - 1 },
            MessagesUndone e => Undone(e),
            CallRequested e => this with { Calls = [.. Calls, e.Call], Known = Known.With(e.Call.Name) },
            CallFinalised e => this with { Calls = Without(e.Name), Called = Called + 1 },
            CallAbandoned e => this with { Calls = Without(e.Name), Abandoned = Abandoned.With(e.Name) },
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
            MessageEnded e => Ended(e),
            LedgerAlarmRaised e => this with { Alarms = Alarms.Add(e.Alarm, new LedgerAlarm(e.Alarm, e.Detail, e.RecordedAt)) },
            LedgerAlarmCleared e => this with { Alarms = Alarms.Remove(e.Alarm) },
            _ => throw new UnknownEventException(nameof(ContractAnchor), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>Where it stands.</summary>
    /// <param name="number">Which part of what is under way is wanted, from 0.</param>
    public ContractAnchorView View(int number = 0)
    {
        IReadOnlyList<MintRequest> mints = [.. Mints.Values.Concat(Holdings.Values.Select(h => h.Mint).OfType<MintRequest>()).OrderBy(m => m.Settlement)];
        var page = ContractPage.Of(mints, Calls, number);
        return new ContractAnchorView(Id, ChainId, Head, Anchor, page.Mints, Minted, Holdings.Values.Sum(h => h.Waiting), page.Calls, Called,
            Abandoned.Count, Alarms.Values.ToValueList())
        {
            OtherMints = mints.Count - page.Mints.Count,
            OtherCalls = Calls.Count - page.Calls.Count,
            NextPage = page.Next,
            Behind = Behind,
            ReadThrough = ReadThrough,
            LastMessage = LastMessage,
            Messages = Messages.Values.ToValueList(),
            Aborted = Releases.Where(r => r.Value.End == BridgeEnd.Aborted && !IsReleased(r.Key)
                    && !Known.Contains(BridgeMessage.ReleaseName(r.Key, r.Value.Aborted + 1)))
                .Select(r => new AbortedRelease(r.Key, r.Value.Aborted)).ToValueList(),
        };
    }

    /// <summary>Whose account a POD's tokens go to.</summary>
    public TokenHolderView HolderOf(PodId pod)
    {
        var holding = HoldingOf(Holdings, pod);
        return new TokenHolderView(Id, pod, holding.Account, holding.Waiting, Mints.Count + Holdings.Values.Count(h => h.Mint is not null))
        {
            Links = holding.Links,
        };
    }

    /// <summary>By content.</summary>
    public bool Equals(ContractAnchor? other) => other is not null && Id == other.Id && ChainId == other.ChainId && Head == other.Head
        && Anchor == other.Anchor && Behind == other.Behind && RecordedAt == other.RecordedAt && Mints.SequenceEqual(other.Mints) && Minted == other.Minted
        && Calls == other.Calls && Called == other.Called && Known.Equals(other.Known) && Abandoned.Equals(other.Abandoned)
        && Holdings.SequenceEqual(other.Holdings) && Erased.SetEquals(other.Erased) && Alarms.SequenceEqual(other.Alarms)
        && ReadThrough == other.ReadThrough && LastMessage == other.LastMessage && Messages.SequenceEqual(other.Messages)
        && Releases.SequenceEqual(other.Releases);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, ChainId, Head, Anchor, Mints.Count, Minted, Calls.Count, Alarms.Count);

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
        if (c.Calls.FirstOrDefault(a => !Known.Contains(a.Name)) is { } unknown)
            return Decision.Reject("not-requested", $"no call {unknown.Name} was asked for of {Id}");
        // The last one first: each goes before those that are under way.
        var final = c.Calls.Where(a => IsFinal(a.Name)).Reverse().ToList();
        return final.Count == 0
            ? Decision.AlreadyDone
            : Decision.Emit(final.Select(a => new CallUndone(Id, a, Instant.Cut(c.At))).ToArray<ContractAnchorEvent>());
    }

    // The same settlement may get another id now: what was to end those messages means nothing any more.
    private ContractAnchor Undone(MessagesUndone e)
    {
        var ends = new List<string>();
        for (var number = e.From; number <= LastMessage; number++)
            ends.AddRange(BridgeMessage.EndNames(number).Where(Known.Contains));
        return this with
        {
            ReadThrough = e.Through,
            LastMessage = e.From - 1,
            Messages = Messages.RemoveRange(Messages.Keys.Where(n => n >= e.From)),
            Releases = e.Lost.Aggregate(Releases, Without),
            Calls = Calls.Where(c => !ends.Contains(c.Name)).ToValueList(),
            Called = Called - ends.Count(IsFinal),
            Known = ends.Concat(e.Lost.Select(l => BridgeMessage.ReleasedName(l.Settlement))).Aggregate(Known, (all, name) => all.Without(name)),
            Abandoned = ends.Aggregate(Abandoned, (all, name) => all.Without(name)),
        };
    }

    // Of a settlement only the last message may have another end than an abort.
    private ImmutableSortedDictionary<Hash256, SettlementRelease> Without(ImmutableSortedDictionary<Hash256, SettlementRelease> all, LostMessages lost)
    {
        var sent = Sent(lost.Settlement);
        return sent <= lost.Count
            ? all.Remove(lost.Settlement)
            : all.SetItem(lost.Settlement, new SettlementRelease(sent - lost.Count, BridgeEnd.Aborted));
    }

    // Of one that was released for good the number of its releases is known by their names.
    private int Sent(Hash256 settlement)
    {
        if (Releases.TryGetValue(settlement, out var release))
            return release.Aborted + (release.End == BridgeEnd.Aborted ? 0 : 1);
        var sent = 0;
        while (IsReleased(settlement) && Known.Contains(BridgeMessage.ReleaseName(settlement, sent + 1)))
            sent++;
        return sent;
    }

    private Decision<ContractAnchorEvent> Mint(RequestMint c)
    {
        // What the batch was is not compared: of its event, which never changes, there is less to be read once a POD was erased.
        if (Mints.TryGetValue(c.Settlement, out var known) && known.Cause != c.Cause)
            return Decision.Conflict($"the settlement {c.Settlement} of {Id}");
        if (Known.Contains(MintRequest.NameOf(c.Settlement)))
            return Decision.AlreadyDone;
        if (c.Grants.Count is 0 or > MintRequest.MostEntries)
        {
            return Decision.Reject(new Problem("bad-batch",
                $"a batch has 1 to {MintRequest.MostEntries} holders, not {c.Grants.Count}", "grants", ProblemKind.Invalid));
        }
        if (c.Grants.DistinctBy(g => g.Pod).Count() < c.Grants.Count)
            return Decision.Reject(new Problem("bad-batch", "a batch has one grant of a POD", "grants", ProblemKind.Invalid));
        // Written while its POD was being erased: nobody is to get it any more.
        var grants = c.Grants.Where(g => !Erased.Contains(g.Pod)).ToList();
        if (grants.Count == 0)
            return Decision.AlreadyDone;
        var waiting = grants.Where(g => HoldingOf(Holdings, g.Pod).Account is null).ToValueList();
        if (waiting.FirstOrDefault(g => !HoldingOf(Holdings, g.Pod).Takes(g)) is { Pod: var pod } && pod != default)
            return Decision.Reject(new Problem("bad-batch", $"more than 2^64 Wh would wait for {pod}", "grants", ProblemKind.Invalid));
        // What is sent must be the same for ever: who has no account now gets the grant under an id of its own.
        var entries = grants.Where(g => HoldingOf(Holdings, g.Pod).Account is not null)
            .Select(g => Entry(g, HoldingOf(Holdings, g.Pod).Account!.Value))
            .OrderBy(e => e.Holder.ToString(), StringComparer.Ordinal).ThenBy(e => e.MintedWh).ThenBy(e => e.BurnedWh).ToValueList();
        return Decision.Emit(new MintRequested(Id, new MintRequest(c.Settlement, c.Cause, entries), waiting, Instant.Cut(c.At)));
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
        if (c.Calls.FirstOrDefault(a => Calls.FirstOrDefault(k => k.Name == a.Name) is { } known && known.Content != a.Content) is { } other)
            return Decision.Conflict($"the call {other.Name} of {Id}");
        var fresh = c.Calls.Where(a => !Known.Contains(a.Name)).ToList();
        if (fresh.GroupBy(a => a.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            return Decision.Reject(new Problem("bad-call", $"the call {twice.Key} is there twice", "calls", ProblemKind.Invalid));
        return fresh.Count == 0 ? Decision.AlreadyDone : Decision.Emit(fresh.Select(a => new CallRequested(Id, a, Instant.Cut(c.At))).ToArray<ContractAnchorEvent>());
    }

    private Decision<ContractAnchorEvent> Release(RequestRelease c)
    {
        var before = Releases.GetValueOrDefault(c.Settlement);
        var name = BridgeMessage.ReleaseName(c.Settlement, c.Attempt);
        // A certificate grows old and stays good: the release that was recorded first is the one.
        if (Known.Contains(name) || IsReleased(c.Settlement) || c.Attempt <= before.Aborted
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

    // A release that took effect is known for ever, in as few bytes as there can be.
    private ContractAnchor Ended(MessageEnded e)
    {
        var settlement = Messages[e.Number].Message.Settlement;
        var next = this with { Messages = Messages.Remove(e.Number) };
        return e.End == BridgeEnd.Committed
            ? next with { Releases = Releases.Remove(settlement), Known = Known.With(BridgeMessage.ReleasedName(settlement)) }
            : next with { Releases = Releases.SetItem(settlement, new SettlementRelease(Releases.GetValueOrDefault(settlement).Aborted + 1, e.End)) };
    }

    private bool IsReleased(Hash256 settlement) => Known.Contains(BridgeMessage.ReleasedName(settlement));

    private bool IsUnderWay(string call) => Calls.Any(c => c.Name == call);

    private bool IsFinal(string call) => Known.Contains(call) && !Abandoned.Contains(call) && !IsUnderWay(call);

    private ValueList<CallRequest> Without(string call) => Calls.Where(c => c.Name != call).ToValueList();

    private MintRequest? Find(Hash256 settlement) => Mints.TryGetValue(settlement, out var mint) ? mint : HolderWith(settlement)?.Value.Mint;

    private KeyValuePair<PodId, PodHolding>? HolderWith(Hash256 settlement)
    {
        foreach (var holder in Holdings)
        {
            if (holder.Value.Mint?.Settlement == settlement)
                return holder;
        }
        return null;
    }

    private ImmutableSortedDictionary<PodId, PodHolding> Without(Hash256 settlement) =>
        !Mints.ContainsKey(settlement) && HolderWith(settlement) is var (pod, holding)
            ? Holdings.SetItem(pod, holding with { Mint = null })
            : Holdings;

    private Decision<ContractAnchorEvent> Link(LinkHolder c)
    {
        var holding = HoldingOf(Holdings, c.Pod);
        if (Erased.Contains(c.Pod))
            return Decision.Reject(new Problem("pod-erased", $"the POD {c.Pod} was erased", Kind: ProblemKind.Gone));
        if (holding.Account == c.Account)
            return Decision.AlreadyDone;
        if (c.Account == default)
            return Decision.Reject(new Problem("bad-account", "the zero address holds no tokens", "account", ProblemKind.Invalid));
        if (c.Nonce != holding.Links)
        {
            return Decision.Reject("other-nonce", $"the next account of the POD signs with nonce {holding.Links}, not with {c.Nonce}: what was "
                + "signed is good once", "nonce");
        }
        // What is owed stays with an account: until it is known what it owes, it is not left.
        if (holding.Account is { } before && IsToBurn(before))
        {
            return Decision.Reject("burn-under-way", $"tokens are being taken from {before}, and it is not final on the chain yet: afterwards "
                + "another account can be linked", "account");
        }
        var linked = new HolderLinked(Id, new HolderLink(c.Pod, c.Account, c.Nonce, c.Deadline, c.Signature), Instant.Cut(c.At));
        if (holding.Cause is not { } cause)
            return Decision.Emit(linked);
        if (c.FollowUp == default || Known.Contains(MintRequest.NameOf(c.FollowUp)))
        {
            return Decision.Reject(new Problem("bad-follow-up", $"what waits for {c.Pod} needs an id of its own, not {c.FollowUp}", "followUp",
                ProblemKind.Invalid));
        }
        var entry = new TokenEntry(c.Account, holding.MintedWh, holding.BurnedWh);
        return Decision.Emit(linked,
            new WaitingRequested(Id, new WaitingMint(c.Pod, new MintRequest(c.FollowUp, cause, [entry])), Instant.Cut(c.At)));
    }

    private bool IsToBurn(Address account) => Mints.Values.Concat(Holdings.Values.Select(h => h.Mint).OfType<MintRequest>())
        .Any(m => m.Entries.Any(e => e.Holder == account && e.BurnedWh > 0));

    private static PodHolding HoldingOf(ImmutableSortedDictionary<PodId, PodHolding> holdings, PodId pod) =>
        holdings.GetValueOrDefault(pod, PodHolding.None);

    private static TokenEntry Entry(HolderGrant grant, Address account) => new(account, grant.MintedWh, grant.BurnedWh);
}
