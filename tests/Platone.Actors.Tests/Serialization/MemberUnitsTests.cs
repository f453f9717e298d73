using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Wire;

namespace Platone.Actors.Tests.Serialization;

/// <summary>Events about many: the units of each member are sealed under its own key.</summary>
public sealed class MemberUnitsTests
{
    private const string Manifest = "offers.placed.1";

    private static readonly DateTimeOffset At = new(2026, 11, 22, 14, 0, 4, TimeSpan.Zero);

    private static readonly EventTable Table = EventTable.For("offers")
        .Event<Placed>("placed", 1, _ => "market-session-1",
            e => Content.With(new StringValue { Value = e.Open }, e.Personal.Select(p => new StringValue { Value = p }))
                .WithMembers(e.Members.Select(m => (m.Pod, m.Watts?.Select(w => new Int64Value { Value = w })))),
            d => new Placed(d.Open(StringValue.Parser).Value,
                [.. (d.Content.Personal ?? []).Select(p => StringValue.Parser.ParseFrom(p.Span).Value)],
                [.. d.Members(Int64Value.Parser).Select(m => (m.Subject, m.Units is { } u ? (ValueList<long>?)[.. u.Select(w => w.Value)] : null))], d.RecordedAt))
        .Build();

    private readonly MemoryKeys _keys = new();
    private readonly EventCodec _codec;

    public MemberUnitsTests() => _codec = new EventCodec(new EventRegistry(Table), _keys);

    private static Placed Offer { get; } =
        new("an offer", ["a price"], [("pod-a", [1, 2]), ("pod-b", [3]), ("pod-c", []), ("pod-a", [4])], At);

    [Fact]
    public void It_comes_back_as_it_was_whatever_its_members() => Offers.Sample(offer => Assert.Equal(offer, Decoded(_codec.Encode(offer))));

    [Fact]
    public void Of_an_erased_member_all_is_gone_and_of_the_others_nothing()
    {
        var stored = _codec.Encode(Offer);
        _keys.Erase("pod-a", At);
        Assert.Equal(Offer with { Members = [("pod-a", null), ("pod-b", [3]), ("pod-c", []), ("pod-a", null)] }, Decoded(stored));
        var opened = _codec.Open(Manifest, stored);
        Assert.Equal<int>([2, 1, 0, 1], opened.MemberCounts.AsEnumerable());
        Assert.Throws<InvalidOperationException>(() => opened.Content.Units.Count());
    }

    [Fact]
    public void A_member_that_was_erased_before_does_not_hinder_the_write_and_leaves_only_its_name()
    {
        _keys.Erase("pod-a", At);
        var stored = _codec.Encode(Offer);
        Assert.Equal(Offer with { Members = [("pod-a", null), ("pod-b", [3]), ("pod-c", []), ("pod-a", null)] }, Decoded(stored));
        var members = StoredEvent.Parser.ParseFrom(stored).Members;
        Assert.Equal(new StoredMember { Subject = "pod-a" }, members[0]);
        Assert.Equal(new StoredMember { Subject = "pod-a" }, members[3]);
        // What was read without its units is written again as it was read: a snapshot after an erasure.
        var again = _codec.Encode(Decoded(stored));
        Assert.Equal(Decoded(stored), Decoded(again));
    }

    [Fact]
    public void Whatever_is_erased_before_or_after_the_write_the_rest_is_as_it_was() =>
        Gen.Select(Offers, Pod.HashSet[0, 3], Pod.HashSet[0, 3]).Sample((offer, before, after) =>
        {
            var keys = new MemoryKeys();
            var codec = new EventCodec(new EventRegistry(Table), keys);
            foreach (var pod in before)
                keys.Erase(pod, At);
            var stored = codec.Encode(offer);
            foreach (var pod in after)
                keys.Erase(pod, At);
            var left = offer with
            {
                Members = [.. offer.Members.Select(m => before.Contains(m.Pod) || after.Contains(m.Pod) ? (m.Pod, null) : m)],
            };
            Assert.Equal(left, codec.Decode(Manifest, stored));
            var subjects = offer.Members.Select(m => m.Pod).Where(p => !before.Contains(p)).Prepend("market-session-1").Distinct();
            Assert.Equal(subjects, EventCodec.SubjectsOf(new JournalEntry(codec, 1, new EventId("market-session-1", 1), Manifest, stored)));
        });

