using System.Globalization;
using System.Text;

namespace Platone.Benchmarks.Clearing;

/// <summary>The growth of the clearing time with the offers as a picture (SVG), both axes logarithmic, with the line of linear growth.</summary>
internal static class GrowthPlot
{
    private const double Left = 60, Right = 620, Top = 20, Bottom = 340;
    private const double LeastOffers = 400, MostOffers = 10_000, LeastSeconds = 0.05, MostSeconds = 20;

    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="points">Offers and seconds, one for each session.</param>
    /// <param name="medians">The median of each size; linear growth is drawn from the first of them.</param>
    public static void Write(string path, IEnumerable<(int Offers, double Seconds)> points, IReadOnlyList<(int Offers, double Seconds)> medians)
    {
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 390\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(svg, $"<rect width=\"640\" height=\"390\" fill=\"#fff\"/>");
        foreach (var seconds in (double[])[0.1, 1, 10])
        {
            Add(svg, $"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(seconds):0.0}\" y2=\"{Y(seconds):0.0}\" stroke=\"#ddd\"/>");
            Add(svg, $"<text x=\"{Left - 6}\" y=\"{Y(seconds) + 4:0.0}\" text-anchor=\"end\">{seconds} s</text>");
        }

        foreach (var (offers, _) in medians)
        {
            Add(svg, $"<line x1=\"{X(offers):0.0}\" x2=\"{X(offers):0.0}\" y1=\"{Top}\" y2=\"{Bottom}\" stroke=\"#ddd\"/>");
            Add(svg, $"<text x=\"{X(offers):0.0}\" y=\"{Bottom + 16}\" text-anchor=\"middle\">{offers:N0}</text>");
        }

        Add(svg, $"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 38}\" text-anchor=\"middle\">offers, 96 quarter hours</text>");
        var (first, last) = (medians[0], medians[^1]);
        var linear = first.Seconds * last.Offers / first.Offers;
        Add(svg, $"<line x1=\"{X(first.Offers):0.0}\" y1=\"{Y(first.Seconds):0.0}\" x2=\"{X(last.Offers):0.0}\" y2=\"{Y(linear):0.0}\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>");
        Add(svg, $"<text x=\"{X(last.Offers) - 8:0.0}\" y=\"{Y(linear) - 8:0.0}\" text-anchor=\"end\" fill=\"#666\">linear</text>");
        var line = string.Join(' ', medians.Select(m => Text($"{X(m.Offers):0.0},{Y(m.Seconds):0.0}")));
        Add(svg, $"<polyline points=\"{line}\" fill=\"none\" stroke=\"#1565c0\" stroke-width=\"2\"/>");
        foreach (var (offers, seconds) in points)
            Add(svg, $"<circle cx=\"{X(offers):0.0}\" cy=\"{Y(seconds):0.0}\" r=\"3\" fill=\"#1565c0\" fill-opacity=\"0.5\"/>");
        svg.Append("</svg>\n");
        File.WriteAllText(path, svg.ToString());
    }

    private static double X(double offers) => Left + (Right - Left) * Math.Log(offers / LeastOffers) / Math.Log(MostOffers / LeastOffers);

    private static double Y(double seconds) => Bottom
        - (Bottom - Top) * Math.Log(Math.Clamp(seconds, LeastSeconds, MostSeconds) / LeastSeconds) / Math.Log(MostSeconds / LeastSeconds);

    private static void Add(StringBuilder svg, FormattableString element) => svg.Append(Text(element)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
