using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Scd.Tables;

namespace Platone.Actors.Scd.Projections;

/// <summary>Offers of sessions, and the PODs in them.</summary>
internal sealed class OffersProjection() : Projection("offers", ["offer", "offer_pod"],
    typeof(OfferPlaced), typeof(OfferWithdrawn), typeof(PodErased))
{
    private sealed record Key(string Session, string Offer);

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var offers = await TouchedRows<Key, OfferRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<OfferWithdrawn>().Select(e => new Key(e.Id.Value, e.Offer.Value)),
            some => connection.GetTable<OfferRecord>()
                .Join(some, o => new { o.Session, o.Offer }, k => new { k.Session, k.Offer }, (o, k) => o).ToListAsync(cancellation),
            o => new Key(o.Session, o.Offer)).ConfigureAwait(false);
        var pods = new List<OfferPodRecord>();

        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case OfferPlaced e:
                    offers.Put(new Key(e.Id.Value, e.Offer.Id.Value), Record(e, entry));
                    pods.AddRange(e.Offer.Pods.Where(p => !erasures.Contains(p.Pod)).Select(p => new OfferPodRecord
                    {
                        Session = e.Id.Value,
                        Offer = e.Offer.Id.Value,
                        Pod = p.Pod.ToString(),
                        Bus = p.Bus,
                        ConnectionW = p.ConnectionW,
                        Customer = p.Customer?.Value,
                        PowerW = Lists.Text(p.Power),
                    }));
                    break;
                case OfferWithdrawn e:
                    offers.Change(new Key(e.Id.Value, e.Offer.Value), o => o with { IsWithdrawn = true });
                    break;
                case PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await offers.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await connection.InsertAsync(pods, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["offer_pod"], cancellation).ConfigureAwait(false);
    }

    private static OfferRecord Record(OfferPlaced e, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Offer = e.Offer.Id.Value,
        Aggregator = e.Offer.Aggregator.Value,
        Portfolio = e.Offer.Portfolio.Value,
        Direction = Words.Of(e.Offer.Direction),
        PowerW = Lists.Text(e.Offer.Power),
        Price = Lists.Text(e.Offer.Price),
        MinActivationMillionths = e.Offer.MinActivation.Millionths,
        Reliability = e.Offer.Reliability.Text(),
        AlternativeOf = e.Offer.AlternativeOf,
        CustomerShare = e.Offer.CustomerShare.Text(),
        ExpiresAtUs = e.Offer.ExpiresAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
