using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;

namespace Platone.Benchmarks.Settlement;

/// <summary>Settlement as it must not be done: in binary floating point. The reference that shows what exactness costs.</summary>
internal static class DoubleSettlement
{
    private const double HoursPerMegawatt = 0.25 / 1e6;

    /// <summary>Nothing but the arithmetic, over an array.</summary>
    public static double Plain(DoubleOrder[] orders)
    {
        var net = 0.0;
        foreach (var order in orders)
        {
            var left = order.Sign * (order.BaselineW - order.MeteredW);
            var delivered = Math.Clamp(left, 0, order.OrderedW);
            var deficiency = Math.Clamp(order.OrderedW - left, 0, order.OrderedW);
            net += (delivered * order.Price - deficiency * order.PenaltyPrice) * HoursPerMegawatt;
        }
        return net;
    }

    /// <summary>The same input and the same output as the platform's: positions are looked up and stacked, each order has its line.</summary>
    public static (double Net, DoubleLine[] Lines) Stacked(Market market)
    {
        var found = new Dictionary<(PodId, SettlementPeriod), int>(market.Positions.Length);
        var left = new double[2 * market.Positions.Length];
        for (var i = 0; i < market.Positions.Length; i++)
        {
            found.Add((market.Positions[i].Pod, market.Positions[i].Period), 2 * i);
            left[2 * i] = market.Doubles[i].BaselineW - market.Doubles[i].MeteredW;
            left[2 * i + 1] = -left[2 * i];
        }
        var lines = new DoubleLine[market.Orders.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var (order, ordered) = (market.Orders[i], market.Doubles[i].OrderedW);
            var stack = found[(order.Pod, order.Period)] + (order.Direction == Direction.Up ? 0 : 1);
            lines[i] = new DoubleLine(order, Math.Clamp(left[stack], 0, ordered), Math.Clamp(ordered - left[stack], 0, ordered));
            left[stack] -= ordered;
        }
        var net = 0.0;
        for (var i = 0; i < lines.Length; i++)
            net += (lines[i].DeliveredW * market.Doubles[i].Price - lines[i].DeficiencyW * market.Doubles[i].PenaltyPrice) * HoursPerMegawatt;
        return (net, lines);
    }
}

/// <summary>An order and its meter as doubles.</summary>
internal readonly record struct DoubleOrder(double Sign, double BaselineW, double OrderedW, double MeteredW, double Price, double PenaltyPrice);

/// <summary>A line in doubles.</summary>
internal sealed record DoubleLine(SettlementOrder Order, double DeliveredW, double DeficiencyW);
