using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Offers;
using Platone.Host.Rest.Participants;
using Platone.Host.Rest.Portfolios;
using Platone.Host.Rest.Requests;
using Platone.Host.Rest.Sessions;

namespace Platone.Host.ClusterDemo;

/// <summary>Sessions whose gates close soon, into which offers are placed until then, and what was acknowledged of them.</summary>
/// <param name="client">The operator's.</param>
/// <param name="dso">A DSO's.</param>
/// <param name="aggregator">An aggregator's, whose portfolio has the PODs.</param>
/// <param name="pods">The PODs.</param>
/// <param name="clock">The clock.</param>
internal sealed class OfferLoad(FailoverClient client, FailoverClient dso, FailoverClient aggregator, IReadOnlyList<string> pods, TimeProvider clock)
    : IDisposable
{
    private const string Portfolio = "load";
    private const string Area = "load";
    private const int Intervals = 16;
    private const int AtOnce = 2;
    private const int JoinedAtOnce = 8;
    private const int MostAttempts = 5;
    private const long OfferedW = 100;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly DateTimeOffset ValidFrom = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _acknowledged;

    /// <summary>Offers that were acknowledged so far, of all sessions.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Nodes that were asked for one offer at most.</summary>
    public int MostTries => aggregator.MostTries;

    /// <summary>Starts to count tries anew.</summary>
    public void Forget() => aggregator.Forget();

    /// <summary>Admits who takes part, and fills the portfolio.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="client">The operator's.</param>
    /// <param name="pods">The PODs.</param>
    /// <param name="patience">How long one node may take.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<OfferLoad> PrepareAsync(IReadOnlyList<NodeAddress> nodes, FailoverClient client, IReadOnlyList<string> pods,
        TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        var dso = await AdmitAsync(nodes, client, "dso-load", Role.Dso, patience, cancellation);
        var aggregator = await AdmitAsync(nodes, client, "aggregator-load", Role.Aggregator, patience, cancellation);
        await aggregator.PostAsync<PortfolioBody, PortfolioView>("api/v1/portfolios", new PortfolioBody(Portfolio), cancellation);
        await Parallel.ForEachAsync(pods, new ParallelOptions { MaxDegreeOfParallelism = JoinedAtOnce, CancellationToken = cancellation }, async (pod, stop) =>
            await client.PutAsync($"api/v1/portfolios/{Portfolio}/pods/{pod}", new MembershipBody(ValidFrom), stop));
        return new OfferLoad(client, dso, aggregator, pods, clock);
    }

    /// <summary>
    /// Opens a session and asks for flexibility in it. Where the nodes are so busy that its gate closes before they take the request, another
    /// one is opened for twice as long.
    /// </summary>
    /// <param name="session">Its name; those of further ones have a number behind it.</param>
    /// <param name="open">How long its gate is open.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its name, and when its gate closes.</returns>
    public async Task<(string Session, DateTimeOffset Gate)> OpenAsync(string session, TimeSpan open, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var name = attempt == 1 ? session : FormattableString.Invariant($"{session}-{attempt}");
            var (start, gate) = (Start(), clock.GetUtcNow() + open * Math.Pow(2, attempt - 1));
            await client.PostAsync<SessionBody, OpenedSessionView>("api/v1/sessions", new SessionBody(name, SessionKind.RealTime, Area, "load-net",
                "Europe/Rome", start, Intervals, gate), cancellation);
            try
            {
                await dso.PostAsync<RequestBody, PlacedView>("api/v1/requests", new RequestBody(name, "need", FlexibilityService.Congestion, Direction.Up,
                    [.. Enumerable.Repeat(5 * OfferedW, Intervals)], start.AddHours(4)), cancellation);
                return (name, gate);
            }
            catch (InputException) when (attempt < MostAttempts && clock.GetUtcNow() >= gate)
            {
                // Not in time.
            }
        }
    }

    /// <summary>Places offers into an open session until its gate has closed.</summary>
    /// <param name="session">Its name.</param>
    /// <param name="gate">When it closes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The offers that were acknowledged.</returns>
    public async Task<IReadOnlyList<string>> PlaceAsync(string session, DateTimeOffset gate, CancellationToken cancellation)
    {
        var placed = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => PlaceAsync(session, i, gate, cancellation)));
        return [.. placed.SelectMany(p => p)];
    }

    /// <summary>Waits until a session has its outcome.</summary>
    /// <param name="session">Its name.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<SessionView> PublishedAsync(string session, CancellationToken cancellation)
    {
        while (true)
        {
            if (await client.GetAsync<SessionView>($"api/v1/sessions/{session}", cancellation) is { Phase: >= SessionPhase.Published } published)
                return published;
            await Task.Delay(Look, clock, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        dso.Dispose();
        aggregator.Dispose();
    }

    // Delivered tomorrow: so a session ends here with its outcome.
    private DateTimeOffset Start() => new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);

    private static async Task<FailoverClient> AdmitAsync(IReadOnlyList<NodeAddress> nodes, FailoverClient client, string id, Role role,
        TimeSpan patience, CancellationToken cancellation)
    {
        await client.PostAsync<AdmissionBody, AdmittedView>("api/v1/participants", new AdmissionBody(id, id, role), cancellation);
        // A key of its own each time: one that a lost answer had stays unknown.
        var key = await client.PostAsync<object, IssuedKeyView>($"api/v1/participants/{id}/keys", new { }, cancellation);
        return new FailoverClient(nodes, key.ApiKey, patience);
    }

    private async Task<IReadOnlyList<string>> PlaceAsync(string session, int worker, DateTimeOffset gate, CancellationToken cancellation)
    {
        var expires = Start().AddHours(4);
        var placed = new List<string>();
        for (var number = 0; ; number++)
        {
            var id = FormattableString.Invariant($"offer-{worker}-{number}");
            try
            {
                await aggregator.PostAsync<OfferBody, PlacedView>("api/v1/offers", new OfferBody(session, id, Portfolio, Direction.Up,
                    [new OfferedPodBody(pods[(number * AtOnce + worker) % pods.Count], [.. Enumerable.Repeat(OfferedW, Intervals)])],
                    [new PriceStepBody(1, 40 + number % 50)], expires), cancellation);
                placed.Add(id);
                Interlocked.Increment(ref _acknowledged);
            }
            catch (InputException) when (clock.GetUtcNow() >= gate)
            {
                return placed;
            }
        }
    }
}
