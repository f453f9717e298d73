using System.Collections.Immutable;
using CsCheck;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Actors.Tests.Metering;

/// <summary>Generated commands to a light node: mostly what devices do, with duplicates, gaps, late and wrong readings among it.</summary>
internal static class LightNodeGen
{
    private static Gen<int?> Power { get; } = Gen.Frequency((8, Gen.Int[-300, 3000].Select(p => (int?)p)), (1, Gen.Const((int?)null)));

    private static Gen<long?> Register { get; } = Gen.Frequency((3, Gen.Long[0, 400].Select(r => (long?)r)), (2, Gen.Const((long?)null)),
        (1, Gen.Const((long?)-1)));

    /// <summary>Readings measured around a time, in seconds after <see cref="Node.Start"/>.</summary>
    public static Gen<Reading> Around(double now) => Gen.Select(Gen.Frequency((9, Gen.Const(1)), (1, Gen.Int[0, 3])), Gen.Long[0, 120],
        Gen.Frequency((6, Gen.Double[-30, 5]), (2, Gen.Double[-2500, 30]),
            (1, Gen.Double[-1, 1].Select(x => Math.Round(now / 900) * 900 - now)),
            (1, Gen.Double[50, 90])),
        Power, Register, Register, Gen.Bool,
        (epoch, seq, offset, p, import, export, more) => new Reading(epoch, seq, Node.At(now + offset))
        {
            ActivePowerW = p,
            ImportWh = import,
            ExportWh = export,
            VoltageMv = more ? 231_400 : null,
            Ems = more ? "{\"mode\":\"é\"}" : null,
        });

    /// <summary>Commands in order of time.</summary>
    public static Gen<LightNodeCommand[]> Commands { get; } =
        Gen.Select(Gen.Int[0, 19], Gen.Double[0, 400], Gen.Int[0, 1_000_000]).Array[1, 40].SelectMany(steps =>
        {
            var (now, gens) = (1000.0, new List<Gen<LightNodeCommand>>());
            foreach (var (kind, pause, _) in steps)
            {
                now += pause;
                gens.Add(Command(kind, now));
            }
            return gens.Aggregate(Gen.Const(ImmutableList<LightNodeCommand>.Empty), (all, next) => all.SelectMany(a => next.Select(a.Add)));
        }).Select(commands => commands.ToArray());

    /// <summary>
    /// What a sound meter sends, mostly near the ends of quarter hours, but delivered late and out of order, with parts missing; and the clock
    /// that closes. Registers are a function of time, so that they run forwards in whatever order they arrive.
    /// </summary>
    public static Gen<LightNodeCommand[]> Deliveries { get; } = Gen.Select(
        Gen.Select(Gen.Int[0, 4], Gen.Frequency((4, Gen.Int[-450, 450]), (1, Gen.Const(0)), (3, Gen.Int[-4500, 4500])), Gen.Int[-200, 9000]),
        Gen.Select(Gen.Int[0, 9], Gen.Frequency((5, Gen.Int[0, 100]), (1, Gen.Int[0, 15_000]), (1, Gen.Int[0, 40_000])), Gen.Int[0, 3]),
        Gen.Int[0, 5]).Array[2, 60].Select(steps =>
        {
            // Times are tenths of a second. What a reading has: power mostly, import mostly, export sometimes; a swapped meter now and then.
            var readings = steps.Select((s, i) =>
            {
                var (tenths, parts) = (9000L * s.Item1.Item1 + s.Item1.Item2 + 9000, s.Item2.Item1);
                var epoch = parts == 9 && s.Item3 == 0 ? 1 : 0;
                return (Arrival: tenths + s.Item2.Item2, Batch: s.Item2.Item3, Clock: s.Item3 == 0, Reading:
                    Node.Reading(i, tenths / 10.0, parts == 0 ? null : s.Item1.Item3, parts is 1 or 2 ? null : tenths / 20 + 1000 * epoch,
                        parts is 3 or 4 or 5 ? tenths / 170 : null, epoch));
            }).OrderBy(r => r.Arrival).ToArray();
            var (commands, batch) = (new List<LightNodeCommand>(), new List<Reading>());
            foreach (var (arrival, more, clock, reading) in readings)
            {
                batch.Add(reading);
                if (more > 0)
                    continue;
                commands.Add(new RecordReadings(Node.Id, [.. batch], null, Node.At(arrival / 10.0)));
                batch.Clear();
                if (clock)
                    commands.Add(new CloseOverdue(Node.Id, Node.At(arrival / 10.0 + 400)));
            }
            return commands.ToArray();
        });

    private static Gen<LightNodeCommand> Command(int kind, double now)
    {
        var at = Node.At(now);
        return kind switch
        {
            0 => Gen.Const<LightNodeCommand>(new CloseOverdue(Node.Id, at)),
            1 => Gen.Double[1, 1000].Select(s => (LightNodeCommand)new MarkSilent(Node.Id, TimeSpan.FromSeconds(s), at)),
            2 => Gen.Bool.Select(b => (LightNodeCommand)new ChangeLightNodeKey(Node.Id, b ? Node.Key : null, at)),
            3 => Gen.Select(Gen.Enum<RefusalReason>(), Gen.Long[0, 5], Gen.Long[0, 130],
                (reason, count, seq) => (LightNodeCommand)new CountRefusals(Node.Id, [new RefusalCount(reason, count)], at)
                {
                    Keys = [new KeyRange(1, seq, seq + count)],
                }),
            5 => Gen.Select(Gen.Int[0, 5], Gen.Int[-9, 9], (id, days) => (LightNodeCommand)new DeliverSetPoint(Node.Id,
                new SetPoint($"set-point-{id}", at.AddDays(days), at.AddDays(days).AddTicks(9_000_000_001), id * 1000), at.AddDays(3 * id))),
            6 => Gen.Select(Gen.Int[0, 5], Gen.Long[-9, 9], (id, measured) =>
                (LightNodeCommand)new AcknowledgeSetPoint(Node.Id, $"set-point-{id}", measured == 0 ? null : measured, at)),
            7 => Gen.Int[0, 2].Select(which => (LightNodeCommand)(which switch
            {
                0 => new RevokeLightNodeKey(Node.Id, null, at),
                1 => new RevokeLightNodeKey(Node.Id, "02" + new string('c', 64), at),
                _ => new ChangeLightNodeKey(Node.Id, "02" + new string('d', 64), at),
            })),
            4 => Gen.Const<LightNodeCommand>(new RegisterLightNode(Node.Id, Node.Pod, Node.Start.AddSeconds(-1500), null, at)),
            _ => Gen.Select(Around(now).Array[1, 20], Gen.Bool, (readings, signed) => (LightNodeCommand)new RecordReadings(Node.Id,
                [.. readings], signed ? new SignedEvidence([1, 2, 3], [4], Node.Key) : null, at)),
        };
    }
}
