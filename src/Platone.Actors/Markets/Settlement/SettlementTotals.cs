using System.Numerics;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// Sums of lines, each the sum of what the lines are unrounded, rounded once, half to even. So <see cref="Net"/> may be one minor unit off
/// <see cref="Paid"/> less <see cref="Penalty"/>; it is the one that counts.
/// </summary>
/// <param name="Paid">For what was delivered.</param>
/// <param name="Penalty">For what was not.</param>
/// <param name="Net">The difference.</param>
/// <param name="DeliveredJ">J.</param>
/// <param name="DeficiencyJ">J.</param>
/// <param name="WaitingLines">How many lines have no amounts yet.</param>
public sealed record SettlementTotals(Money Paid, Money Penalty, Money Net, decimal DeliveredJ, decimal DeficiencyJ, int WaitingLines)
{
    /// <summary>The totals of lines.</summary>
    /// <param name="currency">What the lines are in.</param>
    /// <param name="lines">Lines.</param>
    /// <exception cref="OverflowException">A sum is beyond exact arithmetic (about 4e12 of the currency).</exception>
    public static SettlementTotals Of(Currency currency, IEnumerable<SettlementLine> lines)
    {
        var (paid, penalty, delivered, deficiency, waiting) = (ExactAmount.Zero, ExactAmount.Zero, 0m, 0m, 0);
        foreach (var line in lines)
        {
            paid += line.ExactPaid;
            penalty += line.ExactPenalty;
            delivered += line.DeliveredJ;
            deficiency += line.DeficiencyJ;
            waiting += line.IsWaiting ? 1 : 0;
        }
        return new SettlementTotals(
            Of(paid, currency), Of(penalty, currency), Of(paid - penalty, currency), delivered, deficiency, waiting);
    }

    /// <summary>An amount of whole minor units.</summary>
    internal static Money Of(BigInteger minor, Currency currency) =>
        new((decimal)minor * new decimal(1, 0, 0, false, (byte)currency.MinorDigits), currency);

    private static Money Of(ExactAmount amount, Currency currency) => Of(amount.Rounded(currency.MinorDigits), currency);
}
