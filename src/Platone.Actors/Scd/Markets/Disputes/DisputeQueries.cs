using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Disputes;

/// <summary>Queries for disputes.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class DisputeQueries(DataConnection connection)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>A page of a session's disputes in the order of their arrival.</summary>
    public async Task<Page<DisputeRow>> DisputesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var disputes = connection.GetTable<DisputeRecord>().Where(d => d.Session == session.Value);
        if (visibleTo is { Value: var me })
        {
            var (requests, offers, pods) =
                (connection.GetTable<RequestRecord>(), connection.GetTable<OfferRecord>(), connection.GetTable<OfferPodRecord>());
            disputes = disputes.Where(d => requests.Any(r => r.Session == d.Session && r.Request == d.Request && r.Requester == me)
                || offers.Any(o => o.Session == d.Session && o.Offer == d.Offer && o.Aggregator == me)
                || pods.Any(p => p.Session == d.Session && p.Offer == d.Offer && p.Pod == d.Pod && p.Customer == me));
        }
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]);
            disputes = disputes.Where(d => d.EventNr > after);
        }
        var rows = await disputes.OrderBy(d => d.EventNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, d => Cursor.Write(Cursor.Part(d.EventNr)), Row);
    }

    /// <summary>One dispute, or null.</summary>
    public async Task<DisputeRow?> DisputeAsync(MarketSessionId session, DisputeId dispute, CancellationToken cancellation) =>
        await connection.GetTable<DisputeRecord>().SingleOrDefaultAsync(d => d.Session == session.Value && d.Dispute == dispute.Value, cancellation)
            .ConfigureAwait(false) is { } record ? Row(record) : null;

    private static DisputeRow Row(DisputeRecord d)
    {
        var pod = PodId.Parse(d.Pod);
        var line = new LineKey(new RequestId(d.Request), new OfferId(d.Offer), pod, Words.Read<Direction>(d.Direction),
            new SettlementPeriod(d.StartUs / MicrosecondsPerSecond / d.LengthS, d.LengthS));
        var input = d.BaselineW is null && d.MeteredJ is null ? null : new CorrectedInput(d.BaselineW, d.MeteredJ);
        return new DisputeRow(new MarketSessionId(d.Session), new DisputeId(d.Dispute), new ParticipantId(d.Disputer), d.Version,
            new DisputedLine(line, d.Reason), d.AtUs.At(), SessionQueries.Event(d.Session, d.EventNr), Words.Read<DisputeState>(d.State),
            d.Resolution is { } reason ? new DisputeResolution(pod, reason, input) : null, d.ResolvedAtUs?.At(),
            d.ResolvedEventNr is { } nr ? SessionQueries.Event(d.Session, nr) : null);
    }
}
