using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// For every POD, interval and direction: how far the meter deviates in that direction from the baseline the next order sees. It begins
/// as baseline less meter (upwards; downwards the reverse), and each order takes its F off.
/// </summary>
internal sealed class Stacks
{
    private readonly Dictionary<(PodId, SettlementPeriod), int> _found;
    private readonly Stack[] _stacks;

    /// <summary>The stacks of positions, nothing ordered yet.</summary>
    /// <exception cref="ArgumentException">A position is there twice, or a number of it is outside its range.</exception>
    public Stacks(SettlementRules rules, IReadOnlyList<PodPosition> positions)
    {
        _found = new Dictionary<(PodId, SettlementPeriod), int>(positions.Count);
        _stacks = new Stack[2 * positions.Count];
        for (var i = 0; i < positions.Count; i++)
        {
            var at = positions[i];
            if (at.Period.Seconds <= 0 || !ExactAmount.IsPower(at.BaselineW) || !ExactAmount.IsEnergy(at.MeteredJ ?? at.SubstituteJ ?? 0))
                throw new ArgumentException($"POD {at.Pod} has a baseline or meter at {at.Period} that is too large or too fine");
            if (!_found.TryAdd((at.Pod, at.Period), 2 * i))
                throw new ArgumentException($"POD {at.Pod} is there twice at {at.Period}");
        }
        for (var i = 0; i < positions.Count; i++)
        {
            var (metered, basis, substitute) = Substitution.Meter(rules, positions, i, _found);
            var deviation = positions[i].BaselineW * positions[i].Period.Seconds - (metered ?? 0);
            _stacks[2 * i] = new Stack(metered, basis, substitute, deviation, -1);
            _stacks[2 * i + 1] = new Stack(metered, basis, substitute, -deviation, -1);
        }
    }

    /// <summary>The stack an order stands in.</summary>
    /// <exception cref="ArgumentException">Nothing is known of its POD and interval.</exception>
    public int Find(SettlementOrder order) => _found.TryGetValue((order.Pod, order.Period), out var at)
        ? order.Direction == Direction.Up ? at : at + 1
        : throw new ArgumentException($"there is no baseline for POD {order.Pod} at {order.Period}");

    /// <summary>The line of an order whose POD has no meter to settle with; null if it has.</summary>
    public SettlementLine? WithoutMeter(int stack, SettlementOrder order) =>
        _stacks[stack].Basis is (LineBasis.NothingPaid or LineBasis.Waiting) and var basis
            ? new SettlementLine(order, basis, null, 0, 0, 0)
            : null;

    /// <summary>What an order there waits for: data of its own POD or of one it nets with.</summary>
    public bool IsWaiting(int stack) => _stacks[stack].Basis == LineBasis.Waiting;

    /// <summary>From here on what is left there is not known: an order that nets over it waits.</summary>
    public void Wait(int stack) => _stacks[stack] = _stacks[stack] with { Basis = LineBasis.Waiting };

    /// <summary>J by which the meter deviates from the baseline the next order sees, in the stack's direction.</summary>
    public decimal Left(int stack) => _stacks[stack].Left;

    /// <summary>An order has had its part.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="left">J left to the next order.</param>
    /// <param name="line">The order's line.</param>
    public void Take(int stack, decimal left, int line) => _stacks[stack] = _stacks[stack] with { Left = left, LastLine = line };

    /// <summary>A settled line of the stack.</summary>
    public SettlementLine Line(int stack, SettlementOrder order, decimal delivered, decimal deficiency, decimal paidShare)
    {
        ref readonly var at = ref _stacks[stack];
        return new SettlementLine(order, at.Basis, at.MeteredJ, delivered, deficiency, paidShare) { Substitute = at.Substitute };
    }

    /// <summary>Adds to the last line of each stack what was delivered beyond all its orders.</summary>
    public void PayBeyondOrders(SettlementLine[] lines)
    {
        foreach (var stack in _stacks)
        {
            if (stack is { LastLine: >= 0, Left: > 0 } && stack.Basis != LineBasis.Waiting)
                lines[stack.LastLine] = lines[stack.LastLine] with { DeliveredJ = lines[stack.LastLine].DeliveredJ + stack.Left };
        }
    }

    private readonly record struct Stack(decimal? MeteredJ, LineBasis Basis, SubstituteMethod? Substitute, decimal Left, int LastLine);
}
