using System.Collections.Immutable;
using CsCheck;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Metering;

public sealed partial class PodTests
{
    private static readonly PodId Id = Node.Pod;
    private static readonly DateTimeOffset At = Node.Start;
    private static readonly PodRegistration Registration = new(At, "bus-17", "Europe/Rome", 6000, new ParticipantId("anna"));
    private static readonly EventId Cause = new($"light-node-{Node.Id}", 7);

    private static Pod Registered => After(Pod.Empty(Id), new RegisterPod(Id, Registration, At));

    private static Pod After(Pod pod, params PodCommand[] commands) =>
        commands.Aggregate(pod, (p, c) => p.Decide(c).Events.Aggregate(p, (s, e) => s.Apply(e)));

    private static MeasuredQuarterHour Measured(int i, long joules = 1000) =>
        new(new QuarterHour(Node.First.Index + i), new(joules), EnergyMethod.MeanPower, 900, QuarterHourQuality.Good);

    [Fact]
    public void A_registration_again_has_no_effect_and_another_is_a_conflict()
    {
        Assert.True(Registered.Decide(new RegisterPod(Id, Registration, At.AddDays(1))).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, Registered.Decide(new RegisterPod(Id, Registration with { Owner = null }, At)).Problem?.Kind);
    }

    [Theory]
    [InlineData("", "Europe/Rome", 1, "bus")]
    [InlineData(" \t", "Europe/Rome", 1, "bus")]
    [InlineData("a\u0007", "Europe/Rome", 1, "bus")]
    [InlineData("17", "Europe/Rom", 1, "timeZone")]
    [InlineData("17", "", 1, "timeZone")]
    [InlineData("17", "../../../etc/passwd", 1, "timeZone")]
    [InlineData("17", "W. Europe Standard Time", 1, "timeZone")]
    [InlineData("17", "UTC", 0, "connectionW")]
    [InlineData("17", "UTC", -1, "connectionW")]
    public void A_registration_that_cannot_be_is_refused_by_field(string bus, string zone, int connectionW, string field)
    {
        var problem = Pod.Empty(Id).Decide(new RegisterPod(Id, new PodRegistration(At, bus, zone, connectionW, null), At)).Problem;
        Assert.Equal((field, ProblemKind.Invalid), (problem?.Field, problem?.Kind));
    }

    [Fact]
    public void Text_that_has_no_utf8_form_is_refused()
    {
        PodCommand Command(string bus) => new RegisterPod(Id, Registration with { Bus = bus }, At);
        Assert.Equal("bus", Pod.Empty(Id).Decide(Command("a\ud83d")).Problem?.Field);
        Assert.Equal("bus", Pod.Empty(Id).Decide(Command("\ude00\ud83d")).Problem?.Field);
        Assert.Null(Pod.Empty(Id).Decide(Command("a\ud83d\ude00")).Problem);
    }

    [Fact]
    public void Each_quarter_hour_is_an_event_and_a_cause_again_has_no_effect()
    {
        var command = new MeterQuarterHours(Id, [Measured(0), Measured(1)], Cause, At);
        Sequence.Equal([new QuarterHourMetered(Id, Measured(0), Cause, At), new QuarterHourMetered(Id, Measured(1), Cause, At)],
            Registered.Decide(command).Events);
        var pod = After(Registered, command);
        Assert.True(pod.Decide(command).IsAlreadyDone);
        Assert.True(pod.Decide(command with { Cause = Cause with { SequenceNr = 3 } }).IsAlreadyDone);
        Assert.Equal(2, pod.Decide(command with { Cause = Cause with { SequenceNr = 8 } }).Events.Length);
        Assert.Equal(2, pod.Decide(command with { Cause = new EventId("light-node-another", 1) }).Events.Length);
        Assert.True(Registered.Decide(command with { QuarterHours = [] }).IsAlreadyDone);
        // One event may both complete quarter hours and correct others.
        var correction = new CorrectQuarterHours(Id, [Measured(0, 5)], Cause, At);
        Sequence.Equal([new QuarterHourCorrected(Id, Measured(0, 5), Cause, At)], pod.Decide(correction).Events);
        Assert.True(After(pod, correction).Decide(correction).IsAlreadyDone);
    }

    [Fact]
    public void An_unregistered_pod_knows_nothing_and_an_erased_one_is_gone()
    {
        PodCommand[] commands =
            [new MeterQuarterHours(Id, [Measured(0)], Cause, At), new CorrectQuarterHours(Id, [Measured(0)], Cause, At)];
        Assert.All([.. commands, new ErasePod(Id, At)], c => Assert.Equal(ProblemKind.NotFound, Pod.Empty(Id).Decide(c).Problem?.Kind));
        var erased = After(Registered, new ErasePod(Id, At));
        Assert.All([.. commands, new RegisterPod(Id, Registration, At)],
            c => Assert.Equal(ProblemKind.Gone, erased.Decide(c).Problem?.Kind));
        Assert.True(erased.Decide(new ErasePod(Id, At.AddDays(1))).IsAlreadyDone);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 6], Gen.Int[0, 2], Gen.Int[0, 3]).Array[1, 30].Sample(steps =>
            AggregateLaws.Hold<Pod, PodCommand, PodEvent>(Pod.Empty(Id), steps.Select((s, i) => Command(s, At.AddTicks(i * 1234567L)))));

    [Fact]
    public void So_are_promises_over_weeks() =>
        Gen.Select(Promises, Gen.Int[0, 40]).Array[1, 40].SelectMany(steps => Gen.Bool.Select(erase => (steps, erase))).Sample(sample =>
        {
            var (now, commands) = (At, new List<PodCommand> { new RegisterPod(Id, Registration, At) });
            foreach (var (make, hours) in sample.steps)
            {
                // Now and then a command that was given earlier than the one before.
                now = hours == 0 ? now.AddDays(-9) : now.AddHours(hours);
                commands.Add(make(now));
            }
            if (sample.erase)
                commands = [.. commands, new ErasePod(Id, now), .. commands.TakeLast(2)];
            AggregateLaws.Hold<Pod, PodCommand, PodEvent>(Pod.Empty(Id), commands);
        });

    private static PodCommand Command((int Kind, int SequenceNr, int Source, int Count) s, DateTimeOffset at)
    {
        var cause = new EventId($"light-node-{s.Source}", s.SequenceNr);
        var measured = Enumerable.Range(0, s.Count).Select(i => Measured(i, s.SequenceNr * 77)).ToImmutableArray();
        return s.Kind switch
        {
            0 or 1 => new RegisterPod(Id, Registration with { Owner = s.Source > 0 ? null : Registration.Owner }, at),
            2 when s.Count == 0 => new ErasePod(Id, at),
            < 6 => new CorrectQuarterHours(Id, measured, cause, at),
            _ => new MeterQuarterHours(Id, measured, cause, at),
        };
    }
}
