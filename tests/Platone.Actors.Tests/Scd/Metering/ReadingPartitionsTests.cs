using CsCheck;
using Platone.Actors.Scd.Metering.Readings;

namespace Platone.Actors.Tests.Scd.Metering;

/// <summary>Which partitions of readings are made.</summary>
public sealed class ReadingPartitionsTests
{
    private static readonly int Today = Day(2026, 11, 24);

    [Fact]
    public void A_day_of_now_gets_its_own_and_history_a_year()
    {
        var history = Enumerable.Range(Day(2010, 1, 1), Day(2026, 1, 1) - Day(2010, 1, 1));
        var made = ReadingPartitions.Missing([], [.. history, Today - 1, Today]);
        Assert.Equal(["reading_20261124", "reading_20261123", .. Enumerable.Range(0, 16).Select(i => $"reading_{2025 - i}")], made.Select(p => p.Name));
        Assert.Empty(ReadingPartitions.Missing(made, [Day(2013, 7, 9), Today]));
    }

    [Fact]
    public void A_year_of_which_there_are_days_gets_months_and_a_month_of_which_there_are_days_gets_days()
    {
        ReadingPartition[] there = [ReadingPartition.Of("reading_before_20260101"), ReadingPartition.Day(Day(2026, 3, 9)), ReadingPartition.Day(Today)];
        Assert.Equal(["reading_202607", "reading_20260310"],
            ReadingPartitions.Missing(there, [Day(2025, 5, 5), Day(2026, 7, 1), Day(2026, 7, 31), Day(2026, 3, 10)]).Select(p => p.Name));
    }

    [Fact]
    public void Whatever_days_come_each_lies_in_one_partition_and_a_name_says_which_days_it_has() =>
        Gen.Int[Day(1975, 1, 1), Day(2040, 12, 31)].Array[0, 60].Array[1, 8].Sample(batches =>
        {
            var there = new List<ReadingPartition>();
            foreach (var days in batches)
            {
                there.AddRange(ReadingPartitions.Missing(there, [.. days.Distinct()]));
                Assert.All(days, d => Assert.Single(there, p => p.StartDay <= d && d < p.EndDay));
            }

            Assert.All(there, p => Assert.Equal(p, ReadingPartition.Of(p.Name)));
            Assert.All(there, p => Assert.Single(there, p.Overlaps));
            Assert.All(there, p => Assert.Equal((p.StartDay, p.EndDay), (ReadingPartition.DayOf(p.StartUs), ReadingPartition.DayOf(p.EndUs - 1) + 1)));
        });

    private static int Day(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
}
