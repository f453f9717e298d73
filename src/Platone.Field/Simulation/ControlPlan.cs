using System.Collections.Immutable;
using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>The set points a household knows, as phases one after another in each of which one of them counts, or none.</summary>
internal sealed class ControlPlan
{
    private readonly ImmutableArray<ControlPhase> _phases;

    private ControlPlan(ImmutableArray<ControlPhase> phases) => _phases = phases;

    /// <summary>Nothing is known.</summary>
    public static ControlPlan Empty { get; } = new([new ControlPhase(DateTimeOffset.MinValue, null)]);

    /// <summary>A phase.</summary>
    public ControlPhase this[int phase] => _phases[phase];

    /// <summary>The plan of set points in the order they came.</summary>
    public static ControlPlan Of(ImmutableArray<SetPoint> inOrder)
    {
        // By time: at each instant where one begins or ends, the one that came last of those that hold counts from there on.
        var changes = inOrder.SelectMany((s, i) => new[] { (At: s.ValidFrom, Index: i, Begins: true), (At: s.ValidUntil, Index: i, Begins: false) })
            .OrderBy(c => c.At).ToList();
        var (phases, holding) = (ImmutableArray.CreateBuilder<ControlPhase>(changes.Count + 1), new SortedSet<int>());
        phases.Add(Empty[0]);
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Begins)
                holding.Add(changes[i].Index);
            else
                holding.Remove(changes[i].Index);
            var setPoint = holding.Count == 0 ? null : inOrder[holding.Max];
            var isLastOfInstant = i + 1 == changes.Count || changes[i + 1].At != changes[i].At;
            if (isLastOfInstant && setPoint != phases[^1].SetPoint)
                phases.Add(new ControlPhase(changes[i].At, setPoint));
        }

        return new ControlPlan(phases.DrainToImmutable());
    }

    /// <summary>The number of the phase an instant is in.</summary>
    public int At(DateTimeOffset instant)
    {
        var (low, high) = (0, _phases.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_phases[middle].From <= instant)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}

/// <summary>From an instant on.</summary>
/// <param name="From">First instant.</param>
/// <param name="SetPoint">What counts then; null for nothing.</param>
internal readonly record struct ControlPhase(DateTimeOffset From, SetPoint? SetPoint);
