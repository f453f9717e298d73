using CsCheck;
using Google.Protobuf;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Serialization;
using Stored = Platone.Actors.Markets.Sessions.Wire;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>The numbers that rows of the SCD get are those under which the log has their units, also after an erasure.</summary>
public sealed class SessionUnitsTests
{
    private readonly MemoryKeys _keys = new();
    private readonly EventCodec _codec;

    public SessionUnitsTests() => _codec = new EventCodec(PlatoneEvents.Registry, _keys);

    [Fact]
    public void Awards_and_statements_have_the_open_units_after_the_first()
    {
        var cleared = SessionExamples.Of<SessionCleared>();
        var units = Units(cleared);
        for (var i = 0; i < cleared.Awards.Count; i++)
            Assert.Equal(cleared.Awards[i].Id.Offer.Value, Stored.ClearedAward.Parser.ParseFrom(units[SessionUnits.Award(i)]).Award.Offer);
        var carried = SessionExamples.Of<OffersCarriedOver>();
        units = Units(carried);
        for (var i = 0; i < carried.Offers.Count; i++)
            Assert.Equal(carried.Offers[i].SourceOffer.Value, Stored.CarriedOffer.Parser.ParseFrom(units[SessionUnits.Carried(i)]).SourceOffer);
        var reliabilities = SessionExamples.Of<ReliabilitiesFixed>();
        units = Units(reliabilities);
        Assert.Equal(reliabilities.Offers.Select(o => o.Portfolio.Value), SessionUnits.Reliabilities(Entry(reliabilities))!
            .Select(u => Assert.Single(Stored.PortfolioReliabilities.Parser.ParseFrom(units[u]).Offers).Portfolio));
        var settlement = SessionExamples.Of<SettlementCalculated>();
        units = Units(settlement);
        var totals = settlement.Settlement.Statement.Totals;
        for (var i = 0; i < totals.Count; i++)
            Assert.Equal(totals[i].Participant.Value, Stored.ParticipantTotal.Parser.ParseFrom(units[SessionUnits.Statement(i)]).Participant);
    }

    [Fact]
    public void Pods_parts_set_points_and_lines_have_the_units_of_their_pods()
    {
        var offer = SessionExamples.Of<OfferPlaced>();
        Assert.Equal(offer.Offer.Pods.Select(p => p.Pod.ToString()),
            SessionUnits.Pods(Entry(offer)).Select(u => Stored.OfferedPod.Parser.ParseFrom(Units(offer)[u]).Pod));

        var cleared = SessionExamples.Of<SessionCleared>();
        Assert.Equal(cleared.Awards.SelectMany((a, i) => a.Parts.Select(p => (p.Pod.ToString(), (uint)i))),
            SessionUnits.Parts(Entry(cleared)).Select(u => Stored.AwardPart.Parser.ParseFrom(Units(cleared)[u])).Select(p => (p.Pod, p.Award)));

        var issued = SessionExamples.Of<SetPointsIssued>();
        Assert.Equal(issued.SetPoints.Select(s => (s.Pod.ToString(), s.Interval)),
            SessionUnits.SetPoints(Entry(issued)).Select(u => Stored.IssuedSetPoint.Parser.ParseFrom(Units(issued)[u])).Select(s => (s.Pod, s.Interval)));
    }

    [Fact]
    public void Whatever_pods_lines_have_and_whichever_are_erased_their_numbers_stay() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 12], Gen.Int[0, 3].HashSet[0, 2], Gen.Int[0, 3].HashSet[0, 2]).Sample((pods, before, after) =>
        {
            var keys = new MemoryKeys();
            var codec = new EventCodec(PlatoneEvents.Registry, keys);
            foreach (var pod in before)
                keys.Erase(Pod(pod).Subject, default);
            var example = SessionExamples.Of<SettlementCalculated>();
            var line = example.Settlement.Lines[0];
            var e = example with
            {
                Settlement = example.Settlement with
                {
                    Lines = pods.Select((pod, i) => line with { Order = line.Order with { Pod = Pod(pod), Rank = i } }).ToValueList(),
                },
            };
            var entry = new JournalEntry(codec, 1, new EventId("market-session-x", 1), codec.ManifestOf(e), codec.Encode(e));
            var written = SessionUnits.Lines(entry);
            var logged = Opened(entry);
            var lines = ((SettlementCalculated)entry.Event).Settlement.Lines;
            Assert.Equal(pods.Where(p => !before.Contains(p)).Select(p => Pod(p)), lines.Select(l => l.Order.Pod));
            Assert.Equal(lines.Select(l => l.Order.Rank), written.Select(u => Stored.SettlementLine.Parser.ParseFrom(logged[u]).Rank));

            foreach (var pod in after)
                keys.Erase(Pod(pod).Subject, default);
            var again = new JournalEntry(codec, 1, entry.Id, entry.Manifest, entry.Stored);
            var left = ((SettlementCalculated)again.Event).Settlement.Lines;
            Assert.Equal(lines.Zip(written, (l, u) => (Line: l, Unit: u)).Where(x => left.Contains(x.Line)).Select(x => x.Unit), SessionUnits.Lines(again));
            Assert.Equal(lines.Where(l => !keys.IsErased(l.Order.Pod.Subject)), left);
        });

    [Fact]
    public void An_entry_without_its_bytes_has_the_same_numbers()
    {
        var e = SessionExamples.Of<SettlementCalculated>();
        Assert.Equal(SessionUnits.Lines(Entry(e)), SessionUnits.Lines(new JournalEntry(_codec, 1, default, _codec.ManifestOf(e), (object)e)));
    }

    private static PodId Pod(int number) => new(Pseudonym.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte)number]));

    private JournalEntry Entry(object e) => new(_codec, 1, new EventId("market-session-x", 1), _codec.ManifestOf(e), _codec.Encode(e));

    private List<ByteString> Units(IDomainEvent e) => Opened(Entry(e));

    private static List<ByteString> Opened(JournalEntry entry) => [.. entry.Open().Content.Open.Concat(entry.Open().Content.Members
        .SelectMany(m => m.Units ?? [])).Select(u => ByteString.CopyFrom(u.Span))];
}
