using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;

namespace Platone.Actors.Markets.Clearing.Objectives;

/// <summary>
/// Gives offers the weights of the objectives that need them: <see cref="ClearingOffer.LossesJ"/> and <see cref="ClearingOffer.ReboundJ"/>.
/// </summary>
internal sealed class OfferWeights
{
    private readonly Func<string, decimal>? _factorOf;
    private readonly ReboundRule? _rebound;
    private readonly int _intervalSeconds;

    /// <summary>The weights for some objectives.</summary>
    /// <param name="objectives">What is minimised; what is not has no weights.</param>
    /// <param name="losses">The network's loss factors.</param>
    /// <param name="rebound">How moved energy comes back; what is done about it does not matter here.</param>
    /// <param name="intervalSeconds">Length of an interval, s.</param>
    public OfferWeights(ValueList<ClearingObjective> objectives, LossFactors losses, ReboundRule rebound, int intervalSeconds)
    {
        _factorOf = objectives.Contains(ClearingObjective.NetworkLosses) ? losses.Lookup() : null;
        _rebound = objectives.Contains(ClearingObjective.ReboundEnergy) ? rebound : null;
        _intervalSeconds = intervalSeconds;
    }

    /// <summary>The offer with its weights.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="parts">What it is made of: the power at a bus, W in each interval, POD by POD.</param>
    public ClearingOffer Weigh(ClearingOffer offer, IEnumerable<(string Bus, PowerProfile Power)> parts)
    {
        if (_factorOf is null && _rebound is null)
            return offer;
        var (losses, rebound) = (0m, 0m);
        foreach (var (bus, power) in parts)
        {
            if (_factorOf is not null)
                losses += LossFactors.Change(_factorOf(bus), offer.Direction, power, _intervalSeconds);
            if (_rebound is not null)
                foreach (var watts in ReboundCheck.Of(_rebound, power))
                    rebound += (decimal)watts * _intervalSeconds;
        }

        return offer with { LossesJ = losses, ReboundJ = rebound };
    }
}
