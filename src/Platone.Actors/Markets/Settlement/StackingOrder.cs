using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Settlement;

/// <summary>In which order orders are settled: a DSO's first, then by rank; among equals by the names of request and offer.</summary>
internal static class StackingOrder
{
    /// <summary>The indices of orders in that order. Each order is checked on the way.</summary>
    /// <exception cref="ArgumentException">A number of one is outside its range, or the lines of one that nets differ in place.</exception>
    public static int[] Of(IReadOnlyList<SettlementOrder> orders, SettlementLevel level)
    {
        var sequence = new int[orders.Count];
        var compare = level == SettlementLevel.Order ? (Comparison<SettlementOrder>)CompareNetted : Compare;
        var inOrder = true;
        for (var i = 0; i < sequence.Length; i++)
        {
            orders[i].Check();
            sequence[i] = i;
            inOrder &= i == 0 || compare(orders[i - 1], orders[i]) <= 0;
        }
        if (!inOrder)
            Array.Sort(sequence, (a, b) => compare(orders[a], orders[b]) is not 0 and var order ? order : a - b);
        if (level == SettlementLevel.Order)
            RequireOnePlace(orders);
        return sequence;
    }

    /// <summary>Whether two lines are of one order, direction and interval, so that their PODs net.</summary>
    public static bool Nets(SettlementOrder a, SettlementOrder b) =>
        a.Request == b.Request && a.Offer == b.Offer && a.Direction == b.Direction && a.Period == b.Period;

    private static int Compare(SettlementOrder a, SettlementOrder b)
    {
        if (a.IsDso != b.IsDso)
            return a.IsDso ? -1 : 1;
        if (a.Rank != b.Rank)
            return a.Rank.CompareTo(b.Rank);
        return a.Request.CompareTo(b.Request) is not 0 and var byRequest ? byRequest : a.Offer.CompareTo(b.Offer);
    }

    private static int CompareNetted(SettlementOrder a, SettlementOrder b)
    {
        if (Compare(a, b) is not 0 and var order)
            return order;
        return a.Period.CompareTo(b.Period) is not 0 and var byPeriod ? byPeriod : a.Direction.CompareTo(b.Direction);
    }

    private static void RequireOnePlace(IReadOnlyList<SettlementOrder> orders)
    {
        var places = new Dictionary<(RequestId, OfferId), (bool, int)>();
        foreach (var order in orders)
        {
            if (!places.TryAdd((order.Request, order.Offer), (order.IsDso, order.Rank))
                && places[(order.Request, order.Offer)] != (order.IsDso, order.Rank))
                throw new ArgumentException($"the lines of {order.Request}/{order.Offer} have different places in the stack");
        }
    }
}
