using System.Globalization;
using Platone.Host.Pages;

namespace Platone.Host.Tests.Pages;

public sealed class FiguresTests
{
    [Fact]
    public void Figures_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
        try
        {
            Assert.Equal("1,234.50", Figures.KilowattHours(1_234.5m * 3_600_000));
            Assert.Equal("-0.42", Figures.Amount(-0.42m));
            Assert.Equal("12,345", Figures.Count(12_345));
            Assert.Equal("-1,200", Figures.Watts(-1200));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_rounds_to_nothing_has_no_sign_and_what_is_not_there_is_a_dash()
    {
        Assert.Equal("0.00", Figures.Amount(-0.004m));
        Assert.Equal(("–", "–", "–"), (Figures.KilowattHours(null), Figures.Amount(null), Figures.Watts(null)));
    }

    [Fact]
    public void Times_are_those_of_a_zone()
    {
        var rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
        var at = new DateTimeOffset(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);

        Assert.Equal(("00:30", "2026-07-02 00:30", "Thu 2 Jul 2026", "UTC+02:00"),
            (Figures.Time(at, rome), Figures.DayAndTime(at, rome), Figures.Day(at, rome), Figures.Offset(at, rome)));
        Assert.Equal("UTC", Figures.Offset(at, TimeZoneInfo.Utc));
    }
}
