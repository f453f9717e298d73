using Google.Protobuf;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Serialization;
using Stored = Platone.Actors.Markets.Sessions.Wire;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>What is left of a session's events when a POD was erased, and stored forms that no encoder writes.</summary>
public sealed class MarketSessionTableTests
{
    private static readonly PodId Erased = SessionExamples.Of<OfferPlaced>().Offer.Pods[0].Pod;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_an_erased_pod_nothing_is_left_and_of_the_others_all_in_its_order(bool beforeTheWrite)
    {
        var offer = SessionExamples.Of<OfferPlaced>();
        Assert.Equal(offer with { Offer = offer.Offer with { Pods = [offer.Offer.Pods[1]] } }, Left(offer));
        var cleared = SessionExamples.Of<SessionCleared>();
        Assert.Equal(cleared with { Awards = [cleared.Awards[0] with { Parts = [cleared.Awards[0].Parts[1]] }, cleared.Awards[1] with { Parts = [] }] },
            Left(cleared));
        var issued = SessionExamples.Of<SetPointsIssued>();
        Assert.Equal(issued with { SetPoints = [issued.SetPoints[1]] }, Left(issued));
        var settled = SessionExamples.Of<SettlementCalculated>();
        Assert.Equal(settled with { Settlement = settled.Settlement with { Lines = [settled.Settlement.Lines[1]] } }, Left(settled));

        var state = SessionExamples.All.OfType<MarketSession>().Single();
        var left = Left(state);
        Assert.Equal([1, 0], left.Offers.Values.Select(o => o.Offer.Pods.Count));
        Assert.Equal([1, 0], left.Awards.Select(a => a.Parts.Count));
        Assert.Equal(left, Left(left));
        Assert.All(left.Offers.Values, o => Assert.False(o.Offer.IsWhole));

        T Left<T>(T value)
            where T : class
        {
            var keys = new MemoryKeys();
            var codec = new EventCodec(PlatoneEvents.Registry, keys);
            if (beforeTheWrite)
                keys.Erase(Erased.Subject, default);
            var stored = codec.Encode(value);
            keys.Erase(Erased.Subject, default);
            return (T)codec.Decode(codec.ManifestOf(value), stored);
        }
    }

    [Fact]
    public void An_event_whose_awards_are_not_those_of_its_clearing_is_not_written()
    {
        var cleared = SessionExamples.Of<SessionCleared>();
        var codec = new EventCodec(PlatoneEvents.Registry, new MemoryKeys());
        Assert.Throws<ArgumentException>(() => codec.Encode(cleared with { Awards = [cleared.Awards[0]] }));
        Assert.Throws<ArgumentException>(() => codec.Encode(cleared with { Awards = [cleared.Awards[1], cleared.Awards[0]] }));
    }

