using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Tests.Metering;

/// <summary>Baselines, reservations and set points.</summary>
public sealed partial class PodTests
{
    private static readonly EventId Issued = new("market-session-da-1", 9);

    private static QuarterHour Quarter(long i) => new(Node.First.Index + i);

    private static ReservationId Award(string offer) => new(new("da-1"), new("request-1"), new(offer));

    private static ReserveFlexibility Reserving(string offer, Direction direction, long first, params long[] power) =>
        new(Id, new Reservation(Award(offer), direction, Quarter(first), PowerProfile.Of(power)), At);

    private static SetBaseline Scheduling(string brp, long first, params long[] power) =>
        new(Id, new Baseline(new(brp), Quarter(first), PowerProfile.Of(power)), At);

    private static SetPoint Point(string id, long i, long w = 1000) => new(id, Quarter(i).Start, Quarter(i).End, w);

    private static Gen<Func<DateTimeOffset, PodCommand>> Promises { get; } = Gen.Frequency(
        (3, Gen.Select(Gen.Int[0, 3], Gen.Int[-1, 2], Gen.Int[-800, 800], Gen.Long[-1, 4000].Array[0, 5]).Select(s =>
            (Func<DateTimeOffset, PodCommand>)(at => new ReserveFlexibility(Id, new Reservation(Award($"offer-{s.Item1}"),
                (Direction)Math.Max(1, s.Item2), new(QuarterHour.Of(at).Index + s.Item3), PowerProfile.Of(s.Item4)), at)))),
        (1, Gen.Int[0, 3].Select(s => (Func<DateTimeOffset, PodCommand>)(at =>
            new ReserveFlexibility(Id, new Reservation(Award($"offer-{s}"), Direction.Up, QuarterHour.Of(at), [0, 0]), at)))),
        (2, Gen.Select(Gen.Int[0, 1], Gen.Int[-6, 40], Gen.Long[-9, 9].Array[0, 4]).Select(s => (Func<DateTimeOffset, PodCommand>)(at =>
            new SetBaseline(Id, new Baseline(new($"brp-{s.Item1}"), Quarter(s.Item2), PowerProfile.Of(s.Item3)), at)))),
        (3, Gen.Select(Gen.Int[0, 2], Gen.Int[1, 6], Gen.Int[-900, 900], Gen.Int[0, 3]).Select(s => (Func<DateTimeOffset, PodCommand>)(at =>
            new ScheduleSetPoints(Id, Enumerable.Range(0, s.Item4).Select(i => new SetPoint($"{s}-{i}", at.AddMinutes(s.Item3),
                at.AddHours(s.Item3).AddTicks(77), s.Item2)).ToValueList(), new EventId($"market-session-{s.Item1}", s.Item2), at)))));

    [Fact]
    public void A_baseline_in_force_set_again_has_no_effect_and_one_that_was_replaced_has()
    {
        var (first, other, later) = (Scheduling("brp-1", 0, 100, 200), Scheduling("brp-1", 0, 100, 201), Scheduling("brp-1", 2, 5));
        Sequence.Equal([new BaselineSet(Id, first.Baseline, At)], Registered.Decide(first).Events);
        var pod = After(Registered, first, later);
        Assert.True(pod.Decide(first).IsAlreadyDone);
        Assert.True(pod.Decide(later).IsAlreadyDone);
        Assert.Single(pod.Decide(Scheduling("brp-2", 0, 100, 200)).Events);
        // The other one replaced a quarter hour of the first, so the first says something new again.
        pod = After(pod, other);
        Assert.Single(pod.Decide(first).Events);
        Assert.True(pod.Decide(later).IsAlreadyDone);
        // However many there are, only the last ones are kept in mind.
        pod = After(pod, [.. Enumerable.Range(1, 40).Select(i => Scheduling("brp-1", 10 * i, 1))]);
        Assert.Equal(BaselineMarks.Maximum, pod.Baselines.Count);
        Assert.True(pod.Decide(Scheduling("brp-1", 400, 1)).IsAlreadyDone);
    }

    [Fact]
    public void Reservations_of_one_direction_add_up_to_no_more_than_the_connection()
    {
        var pod = After(Registered, Reserving("a", Direction.Up, 0, 4000, 6000, 0), Reserving("b", Direction.Down, 0, 6000));
        var problem = pod.Decide(Reserving("c", Direction.Up, 0, 2000, 0, 6000, 1)).Problem;
        Assert.Null(problem);
        problem = pod.Decide(Reserving("c", Direction.Up, 0, 2000, 1, 0)).Problem;
        Assert.Equal(("capacity-reserved", "power[1]", ProblemKind.Rule), (problem?.Code, problem?.Field, problem?.Kind));
        Assert.Contains($"{Quarter(1)}", problem?.Detail, StringComparison.Ordinal);
        Assert.Equal("capacity-reserved", pod.Decide(Reserving("c", Direction.Up, 5, long.MaxValue)).Problem?.Code);
        // One in its own place does not count, and one that is released makes room.
        Assert.Single(pod.Decide(Reserving("a", Direction.Up, 0, 6000, 6000)).Events);
        pod = After(pod, Reserving("a", Direction.Up, 0, 0));
        Assert.True(pod.Decide(Reserving("a", Direction.Up, 7, 0, 0)).IsAlreadyDone);
        Assert.Single(pod.Decide(Reserving("c", Direction.Up, 0, 2000, 1, 0)).Events);
    }

