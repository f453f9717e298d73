using System.Collections.Immutable;
using CsCheck;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.QuarterHours;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Metering;

public sealed class LightNodeLawTests
{
    private static readonly RegisterLightNode Registration =
        new(Node.Id, Node.Pod, Node.Start.AddSeconds(-1500), null, Node.Start.AddDays(-1));

    private static LightNode Fresh => LightNode.Empty(Node.Id).Apply(LightNode.Empty(Node.Id).Decide(Registration).Events.Single());

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() => LightNodeGen.Commands.Sample(commands =>
        AggregateLaws.Hold<LightNode, LightNodeCommand, LightNodeEvent>(LightNode.Empty(Node.Id),
            [Registration, .. commands, new RetireLightNode(Node.Id, Node.At(50_000)), .. commands.TakeLast(3)]));

    [Fact]
    public void Folding_a_merged_event_equals_folding_both() => LightNodeGen.Commands.Sample(MergedFoldsAlike);

    private static void MergedFoldsAlike(LightNodeCommand[] commands)
    {
        // As the shell does it: decide one after another, merge what is adjacent, write; here with writes of several lengths.
        foreach (var length in new[] { 2, 5, 1000 })
        {
            var (state, replayed, written) = (Fresh, Fresh, new List<LightNodeEvent>());
            foreach (var batch in commands.Chunk(length))
            {
                written.Clear();
                foreach (var @event in batch.SelectMany(c => Emitted(c)))
                {
                    if (written.Count > 0 && LightNode.Merge(written[^1], @event) is { } merged)
                        written[^1] = merged;
                    else
                        written.Add(@event);
                }
                replayed = written.Aggregate(replayed, (s, e) => s.Apply(e));
                Assert.Equal(state, replayed);
            }

            ImmutableArray<LightNodeEvent> Emitted(LightNodeCommand command)
            {
                var events = state.Decide(command).Events;
                state = events.Aggregate(state, (s, e) => s.Apply(e));
                return events;
            }
        }
    }

    [Fact]
    public void What_was_closed_and_computed_again_equals_what_everything_recorded_gives() =>
        LightNodeGen.Commands.Sample(commands => { ClosedEqualsRecomputed(commands); }, iter: 200);

    [Fact]
    public void So_it_does_for_a_sound_meter_read_late_and_out_of_order()
    {
        var byRegisters = 0;
        LightNodeGen.Deliveries.Sample(commands => Interlocked.Add(ref byRegisters, ClosedEqualsRecomputed(commands)), iter: 1000);
        Assert.NotEqual(0, byRegisters);
    }

    [Fact]
    public void A_sound_meter_keeps_the_laws_read_late_and_out_of_order() => LightNodeGen.Deliveries.Sample(commands =>
        AggregateLaws.Hold<LightNode, LightNodeCommand, LightNodeEvent>(LightNode.Empty(Node.Id),
            [Registration, .. commands, new RetireLightNode(Node.Id, Node.At(50_000)), .. commands.TakeLast(3)]));

    [Fact]
    public void Folding_its_merged_events_equals_folding_all() => LightNodeGen.Deliveries.Sample(MergedFoldsAlike);

    // How many quarter hours came from registers.
    private static int ClosedEqualsRecomputed(LightNodeCommand[] commands)
    {
        var (state, recorded, quarterHours) = (Fresh, new List<Reading>(), new SortedDictionary<QuarterHour, MeasuredQuarterHour>());
        foreach (var command in commands)
        {
            foreach (var @event in state.Decide(command).Events)
            {
                state = state.Apply(@event);
                if (@event is ReadingsRecorded r)
                {
                    recorded.AddRange(r.Readings);
                    Take(quarterHours, r.Closed);
                    Take(quarterHours, r.Late.Select(q => QuarterHourEnergy.Compute(q, Ordered(recorded))).OfType<MeasuredQuarterHour>());
                    Assert.All(r.Late, q => Assert.True(q.End <= state.ClosedThrough));
                }
                else if (@event is QuarterHoursClosed c)
                {
                    Take(quarterHours, c.Closed);
                }
            }
        }
        if (state.ClosedThrough is not { } through)
            return 0;
        var all = Ordered(recorded);
        for (var q = QuarterHour.Of(Node.Start.AddHours(-1)); q.End <= through; q = q.Next)
        {
            var known = quarterHours.TryGetValue(q, out var found)
                ? found with { Quality = found.Quality & ~QuarterHourQuality.GraceExpired } : null;
            Assert.Equal(QuarterHourEnergy.Compute(q, all), known);
        }
        return quarterHours.Values.Count(q => q.Method == EnergyMethod.Registers);
    }