    [Fact]
    public void Stored_forms_that_no_encoder_writes_are_refused()
    {
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms = null);
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.Rules = null);
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.Rules.Settlement.Currency = null);
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.Kind = 9);
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.Area = "no name");
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.First = long.MaxValue);
        Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.GateClosesAt = long.MinValue);
        foreach (var text in new[] { "", " 1", "+1", "1e3", "1,5", "01", "1.", "12345678901234567890123456789012345", "\u0661" })
            Refused<SessionOpened, Stored.SessionOpened>(m => m.Terms.Rules.PriceFloor = text);
        Refused<RequestPlaced, Stored.RequestPlaced>(m => m.Request = null);
        Refused<RequestPlaced, Stored.RequestPlaced>(m => m.Request.Direction = uint.MaxValue);
        Refused<OfferPlaced, Stored.OfferPlaced>(m => m.Offer.MinActivation = 1_000_001);
        Refused<OfferPlaced, Stored.OfferPlaced>(m => m.Offer.MinActivation = uint.MaxValue);
        Refused<OfferPlaced, Stored.OfferPlaced>(m => m.Offer.Price.RemoveAt(1));
        Refused<SessionCleared, Stored.SessionCleared>(m => m.Requests[0].Awards = 1);
        Refused<SessionCleared, Stored.SessionCleared>(m => m.Requests[1].Awards = 1);
        Refused<SessionCleared, Stored.SessionCleared>(m => (m.Requests[0].Awards, m.Requests[1].Awards) = (3, -1));
        Refused<SessionCleared, Stored.SessionCleared>(m => (m.Requests[0].Awards, m.Requests[1].Awards) = (1, 1));
        Refused<SessionCleared, Stored.ClearedAward>(m => m.Award = null, 1);
        Refused<OutcomeValidated, Stored.OutcomeValidated>(m => m.Verdicts[0].Award = null);
        Refused<SettlementCalculated, Stored.SettlementCalculated>(m => m.Entries[0].Amount = null);
        Refused<SettlementCalculated, Stored.ParticipantTotal>(m => m.Total.Currency = null, 1);

        RefusedOfPods<OfferPlaced, Stored.OfferedPod>(m => m.Pod = "none");
        RefusedOfPods<OfferPlaced, Stored.OfferedPod>(m => m.Pod = SessionExamples.Of<OfferPlaced>().Offer.Pods[1].Pod.ToString());
        RefusedOfPods<OfferPlaced, Stored.OfferedPod>(m => m.Index = 1);
        RefusedOfPods<SessionCleared, Stored.AwardPart>(m => m.Award = 2);
        RefusedOfPods<SetPointsIssued, Stored.IssuedSetPoint>(m => m.SetPoint = null);
        RefusedOfPods<SettlementCalculated, Stored.SettlementLine>(m => m.Substitute = 0);
        RefusedOfPods<SettlementCalculated, Stored.SettlementLine>(m => m.Basis = 0);
        RefusedOfPods<MarketSession, Stored.SnapshotOfPod>(m => m.ClearAbout());
        RefusedOfPods<MarketSession, Stored.SnapshotOfPod>(m => m.Offer = 2);
        Refused(Content<OfferPlaced>(out var at), c => c with { Members = [.. c.Members, c.Members[0] with { Units = [] }] }, at);
    }

    private static void Refused<T, TWire>(Action<TWire> change, int unit = 0)
        where T : class
        where TWire : IMessage<TWire>, new() =>
        Refused(Content<T>(out var at), c => c with { Open = c.Open.SetItem(unit, Changed(c.Open[unit], change)) }, at);

    private static void RefusedOfPods<T, TWire>(Action<TWire> change)
        where T : class
        where TWire : IMessage<TWire>, new() => Refused(Content<T>(out var at), c => c with
        {
            Members = c.Members.SetItem(0, c.Members[0] with { Units = c.Members[0].Units!.Value.SetItem(0, Changed(c.Members[0].Units!.Value[0], change)) }),
        }, at);

    private static void Refused((EventCodecRow Row, EventContent Content) good, Func<EventContent, EventContent> change, DateTimeOffset at)
    {
        Assert.NotNull(good.Row.Decode(new DecodingEvent(at, good.Content)));
        var e = Assert.ThrowsAny<Exception>(() => good.Row.Decode(new DecodingEvent(at, change(good.Content))));
        Assert.True(e is CorruptEventException or ArgumentException or FormatException or OverflowException, e.ToString());
    }

    private static (EventCodecRow Row, EventContent Content) Content<T>(out DateTimeOffset at)
        where T : class
    {
        var row = PlatoneEvents.Registry.For(typeof(T));
        var example = SessionExamples.All.OfType<T>().Single();
        at = row.RecordedAt!(example);
        return (row, row.Encode!(example));
    }

    private static ReadOnlyMemory<byte> Changed<TWire>(ReadOnlyMemory<byte> unit, Action<TWire> change)
        where TWire : IMessage<TWire>, new()
    {
        var message = new MessageParser<TWire>(() => new TWire()).ParseFrom(unit.Span);
        change(message);
        return message.ToByteArray();
    }
}
