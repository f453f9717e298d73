using Google.Protobuf;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>
/// Between what is about PODs and its stored form: one member for each POD, sealed under its key, so that after an erasure the rest is
/// still read.
/// </summary>
internal static class HolderForms
{
    /// <summary>Units of <see cref="MintRequested"/>.</summary>
    public static UnitLayout MintLayout => UnitLayout.OneOpen(Wire.BatchRequested.Descriptor)
        .WithMembers(new UnitKind(Wire.WaitingGrant.Descriptor, "1 a POD without an account"));

    /// <summary>Units of <see cref="HolderLinked"/>.</summary>
    public static UnitLayout LinkedLayout => UnitLayout.OneOpen(Wire.AccountLinked.Descriptor)
        .WithMembers(new UnitKind(Wire.LinkedAccount.Descriptor, "1, of the POD"));

    /// <summary>Units of <see cref="WaitingRequested"/>.</summary>
    public static UnitLayout WaitingLayout => UnitLayout.OneOpen(Wire.WaitingRequested.Descriptor)
        .WithMembers(new UnitKind(Wire.WaitingMint.Descriptor, "1, of the POD"));

    public static EventContent Encode(MintRequested e) => Content
        .Open(new Wire.BatchRequested { Contract = e.Id.ToString(), Mint = ContractAnchorForms.ToWire(e.Mint) })
        .WithPods(e.Waiting, g => g.Pod, (g, place) =>
            new Wire.WaitingGrant { Index = place, Pod = g.Pod.ToString(), MintedWh = g.MintedWh, BurnedWh = g.BurnedWh });

    public static MintRequested DecodeMint(DecodingEvent d)
    {
        var open = d.Open(Wire.BatchRequested.Parser);
        return new MintRequested(ContractAnchorId.Parse(open.Contract), ContractAnchorForms.Mint(open.Mint),
            d.Pods(Wire.WaitingGrant.Parser, g => (g.Index, g.Pod)).Select(g => new HolderGrant(PodId.Parse(g.Pod), g.MintedWh, g.BurnedWh))
                .ToValueList(), d.RecordedAt);
    }

    public static MintRequested DecodeOldMint(DecodingEvent d)
    {
        var open = d.Open(Wire.MintRequested.Parser);
        return new MintRequested(ContractAnchorId.Parse(open.Contract), ContractAnchorForms.Mint(open.Mint),
            open.Waiting.Select(ContractAnchorForms.Grant).ToValueList(), d.RecordedAt);
    }

    public static EventContent Encode(HolderLinked e) => Content
        .Open(new Wire.AccountLinked { Contract = e.Id.ToString() })
        .WithPods(One(e.Link), l => l.Pod, (l, _) => new Wire.LinkedAccount
        {
            Pod = l.Pod.ToString(),
            Account = ByteString.CopyFrom(l.Account.ToBytes()),
            Nonce = l.Nonce,
            Deadline = l.Deadline,
            Signature = ByteString.CopyFrom(l.Signature.Items.AsSpan()),
        });

    public static HolderLinked DecodeLinked(DecodingEvent d) => new(
        ContractAnchorId.Parse(d.Open(Wire.AccountLinked.Parser).Contract),
        d.Pods(Wire.LinkedAccount.Parser, l => (0, l.Pod)).Select(l => new HolderLink(PodId.Parse(l.Pod), new Address(l.Account.Span), l.Nonce,
            l.Deadline, ValueList.Of(l.Signature.Span))).SingleOrDefault(), d.RecordedAt);

    public static HolderLinked DecodeOldLinked(DecodingEvent d)
    {
        var open = d.Open(Wire.HolderLinked.Parser);
        return new HolderLinked(ContractAnchorId.Parse(open.Contract),
            new HolderLink(PodId.Parse(open.Pod), new Address(open.Account.Span), 0, 0, ValueList.Of(open.Signature.Span)), d.RecordedAt);
    }

    public static EventContent Encode(WaitingRequested e) => Content
        .Open(new Wire.WaitingRequested { Contract = e.Id.ToString() })
        .WithPods(One(e.Waiting), w => w.Pod,
            (w, _) => new Wire.WaitingMint { Pod = w.Pod.ToString(), Mint = ContractAnchorForms.ToWire(w.Mint) });

    public static WaitingRequested DecodeWaiting(DecodingEvent d) => new(
        ContractAnchorId.Parse(d.Open(Wire.WaitingRequested.Parser).Contract),
        d.Pods(Wire.WaitingMint.Parser, w => (0, w.Pod)).Select(w => new WaitingMint(PodId.Parse(w.Pod), ContractAnchorForms.Mint(w.Mint)))
            .SingleOrDefault(), d.RecordedAt);

    public static Wire.Holding ToWire(KeyValuePair<PodId, PodHolding> holding, uint place)
    {
        var (pod, h) = holding;
        var stored = new Wire.Holding
        {
            Index = place,
            Pod = pod.ToString(),
            Links = h.Links,
            Waiting = h.Waiting,
            MintedWh = h.MintedWh,
            BurnedWh = h.BurnedWh,
            CauseId = h.Cause?.PersistenceId ?? "",
            CauseNr = h.Cause?.SequenceNr ?? 0,
            Mint = h.Mint is { } mint ? ContractAnchorForms.ToWire(mint) : null,
        };
        if (h.Account is { } account)
            stored.Account = ByteString.CopyFrom(account.ToBytes());
        return stored;
    }

    public static PodHolding Holding(Wire.Holding h) => new()
    {
        Account = h.HasAccount ? new Address(h.Account.Span) : null,
        Links = h.Links,
        Waiting = h.Waiting,
        MintedWh = h.MintedWh,
        BurnedWh = h.BurnedWh,
        Cause = h.CauseId.Length == 0 ? null : new EventId(h.CauseId, h.CauseNr),
        Mint = h.Mint is null ? null : ContractAnchorForms.Mint(h.Mint),
    };

    private static IEnumerable<T> One<T>(T? value)
        where T : class => value is null ? [] : [value];
}
