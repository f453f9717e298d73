using System.Collections.Immutable;
using Google.Protobuf;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Between a contract's state and its snapshots.</summary>
internal static class ContractAnchorSnapshots
{
    /// <summary>Units of a snapshot.</summary>
    public static UnitLayout Layout => UnitLayout.OneOpen(Wire.State.Descriptor).WithMembers(new UnitKind(Wire.Holding.Descriptor, "1 a POD"));

    public static EventContent Encode(ContractAnchor s)
    {
        var state = new Wire.State
        {
            Contract = s.Id.ToString(),
            Head = s.Head is { } head ? ContractAnchorForms.ToWire(head) : null,
            Anchor = s.Anchor is { } anchor ? ContractAnchorForms.ToWire(anchor) : null,
            Minted = s.Minted,
            Called = s.Called,
            Known = UnsafeByteOperations.UnsafeWrap(s.Known.ToBytes()),
            Abandoned = UnsafeByteOperations.UnsafeWrap(s.Abandoned.ToBytes()),
            LastMessage = s.LastMessage,
        };
        if (s.ChainId is { } chain)
            state.ChainId = chain;
        if (s.ReadThrough is { } through)
            state.ReadThrough = through;
        state.Mints.Add(s.Mints.Values.Select(ContractAnchorForms.ToWire));
        state.Behind.Add(s.Behind.Select(ContractAnchorForms.ToWire));
        state.Calls.Add(s.Calls.Select(ContractAnchorForms.ToWire));
        state.Messages.Add(s.Messages.Values.Select(ContractAnchorForms.ToWire));
        state.Releases.Add(s.Releases.Select(r => new Wire.Release
        {
            Settlement = r.Key.ToWire(), Aborted = (uint)r.Value.Aborted, End = (uint)(r.Value.End ?? 0),
        }));
        state.Alarms.Add(s.Alarms.Values.Select(a => new Wire.Alarm
        {
            Kind = (uint)a.Kind, Detail = a.Detail, Since = Instant.Microseconds(a.Since),
        }));
        state.Erased.Add(s.Erased.Select(p => p.ToString()));
        return Content.Open(state).WithPods(s.Holdings, h => h.Key, HolderForms.ToWire);
    }

    public static ContractAnchor Decode(DecodingEvent d)
    {
        var stored = d.Open(Wire.State.Parser);
        return ContractAnchor.Empty(ContractAnchorId.Parse(stored.Contract)) with
        {
            ChainId = stored.HasChainId ? stored.ChainId : null,
            Head = stored.Head is null ? null : ContractAnchorForms.Head(stored.Head),
            Anchor = stored.Anchor is null ? null : ContractAnchorForms.Anchor(stored.Anchor),
            Behind = stored.Behind.Select(ContractAnchorForms.Anchor).ToValueList(),
            Mints = stored.Mints.Select(ContractAnchorForms.Mint).ToImmutableSortedDictionary(m => m.Settlement, m => m),
            Minted = stored.Minted,
            Calls = stored.Calls.Select(ContractAnchorForms.Call).ToValueList(),
            Called = stored.Called,
            Known = KnownNames.FromBytes(stored.Known.Span),
            Abandoned = KnownNames.FromBytes(stored.Abandoned.Span),
            ReadThrough = stored.HasReadThrough ? stored.ReadThrough : null,
            LastMessage = stored.LastMessage,
            Messages = Messages(stored.Messages),
            Releases = stored.Releases.ToImmutableSortedDictionary(r => ChainForms.Hash(r.Settlement), Release),
            Holdings = d.Pods(Wire.Holding.Parser, h => (h.Index, h.Pod))
                .ToImmutableSortedDictionary(h => PodId.Parse(h.Pod), HolderForms.Holding),
            Erased = [.. stored.Erased.Select(PodId.Parse)],
            Alarms = Alarms(stored.Alarms),
            RecordedAt = d.RecordedAt,
        };
    }

    // The first form had all contents of all that was ever asked for, and each grant that waited.
    public static ContractAnchor DecodeOld(DecodingEvent d)
    {
        var stored = d.Open(Wire.Snapshot.Parser);
        var released = stored.Releases.ToLookup(r => r.End == (uint)BridgeEnd.Committed);
        var abandoned = stored.KnownCalls.Where(c => c.Abandoned).Select(c => c.Name).ToList();
        var holdings = stored.Holders.ToImmutableSortedDictionary(h => PodId.Parse(h.Pod), h => PodHolding.None.Of(new Address(h.Account.Span)));
        foreach (var waiting in stored.Waiting)
        {
            var grant = ContractAnchorForms.Grant(waiting.Grant);
            holdings = holdings.SetItem(grant.Pod,
                holdings.GetValueOrDefault(grant.Pod, PodHolding.None).With(grant, new EventId(waiting.CauseId, waiting.CauseNr)));
        }
        return ContractAnchor.Empty(ContractAnchorId.Parse(stored.Contract)) with
        {
            ChainId = stored.HasChainId ? stored.ChainId : null,
            Head = stored.Head is null ? null : ContractAnchorForms.Head(stored.Head),
            Anchor = stored.Anchor is null ? null : ContractAnchorForms.Anchor(stored.Anchor),
            Mints = stored.Mints.Select(ContractAnchorForms.Mint).ToImmutableSortedDictionary(m => m.Settlement, m => m),
            Minted = stored.Batches.Count(b => b.Minted),
            Calls = stored.Calls.Select(ContractAnchorForms.Call).ToValueList(),
            Called = stored.KnownCalls.Count - stored.Calls.Count - abandoned.Count,
            Known = abandoned.Aggregate(Names([
                .. stored.Batches.Select(b => MintRequest.NameOf(ChainForms.Hash(b.Settlement))), .. stored.KnownCalls.Select(c => c.Name),
                .. released[true].Select(r => BridgeMessage.ReleasedName(ChainForms.Hash(r.Settlement))),
            ]), GivenUpNames.With),
            Abandoned = Names(abandoned),
            ReadThrough = stored.HasReadThrough ? stored.ReadThrough : null,
            LastMessage = stored.LastMessage,
            Messages = Messages(stored.Messages),
            Releases = released[false].ToImmutableSortedDictionary(r => ChainForms.Hash(r.Settlement), Release),
            Holdings = holdings,
            Alarms = Alarms(stored.Alarms),
            RecordedAt = d.RecordedAt,
        };
    }

    private static KnownNames Names(IEnumerable<string> names) => names.Aggregate(default(KnownNames), (all, name) => all.With(name));

    private static ImmutableSortedDictionary<ulong, PendingMessage> Messages(IEnumerable<Wire.PendingMessage> stored) =>
        stored.Select(ContractAnchorForms.Pending).ToImmutableSortedDictionary(m => m.Message.Number, m => m);

    private static SettlementRelease Release(Wire.Release stored) =>
        new((int)stored.Aborted, stored.End == 0 ? null : ContractAnchorForms.End(stored.End));

    private static ImmutableSortedDictionary<LedgerAlarmKind, LedgerAlarm> Alarms(IEnumerable<Wire.Alarm> stored) => stored
        .Select(a => new LedgerAlarm(ContractAnchorForms.Alarm(a.Kind), a.Detail, Instant.FromMicroseconds(a.Since)))
        .ToImmutableSortedDictionary(a => a.Kind, a => a);
}
