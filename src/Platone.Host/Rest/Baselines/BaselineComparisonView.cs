using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Baselines;

namespace Platone.Host.Rest.Baselines;

/// <summary>The baselines of a POD in a window, side by side.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="From">First instant of the window.</param>
/// <param name="To">First instant after it.</param>
/// <param name="MeteredW">Mean power of each quarter hour, W; null where nothing was metered.</param>
/// <param name="Methods">The methods, the BRP's schedule first.</param>
/// <param name="IsRaised">Whether the meter before the window stands out from its history; null if too little is known. For a person to look at.</param>
/// <param name="WindowW">Mean power in the adjustment window, W; null likewise.</param>
/// <param name="ThresholdW">The 0.95 quantile of its history, W; null likewise.</param>
/// <param name="HistoryDays">Days of history that is of.</param>
internal sealed record BaselineComparisonView(string Pod, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<decimal?> MeteredW,
    IReadOnlyList<BaselineMethodView> Methods, bool? IsRaised, decimal? WindowW, decimal? ThresholdW, int HistoryDays)
{
    /// <summary>The view of a comparison.</summary>
    public static BaselineComparisonView Of(PodId pod, BaselineComparison c) => new(pod.ToString(), c.First.Start,
        new QuarterHour(c.First.Index + c.Count).Start, [.. c.MeteredJoules.Select(j => j is { } joules ? (decimal?)joules / QuarterHour.Seconds : null)],
        [.. c.Methods.Select(BaselineMethodView.Of)], c.IsRaised, c.WindowW, c.ThresholdW, c.HistoryDays);
}

/// <summary>A method's baseline.</summary>
/// <param name="Method">brp-schedule, high-4-of-5, high-4-of-5-adjusted, 10-of-10, 10-of-10-adjusted, meter-before-after or zero.</param>
/// <param name="Power">W of each quarter hour; null if the method has no baseline here.</param>
/// <param name="Days">Days of history it is the mean of; empty for methods without.</param>
/// <param name="ComparedDays">On how many earlier days without an event it was compared with the meter.</param>
/// <param name="BiasW">Mean of baseline less meter there, W; null without such a day.</param>
/// <param name="MaeW">Mean of |baseline less meter| there, W; null likewise.</param>
/// <param name="NormalisedBias">The bias as a share of mean power; null likewise.</param>
/// <param name="NormalisedMae">The error as a share of mean power; null likewise.</param>
internal sealed record BaselineMethodView(string Method, IReadOnlyList<long>? Power, IReadOnlyList<DateOnly> Days, int ComparedDays, decimal? BiasW,
    decimal? MaeW, decimal? NormalisedBias, decimal? NormalisedMae)
{
    /// <summary>The view of a method.</summary>
    public static BaselineMethodView Of(ComparedBaseline b) => new(b.Name, b.Watts is { } watts ? [.. watts] : null, [.. b.Days], b.ComparedDays,
        b.BiasW, b.MeanAbsoluteErrorW, b.NormalisedBias, b.NormalisedError);
}
