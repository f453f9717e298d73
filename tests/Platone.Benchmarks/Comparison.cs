using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Platone.Benchmarks;

/// <summary>One subject against its reference in alternating rounds: medians, spread, and the ratio of the medians.</summary>
internal static class Comparison
{
    /// <summary>Runs both in turn (after a warm-up round each that does not count) and prints a row of <c>docs/benchmarks.md</c>.</summary>
    /// <param name="name">What is compared.</param>
    /// <param name="unit">What is counted, per second.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="subject">One round: its rate.</param>
    /// <param name="reference">One round of the reference: its rate.</param>
    /// <param name="target">The ratio that is wanted.</param>
    /// <param name="processor">
    /// Processor time used so far by all that takes part: then two columns more, microseconds of it for each unit, which other work on
    /// the machine changes little.
    /// </param>
    public static async Task RunAsync(string name, string unit, int rounds, Func<Task<double>> subject, Func<Task<double>> reference, double target,
        Func<TimeSpan>? processor = null)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        var (ourCost, theirCost) = (new List<double>(), new List<double>());
        await subject();
        await reference();
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(await MeasuredAsync(subject, processor, ourCost));
            theirs.Add(await MeasuredAsync(reference, processor, theirCost));
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]  {name}, round {round + 1}: {ours[^1]:N0} against {theirs[^1]:N0} {unit}[/]");
        }
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {Shown(ours)} | {Shown(theirs)} | {Median(ours) / Median(theirs):0.00#} | {target:0.0#} |{(processor is null ? "" : $" {Median(ourCost):0.0} | {Median(theirCost):0.0} |")}"));
    }

    private static async Task<double> MeasuredAsync(Func<Task<double>> round, Func<TimeSpan>? processor, List<double> costs)
    {
        var (began, used) = (Stopwatch.GetTimestamp(), processor?.Invoke() ?? default);
        var rate = await round();
        if (processor is not null)
            costs.Add((processor() - used).TotalMicroseconds / (rate * Stopwatch.GetElapsedTime(began).TotalSeconds));
        return rate;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Shown(List<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(values):N0} ({values.Min():N0} to {values.Max():N0})");
}
