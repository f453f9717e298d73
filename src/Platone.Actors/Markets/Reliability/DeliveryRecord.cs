using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Reliability;

/// <summary>
/// How reliably a portfolio delivers, estimated from what was settled (market, "Requests and offers": the platform's estimate, the
/// aggregator's figure only as the start value). A beta-binomial model: reliability r has the prior Beta(k r0, k (1 - r0)), with the
/// aggregator's own figure r0 as its mean and k = <see cref="PriorStrength"/> as if it had been seen in that many orders; after n orders of
/// which d were delivered the estimate is the posterior's mean
/// <code>r = (k r0 + d) / (k + n)</code>
/// (Gelman et al., "Bayesian Data Analysis", section 2.1: conjugate prior of the binomial).
/// <para>
/// One order of a session is one trial, whatever its length and size: the quarter hours of an order fail together and would count as
/// evidence many times over. It counts as delivered by the share of its ordered energy that was: d grows by delivered over ordered energy,
/// over all its PODs and intervals, 0 to 1, so that r is an expected share, which is what the clearing's expected shortfall takes. Only
/// lines with metered data count; an order without any is no trial.
/// </para>
/// </summary>
/// <param name="OwnFigure">The aggregator's own figure r0, 0 to 1.</param>
/// <param name="Orders">Trials n.</param>
/// <param name="Delivered">Sum d of the shares delivered, 0 to <paramref name="Orders"/>.</param>
internal sealed record DeliveryRecord(decimal OwnFigure, int Orders, decimal Delivered)
{
    /// <summary>How many orders the aggregator's own figure is worth.</summary>
    public const int PriorStrength = 10;

    /// <summary>Digits after the point of the estimate, as a factor has.</summary>
    public const int Decimals = 6;

    /// <summary>A portfolio that has delivered nothing yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The figure is not 0 to 1.</exception>
    public static DeliveryRecord Start(decimal ownFigure) => ownFigure is >= 0 and <= 1
        ? new DeliveryRecord(ownFigure, 0, 0)
        : throw new ArgumentOutOfRangeException(nameof(ownFigure), ownFigure, "must be 0 to 1");

    /// <summary>The estimate r, 0 to 1.</summary>
    public decimal Reliability => decimal.Round((PriorStrength * OwnFigure + Delivered) / (PriorStrength + Orders), Decimals);

    /// <summary>Standard deviation of the posterior: how far the estimate may still be off.</summary>
    public double StandardDeviation
    {
        get
        {
            var (mean, weight) = ((double)Reliability, PriorStrength + Orders);
            return Math.Sqrt(mean * (1 - mean) / (weight + 1));
        }
    }

    /// <summary>With the orders of one more session.</summary>
    /// <param name="lines">The settled lines of this portfolio, in the statement's latest version.</param>
    public DeliveryRecord With(IEnumerable<SettlementLine> lines)
    {
        var orders = new SortedDictionary<(RequestId, OfferId), (decimal Ordered, decimal Delivered)>();
        foreach (var line in lines.Where(l => l.Basis == LineBasis.Metered))
        {
            var ordered = line.Order.OrderedW * line.Order.Period.Seconds;
            var sum = orders.GetValueOrDefault((line.Order.Request, line.Order.Offer));
            orders[(line.Order.Request, line.Order.Offer)] = (sum.Ordered + ordered, sum.Delivered + Math.Min(line.DeliveredJ, ordered));
        }
        return this with { Orders = Orders + orders.Count, Delivered = Delivered + orders.Values.Sum(o => o.Delivered / o.Ordered) };
    }
}
