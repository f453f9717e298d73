using System.Globalization;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Clearing;

/// <summary>A step of a <see cref="PriceCurve"/>: the price of what lies between the step before and <paramref name="UpTo"/>.</summary>
/// <param name="UpTo">Share of the offer it ends at.</param>
/// <param name="Price">EUR/MWh, at most 4 decimals.</param>
public sealed record PriceStep(Factor UpTo, decimal Price);

/// <summary>
/// What an offer asks for, EUR/MWh, rising with the share of it that is awarded; one price is one step. An award begins on the curve where
/// the awards before it ended, so that the order of awards never changes what they cost together.
/// </summary>
public sealed record PriceCurve
{
    /// <summary>The largest price either way, EUR/MWh: what costs stay exact for in a decimal.</summary>
    public const decimal MaximumPrice = 1_000_000m;

    /// <summary>A curve of these steps.</summary>
    /// <param name="steps">Strictly ascending in their factor, not descending in price, the last up to 1.</param>
    /// <exception cref="FormatException">The steps are not so, or a price has more than 4 decimals or is too large.</exception>
    public PriceCurve(ValueList<PriceStep> steps)
    {
        if (steps.IsEmpty)
            throw new FormatException("a price curve needs at least one step");
        for (var i = 0; i < steps.Count; i++)
        {
            var (upTo, price) = (steps[i].UpTo, steps[i].Price);
            if (Math.Abs(price) > MaximumPrice || decimal.Round(price, 4) != price)
                throw new FormatException(
                    $"the price {price.ToString(CultureInfo.InvariantCulture)} has more than 4 decimals or is more than {MaximumPrice} EUR/MWh");
            if (upTo <= (i == 0 ? Factor.Zero : steps[i - 1].UpTo))
                throw new FormatException($"the steps of a price curve ascend, and step {i + 1} ends at {upTo}");
            if (i > 0 && price < steps[i - 1].Price)
                throw new FormatException($"the prices of a curve never fall, and step {i + 1} does");
        }

        if (steps[^1].UpTo != Factor.One)
            throw new FormatException($"the last step of a price curve ends at 1, not at {steps[^1].UpTo}");
        Steps = steps;
    }

    /// <summary>The steps in order; the last ends at 1.</summary>
    public ValueList<PriceStep> Steps { get; }

    /// <summary>One price for all of the offer.</summary>
    /// <param name="price">EUR/MWh, at most 4 decimals.</param>
    /// <exception cref="FormatException">The price has more decimals or is too large.</exception>
    public static PriceCurve Flat(decimal price) => new([new PriceStep(Factor.One, price)]);

    /// <summary>Up to where the offer costs no more than a cap; all of it without one.</summary>
    /// <param name="cap">EUR/MWh.</param>
    public Factor UpTo(decimal? cap)
    {
        var reach = Factor.Zero;
        foreach (var step in Steps)
            if (cap is null || step.Price <= cap)
                reach = step.UpTo;
        return reach;
    }

    /// <summary>The price of the next millionth after a share, EUR/MWh; that of the last step at 1.</summary>
    public decimal PriceAfter(Factor share)
    {
        foreach (var step in Steps)
            if (step.UpTo > share)
                return step.Price;
        return Steps[^1].Price;
    }

    /// <summary>The price of the last millionth up to a share, EUR/MWh: what an award that ends there is dearest at.</summary>
    public decimal PriceAt(Factor share)
    {
        foreach (var step in Steps)
            if (step.UpTo >= share)
                return step.Price;
        return Steps[^1].Price;
    }

    /// <summary>
    /// What an award costs: its whole watts, priced along the curve. Exact where an interval is a multiple of 9 s (a quarter hour is), else
    /// rounded once in the 28th digit.
    /// </summary>
    /// <param name="power">The whole offer, W.</param>
    /// <param name="taken">What was awarded of it before.</param>
    /// <param name="factor">The award.</param>
    /// <param name="intervalSeconds">Length of an interval, s.</param>
    /// <returns>EUR.</returns>
    public decimal CostOf(PowerProfile power, Factor taken, Factor factor, int intervalSeconds)
    {
        var (sum, before) = (0m, 0L);
        foreach (var step in Steps)
        {
            if (step.UpTo <= taken)
                continue;
            var part = Factor.Min(step.UpTo.Less(taken), factor);
            var watts = WattsOf(power, part);
            sum += step.Price * (watts - before);
            before = watts;
            if (part == factor)
                break;
        }

        return sum * intervalSeconds / ClearedRequest.JoulesPerMegawattHour;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Steps.Select(s => string.Create(CultureInfo.InvariantCulture,
        $"{s.Price:0.####} EUR/MWh to {s.UpTo}")));

    private static long WattsOf(PowerProfile power, Factor factor)
    {
        var watts = 0L;
        foreach (var w in power.Watts)
            watts += factor.Of(w);
        return watts;
    }
}
