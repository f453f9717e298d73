using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.Markets.Delivery;

/// <summary>How delivery for a request will have been in a running interval, as far as readings tell.</summary>
/// <param name="Request">The request.</param>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="Through">Time of the latest reading that went into it, UTC; null if there was none.</param>
/// <param name="Awards">Its awards that were called for in the interval, in the order of their ids.</param>
public sealed record ProjectedDelivery(RequestId Request, int Interval, DateTimeOffset? Through, ValueList<ProjectedAward> Awards);

/// <summary>What an award will have delivered in an interval, as far as readings tell.</summary>
/// <param name="Award">The award.</param>
/// <param name="InstructedW">Called for, W.</param>
/// <param name="ProjectedW">What its PODs will have delivered at the interval's end, each at most what it was told, W, rounded down.</param>
/// <param name="UnseenW">What was called for at PODs that have not been heard of long enough to tell, W: neither delivered nor missing.</param>
public sealed record ProjectedAward(AwardId Award, long InstructedW, long ProjectedW, long UnseenW)
{
    /// <summary>What will be missing, W, 0 or more.</summary>
    public long ShortfallW => InstructedW - ProjectedW - UnseenW;
}

/// <summary>A shortfall as recorded.</summary>
/// <param name="Delivery">What was projected.</param>
/// <param name="InstructedW">What its requester itself had called for, W: without standby awards that stand in for others.</param>
/// <param name="ShortfallW">What of that will be missing, standby awards counted in, W, 0 or more.</param>
/// <param name="Standby">The activation it led to; null if it led to none.</param>
public sealed record ProjectedShortfall(ProjectedDelivery Delivery, long InstructedW, long ShortfallW, ActivationId? Standby);
