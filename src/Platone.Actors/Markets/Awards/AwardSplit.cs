using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Awards;

/// <summary>Splits awarded power among the PODs of its offer.</summary>
public static class AwardSplit
{
    /// <summary>
    /// The PODs' parts, in the order of the offer's PODs: in every interval they add up to the awarded power, exact in watts, and none is
    /// more than the POD offered. PODs without a part are left out.
    /// </summary>
    /// <param name="offer">The offer, all its PODs known.</param>
    /// <param name="power">Awarded power in each interval, W.</param>
    /// <exception cref="ArgumentException">It is more than the PODs offered.</exception>
    public static ValueList<AwardPart> PerPod(FlexibilityOffer offer, PowerProfile power)
    {
        var parts = new long[offer.Pods.Count][];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new long[power.Count];
        for (var t = 0; t < power.Count; t++)
        {
            var offered = offer.Pods.Select(p => p.Power[t]).ToArray();
            if (power[t] > offered.Sum())
                throw new ArgumentException($"the PODs of offer {offer.Id} offer {offered.Sum()} W in interval {t}, awarded are {power[t]} W");
            var split = LargestRemainder.Split(power[t], offered);
            for (var i = 0; i < parts.Length; i++)
                parts[i][t] = split[i];
        }
        return offer.Pods.Select((pod, i) => new AwardPart(pod.Pod, PowerProfile.Of(parts[i]))).Where(p => !p.Power.IsZero).ToValueList();
    }
}
