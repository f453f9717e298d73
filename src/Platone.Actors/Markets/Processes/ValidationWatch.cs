using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;

namespace Platone.Actors.Markets.Processes;

/// <summary>Goes on asking grid operators that did not answer in time, side by side, until they do: then the session goes on by itself.</summary>
internal sealed class ValidationWatch : PeriodicLook
{
    private readonly IMarketWatchlist _watchlist;
    private readonly IEntities _entities;
    private readonly TimedValidation _validation;

    /// <summary>A watch.</summary>
    public ValidationWatch(IMarketWatchlist watchlist, IEntities entities, TimedValidation validation, TimeSpan interval)
        : base(interval) => (_watchlist, _entities, _validation) = (watchlist, entities, validation);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(IMarketWatchlist watchlist, IEntities entities, TimedValidation validation, TimeSpan interval) =>
        Akka.Actor.Props.Create(() => new ValidationWatch(watchlist, entities, validation, interval));

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken stop)
    {
        var overdue = await _watchlist.ValidationsOverdueAsync(stop).ConfigureAwait(false);
        await Task.WhenAll(overdue.Select(o => AskAsync(o.Session, o.Cleared, stop))).ConfigureAwait(false);
    }

    private async Task AskAsync(Kernel.Identity.MarketSessionId session, Kernel.Identity.EventId cleared, CancellationToken stop)
    {
        if (await _validation.AskAsync(session, cleared, null, stop).ConfigureAwait(false) is { } answer)
            await _entities.SendAsync(answer, stop).ConfigureAwait(false);
    }
}
