using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Gives a real-time session that opens what earlier sessions of its area left of their offers, and withdraws what was carried over where
/// it is withdrawn at its source after all.
/// </summary>
internal sealed class CarryOverProcess(ProcessOffsets offsets, IEntities entities, ISessionList sessions, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("carry-over", offsets, entities, log)
{
    private readonly IEntities _entities = entities;
    private readonly ILoggingAdapter _log = log;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (!MarketEvents.IsOneOf(entry, typeof(SessionOpened), typeof(OfferWithdrawn)))
            return [];
        return entry.Event switch
        {
            SessionOpened { Terms.Kind: SessionKind.RealTime } e => await CarryAsync(e, entry.Ordering, cancellation).ConfigureAwait(false),
            OfferWithdrawn e => await WithdrawAsync(e, entry.Ordering, cancellation).ConfigureAwait(false),
            _ => [],
        };
    }

    // Sent at once, not with the batch: the next session that opens has to see what this one holds.
    private async Task<IReadOnlyList<ICommand>> CarryAsync(SessionOpened e, long ordering, CancellationToken cancellation)
    {
        var near = await sessions.OfAreaAsync(e.Terms.Area, e.Terms.Start, e.Terms.End, ordering, cancellation).ConfigureAwait(false);
        var (from, until) = (near.Select(s => s.Start).Append(e.Terms.Start).Min(), near.Select(s => s.End).Append(e.Terms.End).Max());
        var all = await sessions.OfAreaAsync(e.Terms.Area, from, until, ordering, cancellation).ConfigureAwait(false);
        var offers = CarryOver.Of(e.Id, e.Terms, await BooksAsync(all, e.Id, cancellation).ConfigureAwait(false));
        if (!offers.IsEmpty && await _entities.SendAsync(new CarryOffersOver(e.Id, offers, clock.GetUtcNow()), cancellation).ConfigureAwait(false)
            is CommandReply.Refused refused)
            _log.Warning("{0}: session {1} takes nothing over: {2}", Name, e.Id, refused.Problem);
        return [];
    }

    private async Task<IReadOnlyList<ICommand>> WithdrawAsync(OfferWithdrawn e, long ordering, CancellationToken cancellation)
    {
        var source = await _entities.AskAsync<OfferBook>(new GetOfferBook(e.Id), cancellation).ConfigureAwait(false);
        // Nothing of it was carried over before it was published.
        if (!source.IsPublished || source.Terms is not { } terms)
            return [];
        var all = await sessions.OfAreaAsync(terms.Area, terms.Start, terms.End, ordering, cancellation).ConfigureAwait(false);
        var open = await BooksAsync(all.Where(s => s.Phase == SessionPhase.Open), e.Id, cancellation).ConfigureAwait(false);
        return [.. open.SelectMany(b => b.Offers.Where(o => o.Source == e.Id && o.SourceOffer == e.Offer && !o.IsWithdrawn)
            .Select(o => new WithdrawOffer(b.Id, o.Offer.Id, o.Offer.Aggregator, e.RecordedAt)))];
    }

    private async Task<List<OfferBook>> BooksAsync(IEnumerable<ListedSession> all, MarketSessionId but, CancellationToken cancellation)
    {
        var books = new List<OfferBook>();
        foreach (var session in all.Where(s => s.Id != but))
            books.Add(await _entities.AskAsync<OfferBook>(new GetOfferBook(session.Id), cancellation).ConfigureAwait(false));
        return books;
    }
}
