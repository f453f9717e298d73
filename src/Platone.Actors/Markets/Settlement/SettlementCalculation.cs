using System.Runtime.InteropServices;
using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// Settlement (market, "Settlement"; FR-MP-S-02) as a pure function in exact arithmetic. With baseline B, ordered F and metered A, all as
/// energy of the interval, an order upwards delivered D = clamp(B - A, 0, F) and is deficient by S = max(0, A - (B - F)); downwards the
/// mirror image. Orders of one POD, direction and interval are stacked: those of a DSO first, then by rank; each sees the baseline less
/// (downwards: more) the F of the ones before it, so that the same watt is never paid twice. The deviation and deficiency are those of
/// USEF's and UFTP's flexibility settlement; stacking and its order are this market's.
/// <para>
/// Where PODs net (<see cref="SettlementLevel.Order"/>), the PODs of an order pool what is left to each of them: D and S follow from the
/// sums, and a POD that delivered more than its part stands in for one that delivered less, for the orders after it, too.
/// </para>
/// </summary>
public static class SettlementCalculation
{
    /// <summary>Settles orders; one line for each, in their order.</summary>
    /// <param name="rules">The session's rules.</param>
    /// <param name="orders">One for each POD, interval and award.</param>
    /// <param name="positions">Baseline and meter of every POD and interval with an order, each once; others have no influence.</param>
    /// <exception cref="ArgumentException">A number is outside its range, a position is missing or there twice, or the lines of one order
    /// differ in their place in the stack while its PODs net.</exception>
    public static ValueList<SettlementLine> Lines(
        SettlementRules rules, IReadOnlyList<SettlementOrder> orders, IReadOnlyList<PodPosition> positions)
    {
        rules.Check();
        var stacks = new Stacks(rules, positions);
        var lines = new SettlementLine[orders.Count];
        var sequence = StackingOrder.Of(orders, rules.SettlementLevel);
        for (var from = 0; from < sequence.Length;)
        {
            var to = from + 1;
            if (rules.SettlementLevel == SettlementLevel.Order)
            {
                while (to < sequence.Length && StackingOrder.Nets(orders[sequence[from]], orders[sequence[to]]))
                    to++;
            }
            if (to == from + 1)
                lines[sequence[from]] = Alone(rules, orders[sequence[from]], sequence[from], stacks);
            else
                NettedOrder.Settle(rules, orders, sequence.AsSpan(from, to - from), stacks, lines);
            from = to;
        }
        if (!rules.PaymentCapped)
            stacks.PayBeyondOrders(lines);
        return new ValueList<SettlementLine>(ImmutableCollectionsMarshal.AsImmutableArray(lines));
    }

    private static SettlementLine Alone(SettlementRules rules, SettlementOrder order, int line, Stacks stacks)
    {
        var stack = stacks.Find(order);
        if (stacks.WithoutMeter(stack, order) is { } waiting)
            return waiting;
        var ordered = order.OrderedW * order.Period.Seconds;
        var left = stacks.Left(stack);
        stacks.Take(stack, left - ordered, line);
        var delivered = Math.Clamp(left, 0, ordered);
        return stacks.Line(stack, order, delivered, Deficiency(rules, left, ordered), rules.PaidShare(delivered, ordered));
    }

    /// <summary>What an order is short of, J.</summary>
    /// <param name="rules">Whether it is capped.</param>
    /// <param name="left">J by which the meter deviates from the baseline the order sees, in the direction ordered.</param>
    /// <param name="ordered">J.</param>
    internal static decimal Deficiency(SettlementRules rules, decimal left, decimal ordered)
    {
        var deficiency = Math.Max(0, ordered - left);
        return rules.UncappedDeficiency ? deficiency : Math.Min(deficiency, ordered);
    }
}
