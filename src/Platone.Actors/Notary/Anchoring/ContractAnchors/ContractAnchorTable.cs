using Google.Protobuf;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// A contract's codec table. What is, or was meant to be, on a chain is open; whose an account is, and what waits for one, is sealed under
/// the POD's key (<see cref="HolderForms"/>).
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
        .Event<MintRequested>("mint-requested", 2, e => SubjectOf(e.Id), HolderForms.Encode, HolderForms.DecodeMint, HolderForms.MintLayout)
        .Old("mint-requested", 1, HolderForms.DecodeOldMint, UnitLayout.OneOpen(Wire.MintRequested.Descriptor))
        .Event<HolderLinked>("holder-linked", 2, e => SubjectOf(e.Id), HolderForms.Encode, HolderForms.DecodeLinked, HolderForms.LinkedLayout)
        .Old("holder-linked", 1, HolderForms.DecodeOldLinked, UnitLayout.OneOpen(Wire.HolderLinked.Descriptor))
        .Event<WaitingRequested>("waiting-requested", 1, e => SubjectOf(e.Id), HolderForms.Encode, HolderForms.DecodeWaiting,
            HolderForms.WaitingLayout)
        .Event<HolderErased>("holder-erased", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.HolderErased { Contract = e.Id.ToString(), Pod = e.Pod.ToString() }),
            d => Decode(d, Wire.HolderErased.Parser, w => new HolderErased(Id(w.Contract), PodId.Parse(w.Pod), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.HolderErased.Descriptor))
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
        .Snapshot<ContractAnchor>(2, s => SubjectOf(s.Id), s => s.RecordedAt, ContractAnchorSnapshots.Encode, ContractAnchorSnapshots.Decode,
            ContractAnchorSnapshots.Layout)
        .OldSnapshot(1, ContractAnchorSnapshots.DecodeOld, UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
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
}
