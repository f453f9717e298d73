using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.Markets.Activations;

/// <summary>A requester calls for what it was awarded (market, "Outcomes and activation").</summary>
/// <param name="Id">Its name, given by the requester.</param>
/// <param name="Requester">Who calls.</param>
/// <param name="Awards">Which awards, all of requests of its own.</param>
/// <param name="First">Number of the first interval, from 0.</param>
/// <param name="Intervals">How many intervals.</param>
public sealed record Activation(ActivationId Id, ParticipantId Requester, ValueList<AwardId> Awards, int First, int Intervals)
{
    /// <summary>Whether it calls for an award in an interval.</summary>
    public bool Covers(AwardId award, int interval) => interval >= First && interval < First + Intervals && Awards.Items.Contains(award);
}
