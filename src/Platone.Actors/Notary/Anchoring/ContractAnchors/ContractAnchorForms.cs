using Google.Protobuf;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Between a contract's values and their stored form.</summary>
internal static class ContractAnchorForms
{
    public static Wire.Head ToWire(AnchoredHead head) => new()
    {
        Seq = head.Seq, Size = head.Size, Root = head.Root.ToWire(), Receipt = head.Receipt is { } r ? ToWire(r) : null,
    };

    public static AnchoredHead Head(Wire.Head? stored)
    {
        var head = ChainForms.Required(stored);
        return new AnchoredHead(head.Seq, head.Size, ChainForms.Hash(head.Root), head.Receipt is { } r ? Receipt(r) : null);
    }

    public static Wire.Receipt ToWire(ChainReceipt receipt) => new()
    {
        Transaction = receipt.Transaction.ToWire(), Block = receipt.Block.Number, BlockHash = receipt.Block.Hash.ToWire(),
    };

    public static ChainReceipt Receipt(Wire.Receipt? stored)
    {
        var receipt = ChainForms.Required(stored);
        return ChainForms.Receipt(receipt.Transaction, receipt.Block, receipt.BlockHash);
    }

    public static Wire.Anchor ToWire(AnchorRequest anchor)
    {
        var stored = new Wire.Anchor { Seq = anchor.Seq, Size = anchor.Size, Root = anchor.Root.ToWire() };
        stored.Proof.Add(anchor.Proof.Select(p => p.ToWire()));
        return stored;
    }

    public static AnchorRequest Anchor(Wire.Anchor? stored)
    {
        var anchor = ChainForms.Required(stored);
        return new AnchorRequest(anchor.Seq, anchor.Size, ChainForms.Hash(anchor.Root), anchor.Proof.Select(ChainForms.Hash).ToValueList());
    }

    public static Wire.Mint ToWire(MintRequest mint)
    {
        var stored = new Wire.Mint
        {
            Settlement = mint.Settlement.ToWire(), CauseId = mint.Cause.PersistenceId, CauseNr = mint.Cause.SequenceNr,
        };
        stored.Entries.Add(mint.Entries.Select(e => new Wire.Entry
        {
            Holder = ByteString.CopyFrom(e.Holder.ToBytes()), MintedWh = e.MintedWh, BurnedWh = e.BurnedWh,
        }));
        return stored;
    }

    public static MintRequest Mint(Wire.Mint? stored)
    {
        var mint = ChainForms.Required(stored);
        return new MintRequest(ChainForms.Hash(mint.Settlement), new EventId(mint.CauseId, mint.CauseNr),
            mint.Entries.Select(e => new TokenEntry(new Address(e.Holder.Span), e.MintedWh, e.BurnedWh)).ToValueList());
    }

    public static HolderGrant Grant(Wire.Grant? stored)
    {
        var grant = ChainForms.Required(stored);
        return new HolderGrant(PodId.Parse(grant.Pod), grant.MintedWh, grant.BurnedWh);
    }

    public static Wire.Call ToWire(CallRequest call) => new()
    {
        Name = call.Name,
        Lane = call.Lane,
        Data = ByteString.CopyFrom(call.Data.Items.AsSpan()),
        CauseId = call.Cause.PersistenceId,
        CauseNr = call.Cause.SequenceNr,
    };

    public static CallRequest Call(Wire.Call? stored)
    {
        var call = ChainForms.Required(stored);
        return new CallRequest(call.Name, call.Lane, ValueList.Of(call.Data.Span), new EventId(call.CauseId, call.CauseNr));
    }

    public static Wire.BridgeMessage ToWire(BridgeMessage message) => new()
    {
        Number = message.Number,
        Settlement = message.Settlement.ToWire(),
        Data = ByteString.CopyFrom(message.Data.Items.AsSpan()),
        Receipt = ToWire(message.Receipt),
    };

    public static BridgeMessage Message(Wire.BridgeMessage? stored)
    {
        var message = ChainForms.Required(stored);
        return new BridgeMessage(message.Number, ChainForms.Hash(message.Settlement), ValueList.Of(message.Data.Span),
            Receipt(message.Receipt));
    }

    public static Wire.PendingMessage ToWire(PendingMessage pending) => new()
    {
        Message = ToWire(pending.Message),
        Since = Instant.Microseconds(pending.Since),
        Outcome = (uint)(pending.Answer?.Outcome ?? 0),
        Answer = pending.Answer is { } answer ? ToWire(answer.Receipt) : null,
    };

    public static PendingMessage Pending(Wire.PendingMessage stored) => new(Message(stored.Message), Instant.FromMicroseconds(stored.Since),
        stored.Answer is { } answer ? new BridgeAnswer(Outcome(stored.Outcome), Receipt(answer)) : null);

    public static BridgeOutcome Outcome(uint stored) => Enum.IsDefined((BridgeOutcome)stored)
        ? (BridgeOutcome)stored
        : throw new ArgumentException($"{stored} is no {nameof(BridgeOutcome)}");

    public static BridgeEnd End(uint stored) => Enum.IsDefined((BridgeEnd)stored)
        ? (BridgeEnd)stored
        : throw new ArgumentException($"{stored} is no {nameof(BridgeEnd)}");

    public static LedgerAlarmKind Alarm(uint stored) => Enum.IsDefined((LedgerAlarmKind)stored)
        ? (LedgerAlarmKind)stored
        : throw new ArgumentException($"{stored} is no {nameof(LedgerAlarmKind)}");
}
