using System.Numerics;

namespace Platone.Actors.Markets.Settlement;

/// <summary>Settles an order whose PODs net within an interval.</summary>
internal static class NettedOrder
{
    private const decimal Million = 1_000_000;

    /// <summary>
    /// Settles the lines of one order, direction and interval. What the sums deliver and lack is attributed to the PODs by what each
    /// delivered and lacked, to the microjoule, so that the lines add up to the order.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <param name="orders">All orders.</param>
    /// <param name="members">Indices of the order's lines.</param>
    /// <param name="stacks">What is left at each POD; the order takes its part.</param>
    /// <param name="lines">Where the lines go.</param>
    public static void Settle(
        SettlementRules rules, IReadOnlyList<SettlementOrder> orders, ReadOnlySpan<int> members, Stacks stacks, SettlementLine[] lines)
    {
        var counted = new List<Member>(members.Length);
        var (waits, pods) = (false, new HashSet<int>());
        foreach (var line in members)
        {
            var (order, stack) = (orders[line], stacks.Find(orders[line]));
            if (!pods.Add(stack))
                throw new ArgumentException($"the order of {order.Key} is there twice");
            waits |= stacks.IsWaiting(stack);
            if (stacks.WithoutMeter(stack, order) is { Basis: LineBasis.NothingPaid } nothing)
                lines[line] = nothing;
            else
                counted.Add(new Member(line, stack, order, stacks.Left(stack), order.OrderedW * order.Period.Seconds));
        }
        if (waits)
        {
            foreach (var member in counted)
            {
                stacks.Wait(member.Stack);
                lines[member.Line] = new SettlementLine(member.Order, LineBasis.Waiting, null, 0, 0, 0);
            }
            return;
        }
        if (counted.Count > 0)
            Settle(rules, counted, stacks, lines);
    }

    private static void Settle(SettlementRules rules, List<Member> members, Stacks stacks, SettlementLine[] lines)
    {
        var (left, ordered) = (members.Sum(m => m.Left), members.Sum(m => m.Ordered));
        var delivered = Math.Clamp(left, 0, ordered);
        var share = rules.PaidShare(delivered, ordered);

        // Those with more than their part stand in for those with less, each by its surplus, for each by its lack.
        var (surplus, lack) = (members.Sum(m => m.Surplus), members.Sum(m => m.Lack));
        var netted = Math.Min(surplus, lack);
        var given = Split(netted, members, m => m.Surplus);
        var relieved = Split(netted, members, m => m.Lack);
        var after = members.Select((m, i) => m.Left - m.Ordered - given[i] + relieved[i]).ToList();

        var deliveries = Split(delivered, members.Select((m, i) => Math.Clamp(after[i] + m.Ordered, 0, m.Ordered)).ToList());
        var deficiencies = Split(SettlementCalculation.Deficiency(rules, left, ordered), after.Select(a => Math.Max(0, -a)).ToList());
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            stacks.Take(member.Stack, after[i], member.Line);
            lines[member.Line] = stacks.Line(member.Stack, member.Order, deliveries[i], deficiencies[i], share);
        }
    }

    private static List<decimal> Split(decimal total, List<Member> members, Func<Member, decimal> weight) =>
        Split(total, members.Select(weight).ToList());

    private static List<decimal> Split(decimal total, List<decimal> weights)
    {
        var all = (BigInteger)(weights.Sum() * Million);
        if (total == 0)
            return [.. weights.Select(_ => 0m)];
        var microjoules = (BigInteger)(total * Million);
        var parts = Shares.Split(microjoules, [.. weights.Select(w => microjoules * (BigInteger)(w * Million))], all);
        return [.. parts.Select(p => (decimal)p / Million)];
    }

    /// <summary>A POD of the order.</summary>
    /// <param name="Line">Index of its line.</param>
    /// <param name="Stack">Its stack.</param>
    /// <param name="Order">What was ordered of it.</param>
    /// <param name="Left">J its meter deviates from the baseline the order sees.</param>
    /// <param name="Ordered">J.</param>
    private readonly record struct Member(int Line, int Stack, SettlementOrder Order, decimal Left, decimal Ordered)
    {
        public decimal Surplus => Math.Max(0, Left - Ordered);

        public decimal Lack => Math.Max(0, Ordered - Left);
    }
}
