using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Settlement;

/// <summary>What a version of a settlement changes: nothing is overwritten, version n+1 stands beside n with a delta per line.</summary>
public static class StatementDelta
{
    /// <summary>The lines that differ, by key; lines of one key are matched in their order.</summary>
    /// <param name="before">Lines of version n.</param>
    /// <param name="after">Lines of version n+1.</param>
    public static ValueList<LineDelta> Between(IReadOnlyList<SettlementLine> before, IReadOnlyList<SettlementLine> after)
    {
        var old = before.GroupBy(l => l.Order.Key).ToDictionary(g => g.Key, g => new Queue<SettlementLine>(g));
        var deltas = new List<LineDelta>();
        foreach (var line in after)
        {
            var was = old.TryGetValue(line.Order.Key, out var lines) && lines.TryDequeue(out var first) ? first : null;
            if (was != line)
                deltas.Add(new LineDelta(line.Order.Key, was, line));
        }
        // What is left in the queues is gone; in the order it had before.
        foreach (var line in before)
        {
            if (old[line.Order.Key].TryPeek(out var next) && ReferenceEquals(next, line))
                deltas.Add(new LineDelta(line.Order.Key, old[line.Order.Key].Dequeue(), null));
        }
        return deltas.ToValueList();
    }
}

/// <summary>One line in two versions of a settlement.</summary>
/// <param name="Key">Which line.</param>
/// <param name="Before">In version n; null if it is new.</param>
/// <param name="After">In version n+1; null if it is gone.</param>
public sealed record LineDelta(LineKey Key, SettlementLine? Before, SettlementLine? After)
{
    /// <summary>Change of delivered energy, J.</summary>
    public decimal DeliveredJ => (After?.DeliveredJ ?? 0) - (Before?.DeliveredJ ?? 0);

    /// <summary>Change of deficient energy, J.</summary>
    public decimal DeficiencyJ => (After?.DeficiencyJ ?? 0) - (Before?.DeficiencyJ ?? 0);

    /// <summary>Change of what is paid, in the currency, unrounded.</summary>
    public decimal Paid => ((After?.ExactPaid ?? ExactAmount.Zero) - (Before?.ExactPaid ?? ExactAmount.Zero)).Value;

    /// <summary>Change of the penalty, in the currency, unrounded.</summary>
    public decimal Penalty => ((After?.ExactPenalty ?? ExactAmount.Zero) - (Before?.ExactPenalty ?? ExactAmount.Zero)).Value;

    /// <summary>Change of the net, in the currency, unrounded.</summary>
    public decimal Net => ((After?.ExactNet ?? ExactAmount.Zero) - (Before?.ExactNet ?? ExactAmount.Zero)).Value;
}
