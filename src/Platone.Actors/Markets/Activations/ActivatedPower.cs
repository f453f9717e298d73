using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Activations;

/// <summary>What all activations of a POD and interval come to.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="UpW">Upward flexibility, W.</param>
/// <param name="DownW">Downward flexibility, W.</param>
public sealed record ActivatedPower(PodId Pod, int Interval, long UpW, long DownW)
{
    /// <summary>
    /// Per POD and interval of an activation, what it and all activations before it come to, in order of POD and interval. The parts of an
    /// award add up to it exactly; PODs it leaves out are not there.
    /// </summary>
    /// <param name="awards">The session's awards.</param>
    /// <param name="offers">Their offers.</param>
    /// <param name="activations">All of the session in their order.</param>
    /// <param name="activation">Whose PODs and intervals.</param>
    public static IReadOnlyList<ActivatedPower> PerPod(IEnumerable<Award> awards, IEnumerable<FlexibilityOffer> offers,
        IEnumerable<Activation> activations, Activation activation)
    {
        var directions = offers.ToDictionary(o => o.Id, o => o.Direction);
        var all = activations.TakeWhile(a => a.Id != activation.Id).Append(activation).ToList();
        var sums = new SortedDictionary<(PodId Pod, int Interval), (long Up, long Down, bool IsOurs)>();
        foreach (var award in awards)
        {
            var calls = all.Where(a => a.Awards.Items.Contains(award.Id)).ToList();
            if (calls.Count == 0)
                continue;
            var direction = directions[award.Id.Offer];
            foreach (var (pod, power) in award.Parts)
            {
                for (var t = activation.First; t < activation.First + activation.Intervals; t++)
                {
                    if (power[t] == 0 || calls.FirstOrDefault(c => c.Covers(award.Id, t)) is not { } call)
                        continue;
                    var sum = sums.GetValueOrDefault((pod, t));
                    sums[(pod, t)] = (sum.Up + (direction == Direction.Up ? power[t] : 0),
                        sum.Down + (direction == Direction.Down ? power[t] : 0), sum.IsOurs || call.Id == activation.Id);
                }
            }
        }
        return [.. sums.Where(s => s.Value.IsOurs).Select(s => new ActivatedPower(s.Key.Pod, s.Key.Interval, s.Value.Up, s.Value.Down))];
    }
}
