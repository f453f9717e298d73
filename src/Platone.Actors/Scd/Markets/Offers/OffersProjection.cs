using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Offers;

/// <summary>Offers of sessions, and the PODs in them.</summary>
internal sealed class OffersProjection() : Projection("offers", ["offer", "offer_pod"],
    typeof(OfferPlaced), typeof(OffersCarriedOver), typeof(OfferWithdrawn), typeof(PodErased))
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
                    Put(e.Id, e.Offer, Record(e.Id, e.Offer, entry));
                    break;
                case OffersCarriedOver e:
                    foreach (var (carried, place) in e.Offers.Select((c, i) => (c, i)))
                    {
                        Put(e.Id, carried.Offer, Record(e.Id, carried.Offer, entry) with
                        {
                            SourceSession = carried.Source.Value,
                            SourceOffer = carried.SourceOffer.Value,
                            RemainingMillionths = carried.Remaining.Millionths,
                            Unit = SessionUnits.Carried(place),
                        });
                    }
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

        void Put(MarketSessionId session, FlexibilityOffer offer, OfferRecord record)
        {
            offers.Put(new Key(record.Session, record.Offer), record);
            pods.AddRange(offer.Pods.Where(p => !erasures.Contains(p.Pod)).Select(p => new OfferPodRecord
            {
                Session = session.Value,
                Offer = offer.Id.Value,
                Pod = p.Pod.ToString(),
                Bus = p.Bus,
                ConnectionW = p.ConnectionW,
                Customer = p.Customer?.Value,
                PowerW = Lists.Text(p.Power),
            }));
        }
    }

    private static OfferRecord Record(MarketSessionId session, FlexibilityOffer offer, JournalEntry entry) => new()
    {
        Session = session.Value,
        Offer = offer.Id.Value,
        Aggregator = offer.Aggregator.Value,
        Portfolio = offer.Portfolio.Value,
        Direction = Words.Of(offer.Direction),
        PowerW = Lists.Text(offer.Power),
        Price = Lists.Text(offer.Price),
        MinActivationMillionths = offer.MinActivation.Millionths,
        Reliability = offer.Reliability.Text(),
        AlternativeOf = offer.AlternativeOf,
        CustomerShare = offer.CustomerShare.Text(),
        ExpiresAtUs = offer.ExpiresAt.Us(),
        IsDivisible = offer.DivisibleInTime,
        RemainingMillionths = Factor.Whole,
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
