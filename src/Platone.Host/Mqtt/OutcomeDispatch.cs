using System.Text.Json;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Field.Mqtt;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Outcomes;

namespace Platone.Host.Mqtt;

/// <summary>
/// Publishes outcomes by MQTT: follows the journal with a durable offset that moves only when every broker has every message, so each goes out
/// at least once. Receivers know one that comes again by its event.
/// </summary>
internal sealed class OutcomeDispatch(ProcessOffsets offsets, IMarketScd market, IReadOnlyList<IOutcomeChannel> channels, TimeProvider clock)
    : ITailHandler
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly PublishedOutcomes _outcomes = new(market);

    /// <inheritdoc/>
    public string Name => "outcome-dispatch";

    /// <inheritdoc/>
    public int BatchSize => 2_000;

    /// <inheritdoc/>
    public Task<long> StartAsync(CancellationToken cancellation) => offsets.LoadAsync(Name, cancellation);

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        foreach (var entry in batch.Where(e => e.EventType == typeof(OutcomePublished)))
            await PublishAsync(entry, cancellation);
        await offsets.MoveAsync(Name, from, batch[^1].Ordering, cancellation);
    }

    private async Task PublishAsync(JournalEntry entry, CancellationToken cancellation)
    {
        // The read models may be a little behind the journal.
        PublicationRow? publication = null;
        await UntilAsync(async () => (publication = await market.PublicationAsync(null, entry.Id, cancellation)) is not null, cancellation);
        var (area, forAll) = (publication!.Terms.Area, await _outcomes.ForAllAsync(publication, cancellation));
        await SendAsync(MarketTopics.OutcomesOf(area), forAll, cancellation);
        foreach (var (participant, message) in await _outcomes.ForPartiesAsync(publication, cancellation))
            await SendAsync(MarketTopics.OutcomesOf(area, participant), message, cancellation);
    }

    private async Task SendAsync(string topic, PublishedOutcomeView message, CancellationToken cancellation)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, ApiJson.Options);
        foreach (var channel in channels)
            await UntilAsync(() => channel.PublishOutcomeAsync(topic, payload, cancellation), cancellation);
    }

    private async Task UntilAsync(Func<Task<bool>> done, CancellationToken cancellation)
    {
        for (var pause = FirstPause; !await done(); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            await Task.Delay(pause, clock, cancellation);
    }
}
