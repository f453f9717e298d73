using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using static Platone.Actors.Tests.Metering.Node;

namespace Platone.Actors.Tests.Metering;

public sealed class LightNodeTests
{
    private static readonly string OtherKey = "03" + new string('b', 64);

    [Fact]
    public void A_registration_again_has_no_effect_and_another_is_a_conflict()
    {
        var node = new Node();
        var command = new RegisterLightNode(Id, Pod, Start, Key.ToUpperInvariant(), Start);
        Sequence.Equal([new LightNodeRegistered(Id, Pod, Start, Key, Start)], node.Given(command));
        Assert.Empty(node.Given(command with { At = Start.AddDays(1) }));
        node.Given(new ChangeLightNodeKey(Id, OtherKey, Start));
        Assert.Empty(node.Given(command));
        var other = command with { Pod = new PodId(Pseudonym.From("another pod....."u8)) };
        Assert.Equal(ProblemKind.Conflict, node.State.Decide(other).Problem?.Kind);
        Assert.Equal(ProblemKind.Conflict, node.State.Decide(command with { ValidFrom = Start.AddSeconds(1) }).Problem?.Kind);
        Assert.Equal(new LightNodeView(Id, true, Pod, OtherKey), node.State.View());
    }

    [Theory]
    [InlineData("")]
    [InlineData("05")]
    [InlineData("04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("02aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaag")]
    public void A_key_that_cannot_be_one_is_refused_by_name(string key)
    {
        Assert.Equal("publicKey", LightNode.Empty(Id).Decide(new RegisterLightNode(Id, Pod, Start, key, Start)).Problem?.Field);
        Assert.Equal("publicKey", Registered().State.Decide(new ChangeLightNodeKey(Id, key, Start)).Problem?.Field);
    }

    [Fact]
    public void An_unregistered_node_refuses_everything_but_its_registration()
    {
        LightNodeCommand[] commands =
        [
            new RecordReadings(Id, [Reading(0, 0, 1)], null, Start), new CloseOverdue(Id, Start), new MarkSilent(Id, TimeSpan.Zero, Start),
            new CountRefusals(Id, [new RefusalCount(RefusalReason.Malformed, 1)], Start), new ChangeLightNodeKey(Id, Key, Start),
            new DeliverSetPoint(Id, new SetPoint("s", Start, Start.AddMinutes(15), 0), Start), new AcknowledgeSetPoint(Id, "s", 0, Start),
        ];
        Assert.All(commands, c =>
        {
            var problem = LightNode.Empty(Id).Decide(c).Problem;
            Assert.Equal(("unknown-light-node", ProblemKind.NotFound), (problem?.Code, problem?.Kind));
        });
        Assert.Equal(new LightNodeView(Id, false, null, null), LightNode.Empty(Id).View());
    }

    [Fact]
    public void A_batch_is_recorded_and_acknowledged()
    {
        var node = Registered();
        var report = node.Record(10, Reading(5, 0, 100), Reading(6, 4, 200), Reading(7, 8, 300));
        Assert.Equal((3, 0), (report.Recorded, report.AlreadyRecorded));
        Assert.Empty(report.Refused);
        Sequence.Equal([new Acknowledgement(0, 7)], report.Acknowledged);
        Sequence.Equal([new KeyRange(0, 5, 7)], node.Last.Keys);
        Assert.Equal(new OpenQuarterHour(First, At(10)), node.Last.Open);
        Assert.Empty(node.Last.Evidence);
    }

    [Fact]
    public void A_key_already_recorded_has_no_effect_whatever_its_content()
    {
        var node = Registered();
        node.Record(10, Reading(5, 0, 100), Reading(6, 4, 200));
        var report = node.Record(11, Reading(6, 9, 999), Reading(7, 8, 300), Reading(7, 9, 301));
        Assert.Equal((1, 2), (report.Recorded, report.AlreadyRecorded));
        Sequence.Equal([Reading(7, 8, 300)], node.Last.Readings);
        // Not even one that would be refused now.
        Assert.Equal(1, node.Record(12, Reading(6, 9999, 1)).AlreadyRecorded);
        Sequence.Equal([new Acknowledgement(0, 7)], node.Record(12, Reading(6, 9999, 1)).Acknowledged);
    }

    [Fact]
    public void Out_of_order_in_the_epoch_is_recorded_and_the_gap_is_not_acknowledged()
    {
        var node = Registered();
        Sequence.Equal([new Acknowledgement(0, 5)], node.Record(1, Reading(5, 0, 1)).Acknowledged);
        Sequence.Equal([new Acknowledgement(0, 5)], node.Record(9, Reading(7, 8, 3)).Acknowledged);
        Sequence.Equal([new Acknowledgement(0, 7)], node.Record(9, Reading(6, 4, 2)).Acknowledged);
    }

    [Fact]
    public void Epochs_are_acknowledged_each_for_itself()
    {
        var report = Registered().Record(10, Reading(3, 0, 1, epoch: 2), Reading(0, 1, 1, epoch: 3), Reading(4, 2, 1, epoch: 2));
        Sequence.Equal([new Acknowledgement(2, 4), new Acknowledgement(3, 0)], report.Acknowledged);
    }

    [Fact]
    public void Each_reading_is_refused_for_itself()
    {
        var node = Registered(validFrom: Start);
        var report = node.Record(0, Reading(1, 60, 1), Reading(2, 60.000001, 1), Reading(3, -0.000001, 1), Reading(4, 0, 1, -1),
            Reading(5, 0, 1, 1, -1), Reading(6, 0, 1),
                Reading(7, 0, 1) with { Time = DateTimeOffset.UnixEpoch.AddTicks(-1) }, Reading(-8, 0, 1),
            Reading(9, 0, 1, epoch: -1));
        Assert.Equal(2, report.Recorded);
        Sequence.Equal(
            [
                (2, RefusalReason.TimeInFuture), (3, RefusalReason.BeforeValidFrom), (4, RefusalReason.NegativeRegister),
                (5, RefusalReason.NegativeRegister), (7, RefusalReason.BeforeValidFrom),
                    (-8, RefusalReason.Malformed), (9, RefusalReason.Malformed),
            ],
            report.Refused.Select(r => ((int)r.Seq, r.Reason)));
        Sequence.Equal([new Acknowledgement(0, 1)], report.Acknowledged);
        Assert.IsType<ReadingsRecorded>(Assert.Single(node.Events.Skip(1)));
    }

    [Fact]
    public void A_registration_before_1970_takes_no_reading_from_before()
    {
        var node = Registered(validFrom: DateTimeOffset.UnixEpoch.AddYears(-50));
        var report = node.Record(0, Reading(1, 0, 1) with { Time = DateTimeOffset.UnixEpoch.AddSeconds(-1) });
        Assert.Equal(RefusalReason.BeforeValidFrom, Assert.Single(report.Refused).Reason);
    }

    [Fact]
    public void Refused_keys_are_acknowledged_only_once_the_refusal_is_recorded()
    {
        var node = Registered();
        var report = node.Record(0, Reading(0, 0, 1), Reading(1, 100, 1), Reading(2, 1, 1));
        Sequence.Equal([new Acknowledgement(0, 0)], report.Acknowledged);
        var refusals = Refusals.None.Add(report);
        Assert.True(node.State.MayRecordRefusals(At(1)));
        var rejected = new ReadingsRejected(Id, Pod, [new RefusalCount(RefusalReason.TimeInFuture, 1)], [new KeyRange(0, 1, 1)], At(1));
        Sequence.Equal([rejected], node.Given(refusals.ToCommand(Id, At(1))));
        Sequence.Equal([new Acknowledgement(0, 2)], node.Record(2, Reading(2, 1, 1)).Acknowledged);
        // For good: the same reading again is not recorded although its time has come.
        Assert.Equal(1, node.Record(101, Reading(1, 100, 1)).AlreadyRecorded);
        Assert.False(node.State.MayRecordRefusals(At(60)));
        Assert.True(node.State.MayRecordRefusals(At(61)));
    }

    [Fact]
    public void Counting_refusals_again_or_none_has_no_effect()
    {
        var node = Registered();
        var command = new CountRefusals(Id,
            [new(RefusalReason.OverRate, 2), new(RefusalReason.Malformed, 3), new(RefusalReason.OverRate, 1)], Start);
        Sequence.Equal([new RefusalCount(RefusalReason.Malformed, 3), new RefusalCount(RefusalReason.OverRate, 3)],
            Assert.IsType<ReadingsRejected>(Assert.Single(node.Given(command))).Refusals);
        Assert.Empty(node.Given(command));
        Assert.Empty(node.Given(new CountRefusals(Id, [], Start.AddHours(1))));
        Assert.Empty(node.Given(new CountRefusals(Id, [new RefusalCount(RefusalReason.OverRate, 0)], Start.AddHours(1))));
    }

    [Fact]
    public void Readings_of_a_keyed_node_need_its_signature()
    {
        var node = Registered(Key);
        var evidence = new SignedEvidence([1, 2, 3], [4, 5], Key);
        var report = node.RecordSigned(1, null, Reading(0, 0, 1), Reading(1, 0, 1));
        Assert.All(report.Refused, r => Assert.Equal(RefusalReason.BadSignature, r.Reason));
        Assert.Equal((0, 2), (report.Recorded, report.Refused.Length));
        Assert.Empty(report.Acknowledged);
        Assert.Single(node.RecordSigned(1, evidence with { PublicKey = OtherKey }, Reading(0, 0, 1)).Refused);
        // A stranger's message must not make the node's own readings count as known.
        Assert.Empty(Refusals.None.Add(report).Keys);
        Assert.Equal(2, Refusals.None.Add(report).Counts[RefusalReason.BadSignature]);

        Assert.Equal(1, node.RecordSigned(1, evidence, Reading(0, 0, 1)).Recorded);
        Sequence.Equal([evidence], node.Last.Evidence);
        node.Given(new ChangeLightNodeKey(Id, OtherKey, At(2)));
        Assert.Single(node.RecordSigned(3, evidence, Reading(1, 0, 1)).Refused);
        Assert.Equal(1, node.RecordSigned(3, evidence with { PublicKey = OtherKey }, Reading(1, 0, 1)).Recorded);
        node.Given(new ChangeLightNodeKey(Id, null, At(4)));
        Assert.Equal(1, node.Record(5, Reading(2, 0, 1)).Recorded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void A_command_carries_1_to_1000_readings(int count)
    {
        var command = new RecordReadings(Id, [.. Enumerable.Range(0, count).Select(i => Reading(i, 0, 1))], null, Start);
        Assert.Equal("readings", Registered().State.Decide(command).Problem?.Field);
        Assert.Null(Registered().State.Report(command with { Readings = default }, Registered().State));
    }

    [Fact]
    public void An_epoch_older_than_the_64_newest_is_refused()
    {
        var node = Registered();
        for (var epoch = 1; epoch <= 65; epoch++)
            node.Record(epoch, Reading(0, epoch, 1, 10, 10, epoch));
        var report = node.Record(70, Reading(9, 70, 1, epoch: 1), Reading(9, 70, 1, epoch: 2));
        Assert.Equal(RefusalReason.EpochTooOld, Assert.Single(report.Refused).Reason);
        Sequence.Equal([new Acknowledgement(2, 0)], report.Acknowledged);
        Assert.Empty(Refusals.None.Add(report).Keys);
    }

    [Fact]
    public void A_reading_that_makes_too_many_gaps_is_not_taken_until_some_are_filled()
    {
        var node = Registered();
        for (var first = 0; first < 4096; first += 512)
            node.Record(1, [.. Enumerable.Range(first, 512).Select(i => Reading(2 * i, 0, 1))]);
        var report = node.Record(2, Reading(100_000, 1, 1));
        Assert.Equal(RefusalReason.TooManyGaps, Assert.Single(report.Refused).Reason);
        Assert.Empty(Refusals.None.Add(report).Keys);
        Assert.Equal(KeyRuns.MaximumRuns, node.State.Keys.RunsOf(0));
        Assert.Equal(3, node.Record(2, Reading(1, 0, 1), Reading(3, 0, 1), Reading(8191, 0, 1)).Recorded);
        Assert.Equal(1, node.Record(2, Reading(100_000, 1, 1)).Recorded);
    }

    [Fact]
    public void A_register_running_backwards_is_recorded_with_a_flag()
    {
        var node = Registered();
        node.Measure(0, 1, 100, 50);
        node.Measure(4, 1, 99, 50);
        Assert.Equal(ReadingQuality.RegisterBackwards, node.Last.Readings[0].Quality);
        node.Measure(8, 1, 99, 51);
        Assert.Equal(ReadingQuality.Good, node.Last.Readings[0].Quality);
        // Later recorded, measured before, higher.
        node.Measure(6, 1, 100, 50);
        Assert.Equal(ReadingQuality.RegisterBackwards, node.Last.Readings[0].Quality);
        node.Measure(7, 1, 99, null);
        Assert.Equal(ReadingQuality.Good, node.Last.Readings[0].Quality);
        // Within a batch, and only within an epoch.
        node.Record(20, Reading(100, 12, 1, 200, 52), Reading(101, 16, 1, 199, 52), Reading(0, 20, 1, 0, 0, 1));
        Sequence.Equal([ReadingQuality.Good, ReadingQuality.RegisterBackwards, ReadingQuality.Good],
            node.Last.Readings.Select(r => r.Quality));
    }

    [Fact]
    public void The_quality_a_sender_claims_is_not_kept()
    {
        var node = Registered();
        node.Record(0, Reading(0, 0, 1) with { Quality = ReadingQuality.RegisterBackwards });
        Assert.Equal(ReadingQuality.Good, node.Last.Readings[0].Quality);
    }

    [Fact]
    public void Times_are_recorded_as_the_journal_keeps_them()
    {
        var node = Registered();
        var time = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(17);
        node.Given(new RecordReadings(Id, [new Reading(0, 0, time) { ActivePowerW = 1 }], null, time));
        Assert.Equal((Start.AddTicks(10), TimeSpan.Zero), (node.Last.Readings[0].Time, node.Last.Readings[0].Time.Offset));
        Assert.Equal((Start.AddTicks(10), TimeSpan.Zero), (node.Last.RecordedAt, node.Last.RecordedAt.Offset));
    }

    [Fact]
    public void A_quarter_hour_closes_when_a_reading_passes_its_end()
    {
        var node = Registered();
        node.Measure(0, 100);
        node.Measure(899, 100);
        Assert.Empty(node.Closed);
        node.Measure(900, 300);
        Sequence.Equal([new MeasuredQuarterHour(First, new(90_000), EnergyMethod.MeanPower, 900, QuarterHourQuality.Good)], node.Closed);
        Assert.Equal(new OpenQuarterHour(First.Next, At(900)), node.Last.Open);
        node.Measure(1800, 0);
        Assert.Equal(new MeasuredQuarterHour(First.Next, new(270_000), EnergyMethod.MeanPower, 900, QuarterHourQuality.Good),
            node.Closed.Last());
    }

    [Fact]
    public void A_reading_without_power_closes_too_and_ends_no_hold()
    {
        var node = Registered();
        node.Measure(0, 100);
        node.Measure(450);
        node.Measure(901);
        Assert.Equal(90_000, Assert.Single(node.Closed).Energy.Joules);
    }

    [Fact]
    public void After_a_pause_what_the_hold_covers_closes_and_what_nothing_covers_gives_nothing()
    {
        var node = Registered();
        node.Measure(300, 100);
        node.Measure(6000, 100);
        Sequence.Equal(
            [
                new MeasuredQuarterHour(First, new(90_000), EnergyMethod.MeanPower, 600, QuarterHourQuality.Partial),
                new MeasuredQuarterHour(First.Next, new(90_000), EnergyMethod.MeanPower, 300, QuarterHourQuality.Partial),
            ], node.Closed);
    }

    [Fact]
    public void One_command_is_taken_in_order_of_time_before_anything_closes()
    {
        var node = Registered();
        node.Record(2000, Reading(0, 1900, 1), Reading(1, 0, 100), Reading(2, 950, 200), Reading(3, 450, 300));
        Sequence.Equal([100 * 450 + 300 * 450L, 300 * 50 + 200 * 850L], node.Closed.Select(q => q.Energy.Joules));
        Assert.Empty(node.Last.Late);
        Sequence.Equal([0, 1, 2, 3], node.Last.Readings.Select(r => r.Seq));
    }

    [Fact]
    public void A_late_reading_names_what_it_changes()
    {
        var node = Registered();
        foreach (var second in new[] { 0, 900, 1800, 2700 })
            node.Measure(second, 100);
        node.Measure(1000, 5000);
        // Its power holds into the next quarter hour, which is closed too.
        Sequence.Equal([First.Next, First.Next.Next], node.Last.Late);
        Assert.Empty(node.Last.Closed);
        node.Measure(2000, 100);
        // Into the open one it is carried, so that one is not late.
        Sequence.Equal([First.Next.Next], node.Last.Late);
        node.Measure(2001);
        Assert.Empty(node.Last.Late);
        Assert.Equal(100 * 100 + 800 * 5000, node.Recomputed(First.Next)!.Energy.Joules);
    }

    [Fact]
    public void A_late_reading_is_carried_into_the_open_quarter_hour()
    {
        var node = Registered();
        node.Measure(0, 100);
        node.Measure(1000, 100);
        node.Measure(800, 300);
        Sequence.Equal([First], node.Last.Late);
        // Carried in from 800 s, not from 0 s.
        node.Measure(1800, 0);
        Assert.Equal(300 * 100 + 100 * 800, node.Closed.Last().Energy.Joules);
    }

    [Fact]
    public void A_late_reading_may_open_the_quarter_hour_that_its_power_reaches_into()
    {
        var node = Registered();
        node.Measure(10, null, 1, 1);
        node.Given(new CloseOverdue(Id, At(1300)));
        Assert.Null(node.State.Open);
        node.Record(1310, Reading(50, 880, 70));
        Sequence.Equal([First], node.Last.Late);
        Assert.Equal(new OpenQuarterHour(First.Next, At(1310)), node.State.Open);
    }

    [Fact]
    public void A_register_read_soon_after_the_end_is_late_for_the_quarter_hour_before()
    {
        var node = Registered();
        node.Measure(0, 0, 0, 0);
        node.Measure(300, 5000, 0, 0);
        node.Measure(600, 0, 100, 0);
        node.Measure(880, 0, 300, 0);
        node.Measure(930, 0);
        Assert.Equal(EnergyMethod.MeanPower, node.Closed.Last().Method);
        node.Measure(935, 0, 300, 0);
        Sequence.Equal([First], node.Last.Late);
        Assert.Equal(300 * 3600, node.Recomputed(First)!.Energy.Joules);
        node.Measure(938, 0, 300, 0);
        Assert.Empty(node.Last.Late);
    }

    [Fact]
    public void The_grace_counts_from_the_end_or_the_first_arrival()
    {
        var node = Registered();
        node.Measure(0, 100);
        Assert.Empty(node.Given(new CloseOverdue(Id, At(1199))));
        var closed = Assert.IsType<QuarterHoursClosed>(Assert.Single(node.Given(new CloseOverdue(Id, At(1200)))));
        Sequence.Equal([new MeasuredQuarterHour(First, new(90_000), EnergyMethod.MeanPower, 900, QuarterHourQuality.GraceExpired)],
            closed.Closed);
        Assert.Equal((At(900), null), (closed.ClosedThrough, closed.Open));
        Assert.Empty(node.Given(new CloseOverdue(Id, At(1200))));
        node.Measure(899, 5);
        Sequence.Equal([First], node.Last.Late);

        // History that arrives long after: five minutes from its arrival.
        var replayed = Registered();
        replayed.Record(100_000, Reading(0, 0, 100));
        replayed.Record(100_100, Reading(1, 100, 100));
        Assert.Empty(replayed.Given(new CloseOverdue(Id, At(100_299))));
        Assert.Equal(2, replayed.Given(new CloseOverdue(Id, At(100_400))).OfType<QuarterHoursClosed>().Single().Closed.Length);
    }

    [Fact]
    public void What_the_last_power_reaches_into_closes_by_its_own_grace()
    {
        var node = Registered();
        node.Measure(600, 100);
        var first = Assert.IsType<QuarterHoursClosed>(Assert.Single(node.Given(new CloseOverdue(Id, At(1300)))));
        Assert.Equal(QuarterHourQuality.GraceExpired | QuarterHourQuality.Partial, first.Closed.Single().Quality);
        Assert.Equal(new OpenQuarterHour(First.Next, At(600)), first.Open);
        Assert.Empty(node.Given(new CloseOverdue(Id, At(2099))));
        var second = Assert.IsType<QuarterHoursClosed>(Assert.Single(node.Given(new CloseOverdue(Id, At(2100)))));
        Assert.Equal((600, At(1800), null), (second.Closed.Single().CoveredSeconds, second.ClosedThrough, second.Open));
        Assert.Empty(node.Given(new CloseOverdue(Id, At(100_000))));
    }

    [Fact]
    public void The_grace_is_a_rule()
    {
        var node = LightNode.Empty(Id, new MeteringRules { Grace = TimeSpan.FromMinutes(1) })
            .Apply(new LightNodeRegistered(Id, Pod, Start, null, Start));
        node = node.Apply(node.Decide(new RecordReadings(Id, [Reading(0, 0, 1)], null, Start)).Events.Single());
        Assert.True(node.Decide(new CloseOverdue(Id, At(959))).IsAlreadyDone);
        Assert.False(node.Decide(new CloseOverdue(Id, At(960))).IsAlreadyDone);
    }

    [Fact]
    public void A_quarter_hour_that_gives_no_energy_still_closes()
    {
        var node = Registered();
        node.Measure(0);
        var closed = Assert.IsType<QuarterHoursClosed>(Assert.Single(node.Given(new CloseOverdue(Id, At(1200)))));
        Assert.Empty(closed.Closed);
        Assert.Equal(At(900), closed.ClosedThrough);
    }

    [Fact]
    public void Silence_is_marked_once_and_ends_with_the_next_reading()
    {
        var node = Registered();
        var command = new MarkSilent(Id, TimeSpan.FromMinutes(10), At(700));
        Assert.Empty(node.Given(command));
        node.Measure(100, 1);
        Assert.Empty(node.Given(command with { At = At(699) }));
        Sequence.Equal([new LightNodeFellSilent(Id, Pod, At(100), At(700))], node.Given(command));
        Assert.Empty(node.Given(command with { At = At(900) }));
        node.Record(800, Reading(0, 100, 1));
        Assert.True(node.State.IsSilent);
        node.Record(801, Reading(1, 801, 1));
        Sequence.Equal([new LightNodeReturned(Id, Pod, At(801))], node.Events.SkipLast(1).TakeLast(1));
        Assert.IsType<ReadingsRecorded>(node.Events[^1]);
        Assert.False(node.State.IsSilent);
    }

    [Fact]
    public void A_retired_node_is_gone()
    {
        var node = Registered();
        node.Measure(0, 1);
        Sequence.Equal([new LightNodeRetired(Id, Pod, At(1))], node.Given(new RetireLightNode(Id, At(1))));
        Assert.Empty(node.Given(new RetireLightNode(Id, At(2))));
        LightNodeCommand[] commands =
        [
            new RegisterLightNode(Id, Pod, Start, null, Start), new RecordReadings(Id, [Reading(9, 0, 1)], null, Start),
            new CloseOverdue(Id, At(9999)), new MarkSilent(Id, TimeSpan.Zero, At(9)), new ChangeLightNodeKey(Id, Key, Start),
        ];
        Assert.All(commands, c => Assert.Equal(ProblemKind.Gone, node.State.Decide(c).Problem?.Kind));
        Assert.False(node.State.View().IsRegistered);
    }

    [Fact]
    public void Only_readings_of_one_node_merge_and_only_up_to_1000()
    {
        var node = Registered();
        node.Record(1, [.. Enumerable.Range(0, 600).Select(i => Reading(i, 0, 1))]);
        var first = node.Last;
        node.Record(1, [.. Enumerable.Range(600, 400).Select(i => Reading(i, 0, 1))]);
        var merged = Assert.IsType<ReadingsRecorded>(LightNode.Merge(first, node.Last));
        Sequence.Equal([new KeyRange(0, 0, 999)], merged.Keys);
        node.Record(1, Reading(1000, 0, 1));
        Assert.Null(LightNode.Merge(merged, node.Last));
        Assert.Null(LightNode.Merge(first, new LightNodeReturned(Id, Pod, Start)));
        Assert.Null(LightNode.Merge(new LightNodeReturned(Id, Pod, Start), first));
    }

    [Fact]
    public void Refusals_are_bounded_in_keys_but_all_counted()
    {
        var refused = Enumerable.Range(0, 3000).Select(i => new RefusedReading(0, 2 * i, RefusalReason.TimeInFuture, ""));
        var refusals = Refusals.None.Add(new ReadingsReport(0, 0, [.. refused], []));
        Assert.Equal((3000, Refusals.MaximumRanges), (refusals.Counts[RefusalReason.TimeInFuture], refusals.Keys.Length));
        var gathered = refusals.Add(Refusals.None.Add(RefusalReason.OverRate, 5).ToCommand(Id, Start));
        Assert.Equal(5, gathered.Counts[RefusalReason.OverRate]);
        Assert.True(Refusals.None.IsEmpty);
        Assert.False(gathered.IsEmpty);
    }

    [Fact]
    public void An_erased_event_still_folds_its_keys()
    {
        var node = Registered();
        node.Record(1, Reading(0, 0, 100), Reading(1, 1, 100));
        var erased = node.Last with { Readings = [], Closed = [], Evidence = [] };
        var state = LightNode.Empty(Id).Apply(node.Events[0]).Apply(erased);
        Assert.True(state.Decide(new RecordReadings(Id, [Reading(0, 0, 100), Reading(1, 2, 100)], null, Start)).IsAlreadyDone);
        Assert.Equal(1, state.Apply((ReadingsRecorded)state.Decide(new RecordReadings(Id, [Reading(2, 950, 1)], null, At(950))).Events[0])
            .Keys.RunsOf(0));
    }
}