    [Fact]
    public void A_reservation_again_has_no_effect()
    {
        var command = Reserving("a", Direction.Up, 0, 4000, 6000);
        Sequence.Equal([new FlexibilityReserved(Id, command.Reservation, At)], Registered.Decide(command).Events);
        Assert.True(After(Registered, command).Decide(command with { At = At.AddDays(30) }).IsAlreadyDone);
    }

    [Theory]
    [InlineData(3, 0, "direction", new long[] { 1 })]
    [InlineData(1, 0, "power", new long[0])]
    [InlineData(1, 0, "power[1]", new long[] { 5, -1 })]
    [InlineData(1, 1_000_000_000_000, "first", new long[] { 5 })]
    public void A_reservation_that_cannot_be_is_refused_by_field(int direction, long first, string field, long[] power)
    {
        var problem = Registered.Decide(Reserving("a", (Direction)direction, first, power)).Problem;
        Assert.Equal((field, ProblemKind.Invalid), (problem?.Field, problem?.Kind));
    }

    [Fact]
    public void A_schedule_has_at_most_a_month_of_quarter_hours()
    {
        Assert.Equal("power", Registered.Decide(Scheduling("brp-1", 0)).Problem?.Field);
        Assert.Equal("power", Registered.Decide(Scheduling("brp-1", 0, new long[Schedules.MaximumQuarterHours + 1])).Problem?.Field);
        Assert.Null(Registered.Decide(Scheduling("brp-1", 0, new long[Schedules.MaximumQuarterHours])).Problem);
    }

    [Fact]
    public void Each_set_point_is_an_event_and_a_cause_again_has_no_effect()
    {
        var command = new ScheduleSetPoints(Id, [Point("a", 1), Point("b", 2)], Issued, At);
        Sequence.Equal([new SetPointScheduled(Id, Point("a", 1), Issued, At), new SetPointScheduled(Id, Point("b", 2), Issued, At)],
            Registered.Decide(command).Events);
        var pod = After(Registered, command);
        Assert.True(pod.Decide(command).IsAlreadyDone);
        Assert.True(pod.Decide(command with { Cause = Issued with { SequenceNr = 3 } }).IsAlreadyDone);
        Assert.Equal(2, pod.Decide(command with { Cause = Issued with { SequenceNr = 10 } }).Events.Length);
        Assert.Equal(2, pod.Decide(command with { Cause = new("market-session-rt-1", 1) }).Events.Length);
        Assert.True(Registered.Decide(command with { SetPoints = [] }).IsAlreadyDone);
    }

    [Fact]
    public void A_set_point_that_cannot_be_is_refused_by_field()
    {
        Problem? ProblemOf(SetPoint setPoint) =>
            Registered.Decide(new ScheduleSetPoints(Id, [Point("a", 1), setPoint], Issued, At)).Problem;
        Assert.Equal("setPoints[1].id", ProblemOf(Point("", 1))?.Field);
        Assert.Equal("setPoints[1].id", ProblemOf(Point("a\n", 1))?.Field);
        Assert.Equal("setPoints[1].validUntil", ProblemOf(Point("b", 1) with { ValidUntil = Quarter(1).Start })?.Field);
        Assert.Equal("setPoints", Registered.Decide(new ScheduleSetPoints(Id,
            Enumerable.Range(0, SetPoints.MaximumOfACommand + 1).Select(i => Point($"{i}", i)).ToValueList(), Issued, At)).Problem?.Field);
    }

    [Fact]
    public void What_ended_some_days_ago_is_forgotten_and_refused()
    {
        // A session an hour for a year, each with an award and set points: the state stays as large as a week needs.
        var (pod, most) = (Registered, 0);
        for (var hour = 0; hour < 24 * 365; hour += 6)
        {
            var at = At.AddHours(hour);
            pod = After(pod,
                Reserving($"offer-{hour}", Direction.Up, 4 * hour, 10, 10, 10, 10) with { At = at },
                new ScheduleSetPoints(Id, [Point($"set-point-{hour}", 4 * hour)], new($"market-session-{hour}", 5), at));
            most = Math.Max(most, Math.Max(pod.Reservations.Count, pod.Scheduled.All.Count));
        }
        Assert.InRange(most, 7 * 4, 7 * 4 + 2);
        Assert.Equal("reservation-over", pod.Decide(Reserving("offer-0", Direction.Up, 0, 10)).Problem?.Code);
        Assert.Equal("set-point-over", pod.Decide(new ScheduleSetPoints(Id, [Point("set-point-0", 0)], Issued, At)).Problem?.Code);
        Assert.True(pod.Decide(Reserving("offer-0", Direction.Up, 0, 0)).IsAlreadyDone);
    }

    [Fact]
    public void Promises_need_a_registered_pod_and_end_with_it()
    {
        PodCommand[] commands = [Scheduling("brp-1", 0, 1), Reserving("a", Direction.Up, 0, 1), new ScheduleSetPoints(Id, [Point("a", 1)], Issued, At)];
        Assert.All(commands, c => Assert.Equal(ProblemKind.NotFound, Pod.Empty(Id).Decide(c).Problem?.Kind));
        var erased = After(After(Registered, commands), new ErasePod(Id, At));
        Assert.All(commands, c => Assert.Equal(ProblemKind.Gone, erased.Decide(c).Problem?.Kind));
        Assert.Equal(After(Registered, new ErasePod(Id, At)), erased);
    }
}
