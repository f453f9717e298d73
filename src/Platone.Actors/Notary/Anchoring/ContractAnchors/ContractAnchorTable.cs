using System.Collections.Immutable;
using Google.Protobuf;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// A contract's codec table. Nothing in it is sealed: all of it is, or was meant to be, on a chain. Whose a holder's account is does not
/// stand here.
/// </summary>
public static class ContractAnchorTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("contract-anchor")
        .Event<ContractOpened>("opened", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.ContractOpened
            {
                Contract = e.Id.ToString(), ChainId = e.ChainId, Head = ContractAnchorForms.ToWire(e.Head),
            }),
            d => Decode(d, Wire.ContractOpened.Parser,
                w => new ContractOpened(Id(w.Contract), w.ChainId, ContractAnchorForms.Head(w.Head), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.ContractOpened.Descriptor))
        .Event<AnchorRequested>("anchor-requested", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AnchorRequested { Contract = e.Id.ToString(), Anchor = ContractAnchorForms.ToWire(e.Anchor) }),
            d => Decode(d, Wire.AnchorRequested.Parser,
                w => new AnchorRequested(Id(w.Contract), ContractAnchorForms.Anchor(w.Anchor), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AnchorRequested.Descriptor))
        .Event<AnchorFinalised>("anchor-finalised", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AnchorFinalised { Contract = e.Id.ToString(), Head = ContractAnchorForms.ToWire(e.Head) }),
            d => Decode(d, Wire.AnchorFinalised.Parser,
                w => new AnchorFinalised(Id(w.Contract), ContractAnchorForms.Head(w.Head), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AnchorFinalised.Descriptor))
        .Event<MintRequested>("mint-requested", 1, e => SubjectOf(e.Id),
            e => Content.Open(ContractAnchorForms.ToWire(e)),
            d => Decode(d, Wire.MintRequested.Parser, w => new MintRequested(Id(w.Contract), ContractAnchorForms.Mint(w.Mint),
                w.Waiting.Select(ContractAnchorForms.Grant).ToValueList(), ChainForms.Hash(w.Content), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.MintRequested.Descriptor))
        .Event<HolderLinked>("holder-linked", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.HolderLinked
            {
                Contract = e.Id.ToString(),
                Pod = e.Pod.ToString(),
                Account = ByteString.CopyFrom(e.Account.ToBytes()),
                Signature = ByteString.CopyFrom(e.Signature.Items.AsSpan()),
            }),
            d => Decode(d, Wire.HolderLinked.Parser, w => new HolderLinked(Id(w.Contract), PodId.Parse(w.Pod), new Address(w.Account.Span),
                ValueList.Of(w.Signature.Span), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.HolderLinked.Descriptor))
        .Event<TokensMinted>("tokens-minted", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TokensMinted
            {
                Contract = e.Id.ToString(), Settlement = e.Settlement.ToWire(), Receipt = ContractAnchorForms.ToWire(e.Receipt),
            }),
            d => Decode(d, Wire.TokensMinted.Parser, w => new TokensMinted(Id(w.Contract), ChainForms.Hash(w.Settlement),
                ContractAnchorForms.Receipt(w.Receipt), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TokensMinted.Descriptor))
        .Event<CallRequested>("call-requested", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.CallRequested { Contract = e.Id.ToString(), Call = ContractAnchorForms.ToWire(e.Call) }),
            d => Decode(d, Wire.CallRequested.Parser,
                w => new CallRequested(Id(w.Contract), ContractAnchorForms.Call(w.Call), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.CallRequested.Descriptor))
        .Event<CallFinalised>("call-finalised", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.CallFinalised
            {
                Contract = e.Id.ToString(), Name = e.Name, Receipt = ContractAnchorForms.ToWire(e.Receipt),
            }),
            d => Decode(d, Wire.CallFinalised.Parser,
                w => new CallFinalised(Id(w.Contract), w.Name, ContractAnchorForms.Receipt(w.Receipt), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.CallFinalised.Descriptor))
        .Event<CallAbandoned>("call-abandoned", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.CallAbandoned { Contract = e.Id.ToString(), Name = e.Name, Reason = e.Reason }),
            d => Decode(d, Wire.CallAbandoned.Parser, w => new CallAbandoned(Id(w.Contract), w.Name, w.Reason, d.RecordedAt)),
            UnitLayout.OneOpen(Wire.CallAbandoned.Descriptor))
        .Event<AnchorUndone>("anchor-undone", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AnchorUndone
            {
                Contract = e.Id.ToString(), Anchor = ContractAnchorForms.ToWire(e.Anchor), Before = ContractAnchorForms.ToWire(e.Before),
            }),
            d => Decode(d, Wire.AnchorUndone.Parser, w => new AnchorUndone(Id(w.Contract), ContractAnchorForms.Anchor(w.Anchor),
                ContractAnchorForms.Head(w.Before), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AnchorUndone.Descriptor))
        .Event<TokensUndone>("tokens-undone", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TokensUndone { Contract = e.Id.ToString(), Mint = ContractAnchorForms.ToWire(e.Mint) }),
            d => Decode(d, Wire.TokensUndone.Parser, w => new TokensUndone(Id(w.Contract), ContractAnchorForms.Mint(w.Mint), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TokensUndone.Descriptor))
        .Event<CallUndone>("call-undone", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.CallUndone { Contract = e.Id.ToString(), Call = ContractAnchorForms.ToWire(e.Call) }),
            d => Decode(d, Wire.CallUndone.Parser, w => new CallUndone(Id(w.Contract), ContractAnchorForms.Call(w.Call), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.CallUndone.Descriptor))
        .Event<MessagesUndone>("messages-undone", 1, e => SubjectOf(e.Id),
            e => Content.Open(ToWire(e)),
            d => Decode(d, Wire.MessagesUndone.Parser, w => new MessagesUndone(Id(w.Contract), w.From, w.Through,
                w.Lost.Select(l => new LostMessages(ChainForms.Hash(l.Settlement), checked((int)l.Count))).ToValueList(), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.MessagesUndone.Descriptor))
        .Event<MessagesRead>("messages-read", 1, e => SubjectOf(e.Id),
            e => Content.Open(ToWire(e)),
            d => Decode(d, Wire.MessagesRead.Parser, w => new MessagesRead(Id(w.Contract), w.Through,
                w.Messages.Select(ContractAnchorForms.Message).ToValueList(), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.MessagesRead.Descriptor))
        .Event<MessageAnswered>("message-answered", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.MessageAnswered
            {
                Contract = e.Id.ToString(), Number = e.Number, Outcome = (uint)e.Outcome, Receipt = ContractAnchorForms.ToWire(e.Receipt),
            }),
            d => Decode(d, Wire.MessageAnswered.Parser, w => new MessageAnswered(Id(w.Contract), w.Number,
                ContractAnchorForms.Outcome(w.Outcome), ContractAnchorForms.Receipt(w.Receipt), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.MessageAnswered.Descriptor))
        .Event<MessageEnded>("message-ended", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.MessageEnded
            {
                Contract = e.Id.ToString(), Number = e.Number, End = (uint)e.End, Receipt = ContractAnchorForms.ToWire(e.Receipt),
            }),
            d => Decode(d, Wire.MessageEnded.Parser, w => new MessageEnded(Id(w.Contract), w.Number, ContractAnchorForms.End(w.End),
                ContractAnchorForms.Receipt(w.Receipt), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.MessageEnded.Descriptor))
        .Event<LedgerAlarmRaised>("alarm-raised", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AlarmRaised { Contract = e.Id.ToString(), Alarm = (uint)e.Alarm, Detail = e.Detail }),
            d => Decode(d, Wire.AlarmRaised.Parser,
                w => new LedgerAlarmRaised(Id(w.Contract), ContractAnchorForms.Alarm(w.Alarm), w.Detail, d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AlarmRaised.Descriptor))
        .Event<LedgerAlarmCleared>("alarm-cleared", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AlarmCleared { Contract = e.Id.ToString(), Alarm = (uint)e.Alarm }),
            d => Decode(d, Wire.AlarmCleared.Parser,
                w => new LedgerAlarmCleared(Id(w.Contract), ContractAnchorForms.Alarm(w.Alarm), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AlarmCleared.Descriptor))
        .Snapshot<ContractAnchor>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(ContractAnchorId id) => $"{ContractAnchorCommand.EntityKind}-{id}";

    private static ContractAnchorId Id(string stored) => ContractAnchorId.Parse(stored);

    private static TEvent Decode<TWire, TEvent>(DecodingEvent d, MessageParser<TWire> parser, Func<TWire, TEvent> make)
        where TWire : IMessage<TWire> => make(d.Open(parser));

    private static Wire.MessagesRead ToWire(MessagesRead e)
    {
        var stored = new Wire.MessagesRead { Contract = e.Id.ToString(), Through = e.Through };
        stored.Messages.Add(e.Messages.Select(ContractAnchorForms.ToWire));
        return stored;
    }

    private static Wire.MessagesUndone ToWire(MessagesUndone e)
    {
        var stored = new Wire.MessagesUndone { Contract = e.Id.ToString(), From = e.From, Through = e.Through };
        stored.Lost.Add(e.Lost.Select(l => new Wire.LostMessages { Settlement = l.Settlement.ToWire(), Count = (uint)l.Count }));
        return stored;
    }

    private static EventContent Encode(ContractAnchor s)
    {
        var snapshot = new Wire.Snapshot
        {
            Contract = s.Id.ToString(),
            Head = s.Head is { } head ? ContractAnchorForms.ToWire(head) : null,
            Anchor = s.Anchor is { } anchor ? ContractAnchorForms.ToWire(anchor) : null,
        };
        if (s.ChainId is { } chain)
            snapshot.ChainId = chain;
        snapshot.Mints.Add(s.Mints.Values.Select(ContractAnchorForms.ToWire));
        snapshot.Batches.Add(s.Contents.Select(b => new Wire.Batch
        {
            Settlement = b.Key.ToWire(), Content = b.Value.ToWire(), Minted = s.Minted.Contains(b.Key),
        }));
        snapshot.Holders.Add(s.Accounts.Select(a => new Wire.Holder { Pod = a.Key.ToString(), Account = ByteString.CopyFrom(a.Value.ToBytes()) }));
        snapshot.Waiting.Add(s.Waiting.Select(ContractAnchorForms.ToWire));
        snapshot.Calls.Add(s.Calls.Select(ContractAnchorForms.ToWire));
        snapshot.KnownCalls.Add(s.CallContents.Select(c => new Wire.KnownCall
        {
            Name = c.Key, Content = c.Value.ToWire(), Abandoned = s.Abandoned.Contains(c.Key),
        }));
        if (s.ReadThrough is { } through)
            snapshot.ReadThrough = through;
        snapshot.LastMessage = s.LastMessage;
        snapshot.Messages.Add(s.Messages.Values.Select(ContractAnchorForms.ToWire));
        snapshot.Releases.Add(s.Releases.Select(r => new Wire.Release
        {
            Settlement = r.Key.ToWire(), Aborted = (uint)r.Value.Aborted, End = (uint)(r.Value.End ?? 0),
        }));
        snapshot.Behind.Add(s.Behind.Select(ContractAnchorForms.ToWire));
        snapshot.Alarms.Add(s.Alarms.Values.Select(a => new Wire.Alarm
        {
            Kind = (uint)a.Kind, Detail = a.Detail, Since = Instant.Microseconds(a.Since),
        }));
        return Content.Open(snapshot);
    }

    private static ContractAnchor DecodeSnapshot(DecodingEvent d)
    {
        var stored = d.Open(Wire.Snapshot.Parser);
        return ContractAnchor.Empty(Id(stored.Contract)) with
        {
            ChainId = stored.HasChainId ? stored.ChainId : null,
            Head = stored.Head is null ? null : ContractAnchorForms.Head(stored.Head),
            Anchor = stored.Anchor is null ? null : ContractAnchorForms.Anchor(stored.Anchor),
            Behind = stored.Behind.Select(ContractAnchorForms.Anchor).ToValueList(),
            Mints = stored.Mints.Select(ContractAnchorForms.Mint).ToImmutableSortedDictionary(m => m.Settlement, m => m),
            Minted = [.. stored.Batches.Where(b => b.Minted).Select(b => ChainForms.Hash(b.Settlement))],
            Contents = stored.Batches.ToImmutableSortedDictionary(b => ChainForms.Hash(b.Settlement), b => ChainForms.Hash(b.Content)),
            Accounts = stored.Holders.ToImmutableSortedDictionary(h => PodId.Parse(h.Pod), h => new Address(h.Account.Span)),
            Waiting = stored.Waiting.Select(ContractAnchorForms.Waiting).ToValueList(),
            Calls = stored.Calls.Select(ContractAnchorForms.Call).ToValueList(),
            CallContents = stored.KnownCalls.ToImmutableSortedDictionary(c => c.Name, c => ChainForms.Hash(c.Content), StringComparer.Ordinal),
            Abandoned = stored.KnownCalls.Where(c => c.Abandoned).Select(c => c.Name).ToImmutableSortedSet(StringComparer.Ordinal),
            ReadThrough = stored.HasReadThrough ? stored.ReadThrough : null,
            LastMessage = stored.LastMessage,
            Messages = stored.Messages.Select(ContractAnchorForms.Pending).ToImmutableSortedDictionary(m => m.Message.Number, m => m),
            Releases = stored.Releases.ToImmutableSortedDictionary(r => ChainForms.Hash(r.Settlement),
                r => new SettlementRelease((int)r.Aborted, r.End == 0 ? null : ContractAnchorForms.End(r.End))),
            Alarms = stored.Alarms.Select(a => new LedgerAlarm(ContractAnchorForms.Alarm(a.Kind), a.Detail, Instant.FromMicroseconds(a.Since)))
                .ToImmutableSortedDictionary(a => a.Kind, a => a),
            RecordedAt = d.RecordedAt,
        };
    }
}
