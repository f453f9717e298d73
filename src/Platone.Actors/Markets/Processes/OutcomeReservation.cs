using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Reserves what was awarded and validated at every POD, interval by interval. Where a POD refuses, all is released. Everything in it may be
/// done again.
/// </summary>
/// <param name="entities">Sessions and PODs.</param>
/// <param name="clock">The clock.</param>
public sealed class OutcomeReservation(IEntities entities, TimeProvider clock)
{
    private const int PodsAtOnce = 64;

    /// <summary>Reserves a session's outcome, if it is to be reserved now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="round">Of this round only; null for the last.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the session is to be told: to publish, or which offers were refused; null where there is nothing to be reserved now.</returns>
    public async Task<PublishOutcome?> ReserveAsync(MarketSessionId session, int? round, CancellationToken cancellation)
    {
        var outcome = await entities.AskAsync<SessionOutcome>(new GetOutcome(session), cancellation).ConfigureAwait(false);
        if (outcome.Phase != SessionPhase.Validated || outcome.Round != (round ?? outcome.Round))
            return null;

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
        return new PublishOutcome(session, outcome.Round, refused.Order().ToValueList(), clock.GetUtcNow());
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
                    answered(part, await entities.SendAsync(command, stop).ConfigureAwait(false));
                }
            });

    private sealed record Part(PodId Pod, OfferId Offer, Reservation Reservation);
}