    [Fact]
    public void A_constant_power_gives_the_exact_energy_of_its_time() =>
        Gen.Select(Gen.Int[-5000, 5000], Gen.Double[0.1, 890].Array[10, 60]).Sample((watts, pauses) =>
        {
            var (node, now) = (Node.Registered(), 0.0);
            node.Measure(0, watts);
            foreach (var pause in pauses)
                node.Measure(now += pause, watts);
            var closed = node.Closed.ToList();
            Assert.Equal((int)(now / 900), closed.Count);
            Assert.Equal(watts * 900L * closed.Count, closed.Sum(q => q.Energy.Joules));
            Assert.All(closed, q => Assert.Equal(QuarterHourQuality.Good, q.Quality));
        });

    [Fact]
    public void Quarter_hours_of_an_irregular_series_equal_a_brute_force_integral() =>
        Gen.Select(Gen.Int[1, 12_000], Gen.Int[-3000, 9000]).Array[2, 60].SelectMany(steps => Gen.Int[1, 9].Select(batch => (steps, batch)))
            .Sample(sample =>
            {
                // Pauses are whole tenths of a second, so that the integral is a sum over tenths.
                var (node, tenths, seq) = (Node.Registered(), 0L, 0L);
                var powers = new SortedDictionary<long, int>();
                foreach (var batch in sample.steps.Chunk(sample.batch))
                {
                    var readings = new List<Reading>();
                    foreach (var (pause, watts) in batch)
                    {
                        tenths += pause;
                        powers[tenths] = watts;
                        readings.Add(Node.Reading(seq++, tenths / 10.0, watts));
                    }
                    node.Record(tenths / 10.0, [.. readings]);
                }
                Assert.Equal(BruteForce(powers, (int)(tenths / 9000)), node.Closed);
            });

    private static IEnumerable<MeasuredQuarterHour> BruteForce(SortedDictionary<long, int> powers, int count)
    {
        var (held, since, next) = ((int?)null, 0L, powers.GetEnumerator());
        var more = next.MoveNext();
        for (var i = 0; i < count; i++)
        {
            var (sum, covered) = (0L, 0);
            for (var tenth = i * 9000L; tenth < (i + 1) * 9000L; tenth++)
            {
                while (more && next.Current.Key <= tenth)
                {
                    (held, since) = (next.Current.Value, next.Current.Key);
                    more = next.MoveNext();
                }
                if (held is not { } watts || tenth >= since + 9000)
                    continue;
                sum += watts;
                covered++;
            }
            if (covered < 10)
                continue;
            var joules = decimal.Round(sum * 900m / covered, MidpointRounding.ToEven);
            yield return new MeasuredQuarterHour(new(Node.First.Index + i), new((long)joules), EnergyMethod.MeanPower, covered / 10,
                covered < 9000 ? QuarterHourQuality.Partial : QuarterHourQuality.Good);
        }
    }

    private static void Take(SortedDictionary<QuarterHour, MeasuredQuarterHour> quarterHours, IEnumerable<MeasuredQuarterHour> measured)
    {
        foreach (var m in measured)
            quarterHours[m.QuarterHour] = m;
    }

    private static Sample[] Ordered(IEnumerable<Reading> readings) => [.. readings.OrderBy(r => r.Time).Select(Sample.Of)];
}
