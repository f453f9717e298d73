using System.Collections.Immutable;
using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>An account's codec table. Nothing in it is personal: all of it is, or was meant to be, on a chain.</summary>
public static class ChainAccountTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("chain-account")
        .Event<AccountOpened>("opened", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AccountOpened { Account = e.Id.ToString(), ChainId = e.ChainId, NextNonce = e.NextNonce }),
            d => Decode(d, Wire.AccountOpened.Parser, w => new AccountOpened(Id(w.Account), w.ChainId, w.NextNonce, d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AccountOpened.Descriptor))
        .Event<NoncesSkipped>("nonces-skipped", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.NoncesSkipped { Account = e.Id.ToString(), NextNonce = e.NextNonce }),
            d => Decode(d, Wire.NoncesSkipped.Parser, w => new NoncesSkipped(Id(w.Account), w.NextNonce, d.RecordedAt)),
            UnitLayout.OneOpen(Wire.NoncesSkipped.Descriptor))
        .Event<TransactionSigned>("transaction-signed", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TransactionSigned
            {
                Account = e.Id.ToString(), Job = ToWire(e.Job), Nonce = e.Nonce, Transaction = ToWire(e.Transaction),
            }),
            d => Decode(d, Wire.TransactionSigned.Parser,
                w => new TransactionSigned(Id(w.Account), Job(w.Job), w.Nonce, Signed(w.Transaction), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TransactionSigned.Descriptor))
        .Event<TransactionSubmitted>("transaction-submitted", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TransactionSubmitted { Account = e.Id.ToString(), Nonce = e.Nonce, Hash = e.Hash.ToWire() }),
            d => Decode(d, Wire.TransactionSubmitted.Parser,
                w => new TransactionSubmitted(Id(w.Account), w.Nonce, ChainForms.Hash(w.Hash), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TransactionSubmitted.Descriptor))
        .Event<TransactionReplaced>("transaction-replaced", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TransactionReplaced
            {
                Account = e.Id.ToString(), Nonce = e.Nonce, Replaced = e.Replaced.ToWire(), Transaction = ToWire(e.Transaction),
            }),
            d => Decode(d, Wire.TransactionReplaced.Parser,
                w => new TransactionReplaced(Id(w.Account), w.Nonce, ChainForms.Hash(w.Replaced), Signed(w.Transaction), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TransactionReplaced.Descriptor))
        .Event<TransactionMined>("transaction-mined", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TransactionMined { Account = e.Id.ToString(), Nonce = e.Nonce, Mined = ToWire(e.Mined) }),
            d => Decode(d, Wire.TransactionMined.Parser, w => new TransactionMined(Id(w.Account), w.Nonce, Mined(w.Mined), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TransactionMined.Descriptor))
        .Event<TransactionReorged>("transaction-reorged", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TransactionReorged { Account = e.Id.ToString(), Nonce = e.Nonce, BlockHash = e.Block.ToWire() }),
            d => Decode(d, Wire.TransactionReorged.Parser,
                w => new TransactionReorged(Id(w.Account), w.Nonce, ChainForms.Hash(w.BlockHash), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TransactionReorged.Descriptor))
        .Event<TransactionFinalised>("transaction-finalised", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TransactionFinalised
            {
                Account = e.Id.ToString(),
                Nonce = e.Nonce,
                Transaction = e.Receipt.Transaction.ToWire(),
                Block = e.Receipt.Block.Number,
                BlockHash = e.Receipt.Block.Hash.ToWire(),
            }),
            d => Decode(d, Wire.TransactionFinalised.Parser, w => new TransactionFinalised(Id(w.Account), w.Nonce,
                ChainForms.Receipt(w.Transaction, w.Block, w.BlockHash), d.RecordedAt)),
            UnitLayout.OneOpen(Wire.TransactionFinalised.Descriptor))
        .Event<NonceLost>("nonce-lost", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.NonceLost { Account = e.Id.ToString(), Nonce = e.Nonce }),
            d => Decode(d, Wire.NonceLost.Parser, w => new NonceLost(Id(w.Account), w.Nonce, d.RecordedAt)),
            UnitLayout.OneOpen(Wire.NonceLost.Descriptor))
        .Event<AccountSetBack>("set-back", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.AccountSetBack { Account = e.Id.ToString(), NextNonce = e.NextNonce }),
            d => Decode(d, Wire.AccountSetBack.Parser, w => new AccountSetBack(Id(w.Account), w.NextNonce, d.RecordedAt)),
            UnitLayout.OneOpen(Wire.AccountSetBack.Descriptor))
        .Snapshot<ChainAccount>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot, UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(ChainAccountId id) => $"{ChainAccountCommand.EntityKind}-{id}";

    private static ChainAccountId Id(string stored) => ChainAccountId.Parse(stored);

    private static TEvent Decode<TWire, TEvent>(DecodingEvent d, MessageParser<TWire> parser, Func<TWire, TEvent> make)
        where TWire : IMessage<TWire> => make(d.Open(parser));

    private static Wire.Job ToWire(ChainJob job) => new() { Contract = job.Contract.ToString(), Name = job.Name };

    private static ChainJob Job(Wire.Job? stored)
    {
        var job = ChainForms.Required(stored);
        return new ChainJob(ContractAnchorId.Parse(job.Contract), job.Name);
    }

    private static Wire.Signed ToWire(OutgoingTransaction t) => new()
    {
        Hash = t.Hash.ToWire(), MostFee = t.Fees.MostWei, PriorityFee = t.Fees.PriorityWei, Raw = ByteString.CopyFrom(t.Raw.Items.AsSpan()),
    };

    private static OutgoingTransaction Signed(Wire.Signed? stored)
    {
        var signed = ChainForms.Required(stored);
        return new OutgoingTransaction(ChainForms.Hash(signed.Hash), new GasFees(signed.MostFee, signed.PriorityFee), ValueList.Of(signed.Raw.Span));
    }

    private static Wire.Mined ToWire(MinedTransaction m) => new()
    {
        Transaction = m.Receipt.Transaction.ToWire(),
        Block = m.Receipt.Block.Number,
        BlockHash = m.Receipt.Block.Hash.ToWire(),
        Succeeded = m.Succeeded,
        GasUsed = m.GasUsed,
    };

    private static MinedTransaction Mined(Wire.Mined? stored)
    {
        var mined = ChainForms.Required(stored);
        return new MinedTransaction(ChainForms.Receipt(mined.Transaction, mined.Block, mined.BlockHash), mined.Succeeded, mined.GasUsed);
    }

    private static EventContent Encode(ChainAccount s)
    {
        var snapshot = new Wire.Snapshot { Account = s.Id.ToString(), NextNonce = s.NextNonce };
        if (s.ChainId is { } chain)
            snapshot.ChainId = chain;
        foreach (var t in s.UnderWay.Values)
        {
            var stored = new Wire.UnderWay { Nonce = t.Nonce, Job = ToWire(t.Job), Mined = t.Mined is null ? null : ToWire(t.Mined) };
            stored.Signed.Add(t.Signed.Select(ToWire));
            if (t.SubmittedAt is { } at)
                stored.SubmittedAt = Instant.Microseconds(at);
            snapshot.UnderWay.Add(stored);
        }
        return Content.Open(snapshot);
    }

    private static ChainAccount DecodeSnapshot(DecodingEvent d)
    {
        var stored = d.Open(Wire.Snapshot.Parser);
        return ChainAccount.Empty(Id(stored.Account)) with
        {
            ChainId = stored.HasChainId ? stored.ChainId : null,
            NextNonce = stored.NextNonce,
            UnderWay = stored.UnderWay.Select(t => new ChainTransaction(t.Nonce, Job(t.Job), t.Signed.Select(Signed).ToValueList(),
                t.HasSubmittedAt ? Instant.FromMicroseconds(t.SubmittedAt) : null, t.Mined is null ? null : Mined(t.Mined)))
                .ToImmutableSortedDictionary(t => t.Nonce, t => t),
            RecordedAt = d.RecordedAt,
        };
    }
}
