using Akka.Event;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Reserves what was awarded and validated at every POD, interval by interval, and only then has the outcome published. Where a POD
/// refuses, all is released and the session clears again without that offer.
/// </summary>
internal sealed class ReservationProcess(ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("reservations", offsets, entities, log)
{
    private const int PodsAtOnce = 64;
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(OutcomeValidated) || entry.Event is not OutcomeValidated e)
            return [];
        var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(e.Id), cancellation).ConfigureAwait(false);
        if (outcome.Phase != SessionPhase.Validated || outcome.Round != e.Round)
            return [];

        var parts = Parts(outcome).ToList();
        var refused = new HashSet<OfferId>();
        await SendAsync(parts, (part, reply) =>
        {
            if (reply is CommandReply.Refused)
            {
                lock (refused)
                    refused.Add(part.Offer);
            }
        }, cancellation).ConfigureAwait(false);
        if (refused.Count > 0)
        {
            var nothing = PowerProfile.Zero(outcome.Terms!.Intervals);
            await SendAsync([.. parts.Select(p => p with { Reservation = p.Reservation with { Power = nothing } })], (_, _) => { }, cancellation)
                .ConfigureAwait(false);
        }
        return [new PublishOutcome(e.Id, e.Round, refused.Order().ToValueList(), clock.GetUtcNow())];
    }

    private static IEnumerable<Part> Parts(SessionOutcome outcome)
    {
        var offers = outcome.Offers.ToDictionary(o => o.Id);
        return from award in outcome.Awards
               let offer = offers[award.Id.Offer]
               from part in award.Parts
               let id = new ReservationId(outcome.Id, award.Id.Request, award.Id.Offer)
               select new Part(part.Pod, offer.Id, new Reservation(id, offer.Direction, outcome.Terms!.First, part.Power));
    }

    // Different PODs side by side; those of one POD in the order of the awards.
    private Task SendAsync(List<Part> parts, Action<Part, CommandReply> answered, CancellationToken cancellation) =>
        Parallel.ForEachAsync(parts.GroupBy(p => p.Pod),
            new ParallelOptions { MaxDegreeOfParallelism = PodsAtOnce, CancellationToken = cancellation },
            async (ofPod, stop) =>
            {
                foreach (var part in ofPod)
                {
                    var command = new ReserveFlexibility(part.Pod, part.Reservation, clock.GetUtcNow());
                    answered(part, await _entities.SendAsync(command, stop).ConfigureAwait(false));
                }
            });

    private sealed record Part(PodId Pod, OfferId Offer, Reservation Reservation);
}
