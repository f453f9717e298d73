using CsCheck;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Wire;

namespace Platone.Actors.Tests.Serialization;

public sealed class EventCodecTests
{
    private readonly MemoryKeys _keys = new();
    private readonly EventCodec _codec;

    public EventCodecTests() => _codec = new EventCodec(PlatoneEvents.Registry, _keys);

    public static TheoryData<string> Manifests => [.. PlatoneEvents.Registry.Rows.Where(r => r.IsCurrent).Select(r => r.Manifest)];

    private object Example(string manifest) => Examples.All.Single(e => _codec.ManifestOf(e) == manifest);

    [Fact]
    public void Every_event_and_state_of_the_program_is_in_a_table()
    {
        var stored = typeof(PlatoneEvents).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false }
            && (typeof(IDomainEvent).IsAssignableFrom(t) || typeof(ISnapshotState).IsAssignableFrom(t)));
        Assert.All(stored, t => Assert.True(PlatoneEvents.Registry.For(t).IsCurrent));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void An_example_comes_back_as_it_was(string manifest)
    {
        var example = Example(manifest);
        Assert.Equal(example, _codec.Decode(manifest, _codec.Encode(example)));
    }

    [Fact]
    public void Readings_of_any_values_come_back_as_they_were() =>
        Gen.Select(Gen.Int.Array[13], Gen.Long.Array[3], Gen.String).Array[0, 20].Sample(values =>
        {
            var readings = values.Select(v => new Reading(v.Item1[0], v.Item2[0], DateTimeOffset.UnixEpoch.AddSeconds(v.Item1[1]))
            {
                ActivePowerW = v.Item1[2] % 5 == 0 ? null : v.Item1[3],
                ReactivePowerVar = v.Item1[2] % 7 == 0 ? null : v.Item1[4],
                VoltageMv = v.Item1[2] % 3 == 0 ? null : v.Item1[5],
                CurrentMa = v.Item1[2] % 2 == 0 ? null : v.Item1[6],
                TemperatureMilliC = v.Item1[8] % 2 == 0 ? null : v.Item1[7],
                ImportWh = v.Item1[8] % 3 == 0 ? null : v.Item2[1],
                ExportWh = v.Item1[8] % 5 == 0 ? null : v.Item2[2],
                Ems = v.Item1[9] % 2 == 0 ? null : v.Item3,
                Bms = v.Item1[9] % 3 == 0 ? null : v.Item3 + "é",
                Quality = (ReadingQuality)(v.Item1[10] & 1),
            });
            var recorded = Examples.All.OfType<ReadingsRecorded>().Single() with { Readings = [.. readings] };
            Assert.Equal(recorded, _codec.Decode(_codec.ManifestOf(recorded), _codec.Encode(recorded)));
        });

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Stored_bytes_are_under_the_subject_and_month(string manifest)
    {
        var example = Example(manifest);
        var stored = StoredEvent.Parser.ParseFrom(_codec.Encode(example));
        Assert.Equal(202611, stored.Month);
        // What is about a POD is sealed under the POD's key, whichever entity's event it is in.
        var kind = manifest.Split('.')[0] switch { "ln" or "battery" or "pod" => "pod", "sensor" => "grid-sensor", "ms" => "market-session", var other => other };
        Assert.StartsWith(kind + "-", stored.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void After_an_erasure_it_decodes_without_its_personal_units(string manifest)
    {
        var example = Example(manifest);
        var stored = _codec.Encode(example);
        var opened = _codec.Open(manifest, stored);
        _keys.Erase(opened.Key.Subject, opened.RecordedAt);
        var erased = _codec.Decode(manifest, stored);
        Assert.IsType(example.GetType(), erased);
        if (opened.Content.Personal is { IsEmpty: true })
        {
            Assert.Equal(example, erased);
        }
        else
        {
            Assert.NotEqual(example, erased);
            Assert.Null(_codec.Open(manifest, stored).Content.Personal);
            Assert.Throws<ErasedSubjectException>(() => _codec.Encode(example));
        }
    }

    [Fact]
    public void What_stays_after_an_erasure_is_what_the_fold_needs()
    {
        var example = Examples.All.OfType<ReadingsRecorded>().Single();
        var stored = _codec.Encode(example);
        _keys.Erase(PodTable.SubjectOf(example.Pod), example.RecordedAt);
        Assert.Equal(example with { Readings = [], Closed = [], Evidence = [] }, _codec.Decode("ln.readings-recorded.1", stored));
        Assert.Equal("", Assert.IsType<ParticipantSuspended>(Erased<ParticipantSuspended>()).Reason);
        Assert.Null(Assert.IsType<PodRegistered>(Erased<PodRegistered>()).Registration);

        object Erased<T>()
            where T : IDomainEvent
        {
            var (keys, stored) = (new MemoryKeys(), Examples.All.OfType<T>().Single());
            var codec = new EventCodec(PlatoneEvents.Registry, keys);
            var (manifest, bytes) = (codec.ManifestOf(stored), codec.Encode(stored));
            keys.Erase(codec.Open(manifest, bytes).Key.Subject, stored.RecordedAt);
            return codec.Decode(manifest, bytes);
        }
    }

    [Fact]
    public void A_reading_is_the_unit_that_the_table_says()
    {
        var example = Examples.All.OfType<ReadingsRecorded>().Single();
        var units = _codec.Open("ln.readings-recorded.1", _codec.Encode(example)).Content.Units.ToList();
        Assert.Equal(1 + 2 + 1 + 1, units.Count);
        var second = Actors.Metering.LightNodes.Wire.Reading.Parser.ParseFrom(units[LightNodeTable.FirstReadingUnit].Span);
        Assert.Equal((example.Readings[0].Seq, example.Readings[0].ActivePowerW), (second.Seq, second.P));
    }

    [Fact]
    public void A_type_or_manifest_in_no_table_is_refused()
    {
        Assert.Throws<UnregisteredTypeException>(() => _codec.Encode(new Unknown(default)));
        Assert.Throws<UnregisteredTypeException>(() => _codec.ManifestOf("text"));
        Assert.Throws<UnregisteredTypeException>(() => _codec.Decode("ln.readings-recorded.2", _codec.Encode(Examples.All[0])));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_changed_byte_in_the_sealed_part_is_refused(string manifest)
    {
        var stored = StoredEvent.Parser.ParseFrom(_codec.Encode(Example(manifest)));
        Gen.Int[0, Math.Max(0, stored.Sealed.Length - 1)].Select(Gen.Byte[1, 255]).Sample((at, change) =>
        {
            if (stored.Sealed.IsEmpty)
                return;
            var bytes = stored.Sealed.ToByteArray();
            bytes[at] ^= change;
            var changed = stored.Clone();
            changed.Sealed = Google.Protobuf.ByteString.CopyFrom(bytes);
            Assert.Throws<CorruptEventException>(() => _codec.Decode(manifest, Google.Protobuf.MessageExtensions.ToByteArray(changed)));
        }, iter: 20);
    }

    [Fact]
    public void What_was_sealed_for_another_manifest_month_or_subject_is_refused()
    {
        var bytes = _codec.Encode(Examples.All.OfType<QuarterHourMetered>().Single());
        Assert.Throws<CorruptEventException>(() => _codec.Decode("pod.quarter-hour-corrected.1", bytes));
        var stored = StoredEvent.Parser.ParseFrom(bytes);
        stored.Month++;
        Assert.Throws<CorruptEventException>(() =>
            _codec.Decode("pod.quarter-hour-metered.1", Google.Protobuf.MessageExtensions.ToByteArray(stored)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Any_bytes_give_a_value_or_are_refused_as_corrupt(string manifest)
    {
        var good = StoredEvent.Parser.ParseFrom(_codec.Encode(Example(manifest)));
        var content = _codec.Open(manifest, _codec.Encode(Example(manifest))).Content;
        // Below the envelope, too: a row's own decoder on units that were changed, dropped, or are anything.
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 3], Mutation, Mutation).Sample((noise, kind, a, b) =>
        {
            var bytes = Google.Protobuf.MessageExtensions.ToByteArray(good);
            var any = kind switch { 0 => noise, 1 => Mutate(bytes, a), 2 => Mutate(Mutate(bytes, a), b), _ => bytes[..^1] };
            Attempt(() => _codec.Decode(manifest, any));
            var units = content with
            {
                Open = [.. content.Open.Select(u => (ReadOnlyMemory<byte>)(kind == 3 ? noise : Mutate(u.ToArray(), a)))],
                Personal =
                [
                    .. (content.Personal ?? []).Take(noise.Length % 3 == 0 ? 1 : 100).Select(u => (ReadOnlyMemory<byte>)Mutate(u.ToArray(), b)),
                ],
                Members =
                [
                    .. content.Members.Select(m => m with { Units = [.. m.Units!.Value.Select(u => (ReadOnlyMemory<byte>)Mutate(u.ToArray(), b))] }),
                ],
            };
            Attempt(() => _codec.Decode(manifest, Sealed(manifest, good, units)));
        }, iter: 300);
    }

    private byte[] Sealed(string manifest, StoredEvent envelope, EventContent content)
    {
        // The codec itself seals whatever units a row gives it.
        var registry = new EventRegistry(
            EventTable.For(manifest.Split('.')[0]).Event<Unknown>(manifest.Split('.')[1], 1, _ => envelope.Subject,
            _ => content, _ => throw new InvalidOperationException()).Build());
        return new EventCodec(registry, _keys).Encode(new Unknown(DateTimeOffset.UnixEpoch.AddMicroseconds(envelope.RecordedAt)));
    }

    private static void Attempt(Func<object> decode)
    {
        try
        {
            Assert.NotNull(decode());
        }
        catch (CorruptEventException)
        {
            // The only way to fail.
        }
    }

    private static Gen<(int At, byte Value, int Cut)> Mutation { get; } = Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 8]);

    private static byte[] Mutate(byte[] bytes, (int At, byte Value, int Cut) mutation)
    {
        if (bytes.Length == 0)
            return bytes;
        var changed = bytes.ToArray();
        changed[mutation.At % bytes.Length] = mutation.Value;
        return mutation.Cut == 0 ? changed[..(mutation.At % bytes.Length)] : changed;
    }

    private sealed record Unknown(DateTimeOffset RecordedAt) : IDomainEvent;
}
