using System.Text.Json;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Scd.Storage;

/// <summary>Lists as the SCD's columns keep them: JSON arrays, which both databases can take apart.</summary>
internal static class Lists
{
    /// <summary>A power profile: <c>[1000,0]</c>, W.</summary>
    public static string Text(PowerProfile power) => JsonSerializer.Serialize(power.Watts);

    /// <summary>The power profile of a column's value.</summary>
    public static PowerProfile Power(string text) => PowerProfile.Of(JsonSerializer.Deserialize<long[]>(text)!);

    /// <summary>Names: <c>["a","b"]</c>; null stays null.</summary>
    public static string? Text(ValueList<string>? names) => names is { } list ? JsonSerializer.Serialize(list.Items) : null;

    /// <summary>The names of a column's value.</summary>
    public static ValueList<string>? Names(string? text) =>
        text is null ? null : ValueList.Of<string>(JsonSerializer.Deserialize<string[]>(text)!);

    /// <summary>A price curve: for each step the share it ends at and its price, <c>[[0.5,40],[1,55.25]]</c>.</summary>
    public static string Text(PriceCurve price) => Text(price.Steps.Select(s => new[] { s.UpTo.Value, s.Price }));

    /// <summary>The price curve of a column's value.</summary>
    public static PriceCurve Price(string text) => new(Rows(text).Select(s => new PriceStep(Factor.Of(s[0]), s[1])).ToValueList());

    /// <summary>A front: for each point its cost, its expected shortfall and its other objectives, <c>[[12.5,3600000]]</c>.</summary>
    public static string Text(ValueList<FrontPoint> front) =>
        Text(front.Select(p => (decimal[])[p.Cost, p.ExpectedShortfallJoules, .. p.Others]));

    /// <summary>The front of a column's value.</summary>
    public static ValueList<FrontPoint> Front(string text) =>
        Rows(text).Select(p => new FrontPoint(p[0], p[1], ValueList.Of<decimal>(p.AsSpan(2)))).ToValueList();

    // Numbers by their value alone: zeros at the end depend on how they were calculated.
    private static string Text(IEnumerable<decimal[]> rows) =>
        $"[{string.Join(',', rows.Select(r => $"[{string.Join(',', r.Select(Exact.Text))}]"))}]";

    private static decimal[][] Rows(string text) => JsonSerializer.Deserialize<decimal[][]>(text)!;
}
