using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Requests;

/// <summary>Requests of sessions.</summary>
internal sealed class RequestsProjection() : Projection("requests", ["request"], typeof(RequestPlaced), typeof(RequestWithdrawn))
{
    private sealed record Key(string Session, string Request);

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var requests = await TouchedRows<Key, RequestRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<RequestWithdrawn>().Select(e => new Key(e.Id.Value, e.Request.Value)),
            some => connection.GetTable<RequestRecord>()
                .Join(some, r => new { r.Session, r.Request }, k => new { k.Session, k.Request }, (r, k) => r).ToListAsync(cancellation),
            r => new Key(r.Session, r.Request)).ConfigureAwait(false);

        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case RequestPlaced e:
                    requests.Put(new Key(e.Id.Value, e.Request.Id.Value), Record(e, entry));
                    break;
                case RequestWithdrawn e:
                    requests.Change(new Key(e.Id.Value, e.Request.Value), r => r with { IsWithdrawn = true });
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await requests.WriteAsync(connection, cancellation).ConfigureAwait(false);
    }

    private static RequestRecord Record(RequestPlaced e, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Request = e.Request.Id.Value,
        Requester = e.Request.Requester.Value,
        IsDso = e.Request.IsDso,
        Service = Words.Of(e.Request.Service),
        Direction = Words.Of(e.Request.Direction),
        Buses = Lists.Text(e.Request.Buses),
        PowerW = Lists.Text(e.Request.Power),
        PriceCap = e.Request.PriceCap?.Text(),
        Priority = e.Request.Priority,
        ExpiresAtUs = e.Request.ExpiresAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
