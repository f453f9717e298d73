using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Tests.Kernel;

public class TimeTests
{
    [Theory]
    [InlineData("Europe/Rome", 2026, 3, 29, 92)]
    [InlineData("Europe/Rome", 2026, 10, 25, 100)]
    [InlineData("Europe/Rome", 2026, 11, 22, 96)]
    [InlineData("Europe/Athens", 2026, 3, 29, 92)]
    [InlineData("UTC", 2026, 3, 29, 96)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, 98)]
    [InlineData("America/Santiago", 2026, 9, 6, 92)] // clocks go forward at midnight
    public void A_delivery_day_has_as_many_quarter_hours_as_its_zone_gives_it(string zone, int year, int month, int day, int expected)
    {
        var delivery = new DeliveryDay(new DateOnly(year, month, day), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var quarterHours = delivery.QuarterHours().ToList();
        Assert.Equal(expected, delivery.Count);
        Assert.Equal(expected, quarterHours.Count);
        Assert.Equal(delivery.Start, quarterHours[0].Start);
        Assert.Equal(delivery.End, quarterHours[^1].End);
        Assert.All(quarterHours, q => Assert.Equal(delivery.Date, DeliveryDay.Of(q.Start, delivery.Zone).Date));
    }

    [Fact]
    public void Every_instant_lies_in_exactly_its_quarter_hour() => Check.Sample(
        Gen.Long[-62_135_596_800_000_000, 253_402_300_799_000_000],
        us =>
        {
            var instant = DateTimeOffset.UnixEpoch.AddMicroseconds(us);
            var quarterHour = QuarterHour.Of(instant);
            return quarterHour.Contains(instant) && !quarterHour.Next.Contains(instant) && !quarterHour.Previous.Contains(instant)
                && quarterHour.End - quarterHour.Start == QuarterHour.Length;
        });

    [Fact]
    public void Money_rounds_once_half_to_even()
    {
        Assert.Equal(2.34m, new Money(2.345m, Currency.Eur).Rounded().Amount);
        Assert.Equal(2.36m, new Money(2.355m, Currency.Eur).Rounded().Amount);
        Assert.Throws<InvalidOperationException>(() => new Money(1, Currency.Eur) + new Money(1, new Currency("CHF", 2)));
    }

    [Fact]
    public void Energy_is_exact()
    {
        Assert.Equal(900_000, new Power(1000).For(900).Joules);
        Assert.Equal(250m, new Power(1000).For(900).WattHours);
        Assert.Throws<OverflowException>(() => new Power(long.MaxValue).For(2));
    }

    [Fact]
    public void A_pseudonym_is_26_characters_and_reads_back() => Check.Sample(
        Gen.Byte.Array[16],
        bytes =>
        {
            var pseudonym = Pseudonym.From(bytes);
            return Pseudonym.TryParse(pseudonym.Value, out var again) && again == pseudonym && pseudonym.Value.Length == 26;
        });

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("a+b")]
    [InlineData("a#b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public void Names_that_would_break_a_topic_or_a_path_are_refused(string name) => Assert.False(EntityName.IsValid(name));
}
