using System.Collections.Immutable;
using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Metering.QuarterHours;
using Platone.Actors.Serialization;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// The light node's codec table. Its readings, quarter hours, device keys and evidence are personal, sealed under the POD's key of the
/// month; ids and reading keys are in the clear.
/// </summary>
public static class LightNodeTable
{
    /// <summary>
    /// The unit number of the first reading in a <see cref="ReadingsRecorded"/>, for a disclosure: reading i is unit i + 1, because one
    /// open unit comes before them.
    /// </summary>
    public const int FirstReadingUnit = 1;

    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("ln")
        .Event<LightNodeRegistered>("registered", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeRegistered,
            UnitLayout.With(Wire.LightNodeRegistered.Descriptor, new UnitKind(Wire.DeviceKey.Descriptor)))
        .Event<LightNodeKeyChanged>("key-changed", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeKeyChanged,
            UnitLayout.With(Wire.NodeAtPod.Descriptor, new UnitKind(Wire.DeviceKey.Descriptor)))
        .Event<LightNodeKeyRevoked>("key-revoked", 1, e => PodTable.SubjectOf(e.Pod),
            e => Content.With(At(e.Id, e.Pod), KeyMessage(e.PublicKey)), DecodeKeyRevoked,
            UnitLayout.With(Wire.NodeAtPod.Descriptor, new UnitKind(Wire.DeviceKey.Descriptor)))
        .Event<ReadingsRecorded>("readings-recorded", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeReadings,
            UnitLayout.With(Wire.ReadingsRecorded.Descriptor, new UnitKind(Wire.Reading.Descriptor, "1 a reading"),
                new UnitKind(Wire.ClosedQuarterHours.Descriptor, "0..1"),
                new UnitKind(Wire.SignedEvidence.Descriptor, "1 a signed message")))
        .Event<QuarterHoursClosed>("quarter-hours-closed", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeClosed,
            UnitLayout.With(Wire.QuarterHoursClosed.Descriptor, new UnitKind(Wire.ClosedQuarterHours.Descriptor, "0..1")))
        .Event<ReadingsRejected>("readings-rejected", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeRejected,
            UnitLayout.OneOpen(Wire.ReadingsRejected.Descriptor))
        .Event<LightNodeFellSilent>("fell-silent", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeFellSilent,
            UnitLayout.OneOpen(Wire.LightNodeFellSilent.Descriptor))
        .Event<LightNodeRetired>("retired", 1, e => PodTable.SubjectOf(e.Pod), e => Content.Open(At(e.Id, e.Pod)), DecodeRetired,
            UnitLayout.OneOpen(Wire.NodeAtPod.Descriptor))
        .Event<LightNodeReturned>("returned", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeReturned,
            UnitLayout.OneOpen(Wire.NodeAtPod.Descriptor))
        .Event<SetPointDelivered>("set-point-delivered", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeDelivered,
            UnitLayout.With(Wire.NodeAtPod.Descriptor, new UnitKind(Metering.Wire.SetPoint.Descriptor)))
        .Event<SetPointAcknowledged>("set-point-acknowledged", 1, e => PodTable.SubjectOf(e.Pod), Encode, DecodeAcknowledged,
            UnitLayout.With(Wire.SetPointAcknowledged.Descriptor, new UnitKind(Wire.MeasuredPower.Descriptor)))
        .Snapshot<LightNode>(1, s => s.Pod is { } pod ? PodTable.SubjectOf(pod) : $"{LightNodeCommand.EntityKind}-{s.Id}",
            s => s.RecordedAt, Encode, DecodeSnapshot,
                UnitLayout.With(Wire.Snapshot.Descriptor, new UnitKind(Wire.SnapshotContent.Descriptor, "0..1")))
        .Build();

    private static EventContent Encode(LightNodeRegistered e) => Content.With(
        new Wire.LightNodeRegistered { Node = e.Id.ToString(), Pod = e.Pod.ToString(), ValidFrom = Instant.Microseconds(e.ValidFrom) },
        KeyMessage(e.PublicKey));