    [Fact]
    public void Members_of_mixed_messages_are_numbered_as_they_are_given()
    {
        IEnumerable<(string, IEnumerable<IMessage>)> members = [("pod-a", [new StringValue { Value = "x" }, new Int64Value { Value = 7 }])];
        var units = Content.Open(new StringValue()).WithMembers(members).Members[0].Units!.Value;
        Assert.Equal("x", StringValue.Parser.ParseFrom(units[0].Span).Value);
        Assert.Equal(7, Int64Value.Parser.ParseFrom(units[1].Span).Value);
    }

    [Fact]
    public void An_erased_subject_of_the_event_itself_is_refused_as_ever()
    {
        _keys.Erase("market-session-1", At);
        Assert.Throws<ErasedSubjectException>(() => _codec.Encode(Offer));
    }

    [Fact]
    public void Units_are_numbered_open_personal_then_the_members_in_order()
    {
        var units = _codec.Open(Manifest, _codec.Encode(Offer)).Content.Units.ToList();
        Assert.Equal(new StringValue { Value = "an offer" }.ToByteArray(), units[0].ToArray());
        Assert.Equal(new StringValue { Value = "a price" }.ToByteArray(), units[1].ToArray());
        Assert.Equal([1, 2, 3, 4], units.Skip(2).Select(u => Int64Value.Parser.ParseFrom(u.Span).Value));
    }

    [Fact]
    public void A_changed_byte_in_a_members_sealed_part_is_refused() =>
        Gen.Int[0, 3].SelectMany(m => Gen.Int[0, StoredOffer().Members[m].Sealed.Length - 1].Select(Gen.Byte[1, 255], (at, change) => (m, at, change)))
            .Sample((member, at, change) =>
            {
                var stored = StoredOffer();
                var bytes = stored.Members[member].Sealed.ToByteArray();
                bytes[at] ^= change;
                stored.Members[member].Sealed = ByteString.CopyFrom(bytes);
                Assert.Throws<CorruptEventException>(() => Decoded(stored.ToByteArray()));
            });

    [Fact]
    public void Another_members_part_name_or_count_is_refused()
    {
        Refused(s => s.Members[0].Subject = "pod-b");
        Refused(s => (s.Members[0].Sealed, s.Members[1].Sealed) = (s.Members[1].Sealed, s.Members[0].Sealed));
        Refused(s => s.Members[0].Units = 1);
        Refused(s => s.Members[0].Units = 3);
        Refused(s => s.Members[0].Units = -1);
        Refused(s => s.Members[0].Units = int.MaxValue);
        Refused(s => s.Members[0].Sealed = ByteString.Empty);
        Refused(s => s.Members[0].Sealed = s.Sealed);
        Refused(s => s.Month = 202612);
        // Also where it can no longer be opened, a count that the sealed part cannot hold: who counts units relies on it.
        _keys.Erase("pod-a", At);
        Refused(s => s.Members[0].Units = int.MaxValue, StoredOffer);

        void Refused(Action<StoredEvent> change, Func<StoredEvent>? make = null)
        {
            var stored = (make ?? StoredOffer)();
            change(stored);
            Assert.Throws<CorruptEventException>(() => Decoded(stored.ToByteArray()));
        }
    }

    private static Gen<string> Pod { get; } = Gen.Int[0, 2].Select(i => $"pod-{"abc"[i]}");

    private static Gen<Placed> Offers { get; } = Gen.Select(Gen.String, Gen.String.Array[0, 3], Gen.Select(Pod, Gen.Long.Array[0, 4]).Array[0, 5],
        (open, personal, members) => new Placed(open, [.. personal], [.. members.Select(m => (m.Item1, (ValueList<long>?)[.. m.Item2]))], At));

    private StoredEvent StoredOffer() => StoredEvent.Parser.ParseFrom(_codec.Encode(Offer));

    private Placed Decoded(byte[] stored) => (Placed)_codec.Decode(Manifest, stored);

    private sealed record Placed(string Open, ValueList<string> Personal, ValueList<(string Pod, ValueList<long>? Watts)> Members,
        DateTimeOffset RecordedAt) : IDomainEvent;
}
