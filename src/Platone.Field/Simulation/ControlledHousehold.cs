using System.Collections.Immutable;
using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>
/// A household that obeys set points with what is flexible in it: a battery, an electric vehicle, a heat pump. Its power is a function of
/// what it would take anyway, the set points it knows and the time, and of nothing else: one that was started again and told the same has the
/// same power. Thread-safe.
/// </summary>
/// <remarks>
/// While a set point holds, the flexible part makes up the difference between it and the household's own power, as far as its range goes and
/// with an error of its own for each set point. From one set point to the next, and back to its own power, it goes in a straight line from
/// what it was doing at that moment.
/// </remarks>
/// <param name="power">What it would take anyway.</param>
/// <param name="control">What it can do.</param>
/// <param name="connectionW">Connection power, W, which it stays within.</param>
/// <param name="errors">Two with the same make the same errors.</param>
internal sealed class ControlledHousehold(HouseholdPower power, HouseholdControl control, int connectionW, SeededNoise errors)
{
    /// <summary>How many set points it keeps, ten days of quarter hours; the ones that end first are forgotten.</summary>
    private const int Capacity = 1_000;

    private readonly Lock _sync = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private ImmutableArray<SetPoint> _inOrder = [];
    private volatile ControlPlan _plan = ControlPlan.Empty;

    /// <summary>What it would take anyway.</summary>
    public HouseholdPower Own => power;

    /// <summary>How long it takes from one power to another.</summary>
    public TimeSpan Ramp => control.Ramp;

    /// <summary>Takes a set point; of two for the same time the one that came first is replaced. One whose id it knows has no effect.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Obey(SetPoint setPoint)
    {
        lock (_sync)
        {
            if (!_known.Add(setPoint.Id))
                return false;
            _inOrder = _inOrder.Add(setPoint);
            if (_inOrder.Length > Capacity)
            {
                var first = _inOrder.MinBy(s => s.ValidUntil)!;
                _inOrder = _inOrder.Remove(first);
                _known.Remove(first.Id);
            }

            _plan = ControlPlan.Of(_inOrder);
            return true;
        }
    }

    /// <summary>Power at the POD, W; positive is consumption.</summary>
    public int ActivePowerW(DateTimeOffset at)
    {
        var own = power.ActivePowerW(at);
        var deviation = (int)Math.Round(Deviation(_plan, _plan.At(at), at));
        return deviation == 0 ? own : own + deviation;
    }

    /// <summary>What the flexible part does in a phase at an instant in it or at its end, W.</summary>
    private double Deviation(ControlPlan plan, int phase, DateTimeOffset at)
    {
        var target = Target(plan[phase].SetPoint, at);
        if (phase == 0 || at >= plan[phase].From + control.Ramp)
            return target;
        var from = plan[phase].From;
        var before = Deviation(plan, phase - 1, from);
        return before + (target - before) * ((at - from) / control.Ramp);
    }

    private double Target(SetPoint? setPoint, DateTimeOffset at)
    {
        if (setPoint is null)
            return 0;
        var own = power.ActivePowerW(at);
        var error = 1 + control.Accuracy * errors.Between(-1, 1, SeededNoise.Place(setPoint.Id));
        var wanted = Math.Clamp(setPoint.PowerW, -connectionW, connectionW) - own;
        return Math.Clamp(Math.Clamp(wanted, -control.UpW, control.DownW) * error, -control.UpW, control.DownW);
    }
}