    private static LightNodeRegistered DecodeRegistered(DecodingEvent d)
    {
        var open = d.Open(Wire.LightNodeRegistered.Parser);
        return new LightNodeRegistered(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), Instant.FromMicroseconds(open.ValidFrom),
            KeyIn(d), d.RecordedAt);
    }

    private static LightNodeKeyRevoked DecodeKeyRevoked(DecodingEvent d)
    {
        var open = d.Open(Wire.NodeAtPod.Parser);
        return new LightNodeKeyRevoked(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), KeyIn(d), d.RecordedAt);
    }

    private static EventContent Encode(LightNodeKeyChanged e) => Content.With(At(e.Id, e.Pod), KeyMessage(e.PublicKey));

    private static LightNodeKeyChanged DecodeKeyChanged(DecodingEvent d)
    {
        var open = d.Open(Wire.NodeAtPod.Parser);
        return new LightNodeKeyChanged(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), KeyIn(d), d.RecordedAt);
    }

    private static EventContent Encode(ReadingsRecorded e)
    {
        var open = new Wire.ReadingsRecorded
        {
            Node = e.Id.ToString(),
            Pod = e.Pod.ToString(),
            Open = ToWire(e.Open),
            Readings = (uint)e.Readings.Length,
            Closed = !e.Closed.IsEmpty,
        };
        foreach (var range in e.Keys)
            open.Keys.Add(ToWire(range));
        foreach (var late in e.Late)
            open.Late.Add(late.Index);
        var personal = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(e.Readings.Length + e.Evidence.Length + 1);
        foreach (var reading in e.Readings)
            personal.Add(ToWire(reading).ToByteArray());
        if (open.Closed)
            personal.Add(ToWire(e.Closed).ToByteArray());
        foreach (var evidence in e.Evidence)
            personal.Add(ToWire(evidence).ToByteArray());
        return new EventContent([open.ToByteArray()], personal.DrainToImmutable());
    }

    private static ReadingsRecorded DecodeReadings(DecodingEvent d)
    {
        var open = d.Open(Wire.ReadingsRecorded.Parser);
        ImmutableArray<Reading> readings = [];
        ImmutableArray<MeasuredQuarterHour> closed = [];
        ImmutableArray<SignedEvidence> evidence = [];
        if (d.Content.Personal is { } units)
        {
            var behind = open.Readings + (open.Closed ? 1L : 0L);
            if (behind > units.Length)
                throw new CorruptEventException($"a stored event has {units.Length} personal units where {behind} are needed");
            var list = ImmutableArray.CreateBuilder<Reading>((int)open.Readings);
            for (var i = 0; i < open.Readings; i++)
                list.Add(FromWire(d.Personal(Wire.Reading.Parser, i)!));
            readings = list.DrainToImmutable();
            if (open.Closed)
                closed = ClosedIn(d, (int)open.Readings);
            evidence = [.. units.Skip((int)behind).Select(u => FromWire(Wire.SignedEvidence.Parser.ParseFrom(u.Span)))];
        }
        return new ReadingsRecorded(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), readings, [.. open.Keys.Select(FromWire)], closed,
            [.. open.Late.Select(WireForms.QuarterHourOf)], evidence, d.RecordedAt)
        {
            Open = FromWire(open.Open),
        };
    }

    private static EventContent Encode(QuarterHoursClosed e) => Content.With(
        new Wire.QuarterHoursClosed
        {
            Node = e.Id.ToString(),
            Pod = e.Pod.ToString(),
            ClosedThrough = Instant.Microseconds(e.ClosedThrough),
            Open = ToWire(e.Open),
        },
        e.Closed.IsEmpty ? [] : [ToWire(e.Closed)]);

    private static QuarterHoursClosed DecodeClosed(DecodingEvent d)
    {
        var open = d.Open(Wire.QuarterHoursClosed.Parser);
        return new QuarterHoursClosed(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod),
            d.Content.Personal is { IsEmpty: false } ? ClosedIn(d, 0) : [], Instant.FromMicroseconds(open.ClosedThrough), d.RecordedAt)
        {
            Open = FromWire(open.Open),
        };
    }

    private static EventContent Encode(ReadingsRejected e)
    {
        var open = new Wire.ReadingsRejected { Node = e.Id.ToString(), Pod = e.Pod.ToString() };
        foreach (var refusal in e.Refusals)
            open.Refusals.Add(new Wire.RefusalCount { Reason = (uint)refusal.Reason, Count = refusal.Count });
        foreach (var range in e.Keys)
            open.Keys.Add(ToWire(range));
        return Content.Open(open);
    }

    private static ReadingsRejected DecodeRejected(DecodingEvent d)
    {
        var open = d.Open(Wire.ReadingsRejected.Parser);
        return new ReadingsRejected(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod),
            [.. open.Refusals.Select(r => new RefusalCount((RefusalReason)checked((int)r.Reason), r.Count))],
            [.. open.Keys.Select(FromWire)], d.RecordedAt);
    }

    private static EventContent Encode(LightNodeFellSilent e) => Content.Open(
        new Wire.LightNodeFellSilent { Node = e.Id.ToString(), Pod = e.Pod.ToString(), LastSeen = Instant.Microseconds(e.LastSeen) });

    private static LightNodeFellSilent DecodeFellSilent(DecodingEvent d)
    {
        var open = d.Open(Wire.LightNodeFellSilent.Parser);
        return new LightNodeFellSilent(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), Instant.FromMicroseconds(open.LastSeen),
            d.RecordedAt);
    }

    private static EventContent Encode(LightNodeReturned e) => Content.Open(At(e.Id, e.Pod));

    private static LightNodeReturned DecodeReturned(DecodingEvent d)
    {
        var open = d.Open(Wire.NodeAtPod.Parser);
        return new LightNodeReturned(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), d.RecordedAt);
    }

    private static LightNodeRetired DecodeRetired(DecodingEvent d)
    {
        var open = d.Open(Wire.NodeAtPod.Parser);
        return new LightNodeRetired(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), d.RecordedAt);
    }

    private static EventContent Encode(SetPointDelivered e) =>
        Content.With(At(e.Id, e.Pod), e.SetPoint is { } setPoint ? [WireForms.ToWire(setPoint)] : []);

    private static SetPointDelivered DecodeDelivered(DecodingEvent d)
    {
        var open = d.Open(Wire.NodeAtPod.Parser);
        return new SetPointDelivered(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod),
            d.PersonalIfAny(Metering.Wire.SetPoint.Parser) is { } setPoint ? WireForms.FromWire(setPoint) : null, d.RecordedAt);
    }

    private static EventContent Encode(SetPointAcknowledged e) => Content.With(
        new Wire.SetPointAcknowledged { Node = e.Id.ToString(), Pod = e.Pod.ToString(), SetPoint = e.SetPoint },
        e.MeasuredW is { } w ? new Wire.MeasuredPower { W = w } : new Wire.MeasuredPower());

    private static SetPointAcknowledged DecodeAcknowledged(DecodingEvent d)
    {
        var open = d.Open(Wire.SetPointAcknowledged.Parser);
        return new SetPointAcknowledged(LightNodeId.Parse(open.Node), PodId.Parse(open.Pod), open.SetPoint,
            d.PersonalIfAny(Wire.MeasuredPower.Parser) is { HasW: true } measured ? measured.W : null, d.RecordedAt);
    }

    private static EventContent Encode(LightNode s)
    {
        var open = new Wire.Snapshot
        {
            Node = s.Id.ToString(),
            ValidFrom = Instant.Microseconds(s.ValidFrom),
            Open = ToWire(s.Open),
            Silent = s.IsSilent,
            Retired = s.IsRetired,
        };
        if (s.Pod is { } pod)
            open.Pod = pod.ToString();
        if (s.ClosedThrough is { } through)
            open.ClosedThrough = Instant.Microseconds(through);
        if (s.LastSeen is { } seen)
            open.LastSeen = Instant.Microseconds(seen);
        if (s.RejectedAt is { } rejected)
            open.RejectedAt = Instant.Microseconds(rejected);
        foreach (var range in s.Keys.Ranges)
            open.Keys.Add(ToWire(range));
        foreach (var (id, mark) in s.SetPoints.All)
        {
            open.SetPoints.Add(
                new Wire.SetPointMark { Id = id, Until = Instant.Microseconds(mark.Until), Acknowledged = mark.IsAcknowledged });
        }

        var content = new Wire.SnapshotContent();
        if (s.RegisteredKey is { } registered)
            content.RegisteredKey = ByteString.CopyFrom(Convert.FromHexString(registered));
        if (s.PublicKey is { } key)
            content.PublicKey = ByteString.CopyFrom(Convert.FromHexString(key));
        content.RevokedKeys.Add(s.RevokedKeys.Select(k => ByteString.CopyFrom(Convert.FromHexString(k))));
        content.KeyRevoked = s.IsKeyRevoked;
        foreach (var mark in s.Registers.All)
            content.Registers.Add(ToWire(mark));
        foreach (var sample in s.Samples.Span)
            content.Samples.Add(ToWire(sample));
        return content.CalculateSize() == 0 ? Content.Open(open) : Content.With(open, content);
    }

    private static LightNode DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        var content = d.PersonalIfAny(Wire.SnapshotContent.Parser) ?? new Wire.SnapshotContent();
        return new LightNode(LightNodeId.Parse(open.Node))
        {
            Pod = open.HasPod ? PodId.Parse(open.Pod) : null,
            ValidFrom = Instant.FromMicroseconds(open.ValidFrom),
            RegisteredKey = content.HasRegisteredKey ? Convert.ToHexStringLower(content.RegisteredKey.Span) : null,
            PublicKey = content.HasPublicKey ? Convert.ToHexStringLower(content.PublicKey.Span) : null,
            RevokedKeys = content.RevokedKeys.Select(k => Convert.ToHexStringLower(k.Span)).ToValueList(),
            IsKeyRevoked = content.KeyRevoked,
            Keys = KeyRuns.Empty.With(KeyRuns.Normalize([.. open.Keys.Select(FromWire)])),
            Registers = content.Registers.Aggregate(RegisterMarks.Empty, (marks, mark) => marks.With(FromWire(mark))),
            Samples = SampleList.From([.. content.Samples.Select(FromWire)]),
            ClosedThrough = open.HasClosedThrough ? Instant.FromMicroseconds(open.ClosedThrough) : null,
            Open = FromWire(open.Open),
            SetPoints = open.SetPoints.Aggregate(SetPointMarks.Empty,
                (marks, m) => marks.With(m.Id, new SetPointMark(Instant.FromMicroseconds(m.Until), m.Acknowledged))),
            LastSeen = open.HasLastSeen ? Instant.FromMicroseconds(open.LastSeen) : null,
            IsSilent = open.Silent,
            IsRetired = open.Retired,
            RejectedAt = open.HasRejectedAt ? Instant.FromMicroseconds(open.RejectedAt) : null,
            RecordedAt = d.RecordedAt,
        };
    }

    private static Wire.NodeAtPod At(LightNodeId node, PodId pod) => new() { Node = node.ToString(), Pod = pod.ToString() };

    private static Wire.DeviceKey KeyMessage(string? key) =>
        key is null ? new Wire.DeviceKey() : new Wire.DeviceKey { PublicKey = ByteString.CopyFrom(Convert.FromHexString(key)) };

    private static string? KeyIn(DecodingEvent d) =>
        d.PersonalIfAny(Wire.DeviceKey.Parser) is { HasPublicKey: true } key ? Convert.ToHexStringLower(key.PublicKey.Span) : null;

    private static Wire.ClosedQuarterHours ToWire(ImmutableArray<MeasuredQuarterHour> closed)
    {
        var message = new Wire.ClosedQuarterHours();
        foreach (var measured in closed)
            message.QuarterHours.Add(WireForms.ToWire(measured));
        return message;
    }

    private static ImmutableArray<MeasuredQuarterHour> ClosedIn(DecodingEvent d, int unit) =>
        [.. d.Personal(Wire.ClosedQuarterHours.Parser, unit)!.QuarterHours.Select(WireForms.FromWire)];

    private static Wire.Reading ToWire(Reading reading)
    {
        var message = new Wire.Reading
        {
            Epoch = reading.Epoch,
            Seq = reading.Seq,
            Time = Instant.Microseconds(reading.Time),
            Quality = (uint)reading.Quality,
        };
        if (reading.ActivePowerW is { } p)
            message.P = p;
        if (reading.ReactivePowerVar is { } q)
            message.Q = q;
        if (reading.VoltageMv is { } v)
            message.V = v;
        if (reading.CurrentMa is { } i)
            message.I = i;
        if (reading.ImportWh is { } import)
            message.Import = import;
        if (reading.ExportWh is { } export)
            message.Export = export;
        if (reading.TemperatureMilliC is { } temperature)
            message.Temperature = temperature;
        if (reading.Ems is { } ems)
            message.Ems = ems;
        if (reading.Bms is { } bms)
            message.Bms = bms;
        return message;
    }

    private static Reading FromWire(Wire.Reading stored) => new(stored.Epoch, stored.Seq, Instant.FromMicroseconds(stored.Time))
    {
        ActivePowerW = stored.HasP ? stored.P : null,
        ReactivePowerVar = stored.HasQ ? stored.Q : null,
        VoltageMv = stored.HasV ? stored.V : null,
        CurrentMa = stored.HasI ? stored.I : null,
        ImportWh = stored.HasImport ? stored.Import : null,
        ExportWh = stored.HasExport ? stored.Export : null,
        TemperatureMilliC = stored.HasTemperature ? stored.Temperature : null,
        Ems = stored.HasEms ? stored.Ems : null,
        Bms = stored.HasBms ? stored.Bms : null,
        Quality = (ReadingQuality)checked((int)stored.Quality),
    };

    private static Wire.SignedEvidence ToWire(SignedEvidence evidence) => new()
    {
        Data = ByteString.CopyFrom(evidence.Data.AsSpan()),
        Signature = ByteString.CopyFrom(evidence.Signature.AsSpan()),
        PublicKey = ByteString.CopyFrom(Convert.FromHexString(evidence.PublicKey)),
    };

    private static SignedEvidence FromWire(Wire.SignedEvidence stored) =>
        new([.. stored.Data.Span], [.. stored.Signature.Span], Convert.ToHexStringLower(stored.PublicKey.Span));

    private static Wire.KeyRange ToWire(KeyRange range) =>
        new() { Epoch = range.Epoch, First = range.First, More = (ulong)(range.Last - range.First) };

    private static KeyRange FromWire(Wire.KeyRange stored) =>
        new(stored.Epoch, stored.First, checked(stored.First + (long)stored.More));

    private static Wire.OpenQuarterHour? ToWire(OpenQuarterHour? open) => open is { } o
        ? new Wire.OpenQuarterHour { Index = o.QuarterHour.Index, FirstArrival = Instant.Microseconds(o.FirstArrival) }
        : null;

    private static OpenQuarterHour? FromWire(Wire.OpenQuarterHour? stored) => stored is null
        ? null
        : new OpenQuarterHour(WireForms.QuarterHourOf(stored.Index), Instant.FromMicroseconds(stored.FirstArrival));

    private static Wire.RegisterMark ToWire(RegisterMark mark)
    {
        var message = new Wire.RegisterMark { Epoch = mark.Epoch };
        if (mark.Import is { } import)
            (message.ImportAt, message.Import) = (import.At, import.Wh);
        if (mark.Export is { } export)
            (message.ExportAt, message.Export) = (export.At, export.Wh);
        return message;
    }

    private static RegisterMark FromWire(Wire.RegisterMark stored) => new(stored.Epoch,
        stored.HasImportAt ? new RegisterValue(stored.ImportAt, stored.Import) : null,
        stored.HasExportAt ? new RegisterValue(stored.ExportAt, stored.Export) : null);

    private static Wire.Sample ToWire(Sample sample)
    {
        var message = new Wire.Sample { At = sample.At, Epoch = sample.Epoch };
        if (sample.PowerW is { } p)
            message.P = p;
        if (sample.ImportWh is { } import)
            message.Import = import;
        if (sample.ExportWh is { } export)
            message.Export = export;
        return message;
    }

    private static Sample FromWire(Wire.Sample stored) => new(stored.At, stored.Epoch, stored.HasP ? stored.P : null,
        stored.HasImport ? stored.Import : null, stored.HasExport ? stored.Export : null);
}
