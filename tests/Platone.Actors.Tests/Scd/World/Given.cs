using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.Registry;

namespace Platone.Actors.Tests.Scd.World;

/// <summary>Events with what a test does not care about filled in.</summary>
internal static class Given
{
    public static DateTimeOffset Epoch { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static PodId Pod(int n) => new(Name(1, n));

    public static LightNodeId Node(int n) => new(Name(2, n));

    public static PodRegistered PodRegistered(int pod, string zone = "Europe/Rome", string? owner = null) => new(Pod(pod),
        new PodRegistration(Epoch, $"bus-{pod}", zone, 6_000, owner is null ? null : new ParticipantId(owner)), Epoch);

    public static LightNodeRegistered NodeRegistered(int node, int pod, string? key = null) => new(Node(node), Pod(pod), Epoch, key, Epoch);

    public static Reading Reading(long seq, DateTimeOffset time, int power = 100, int epoch = 0) =>
        new(epoch, seq, time) { ActivePowerW = power };

    public static ReadingsRecorded Recorded(int node, int pod, DateTimeOffset at, params Reading[] readings) => new(Node(node), Pod(pod),
        [.. readings], [.. readings.Select(r => new KeyRange(r.Epoch, r.Seq, r.Seq))], [], [], [], at);

    public static MeasuredQuarterHour Measured(DateTimeOffset start, long joules, QuarterHourQuality quality = QuarterHourQuality.Good) =>
        new(QuarterHour.Of(start), new Energy(joules), EnergyMethod.MeanPower, 900, quality);

    public static QuarterHourMetered Metered(int pod, DateTimeOffset start, long joules,
        QuarterHourQuality quality = QuarterHourQuality.Good) =>
        new(Pod(pod), Measured(start, joules, quality), Cause(pod), start + QuarterHour.Length);

    public static QuarterHourCorrected Corrected(int pod, DateTimeOffset start, long joules,
        QuarterHourQuality quality = QuarterHourQuality.Good) =>
        new(Pod(pod), Measured(start, joules, quality), Cause(pod), start + TimeSpan.FromHours(1));

    public static OwnerLink Link(byte owner, ulong nonce, string? key = null) => new("access-0x00000000000000000000000000000000000000cc",
        31337,
        Enumerable.Repeat((byte)7, 32).ToValueList(), Enumerable.Repeat(owner, 20).ToValueList(),
        ValueList.Of<byte>(MeterKeys.HashOf(key ?? "02").ToBytes()), nonce, Epoch.AddYears(1).ToUnixTimeSeconds(), [owner, 2, 3]);

    private static EventId Cause(int pod) => new($"light-node-{Node(pod)}", 2);

    private static Pseudonym Name(byte kind, int n)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes[0] = (byte)(n * 37);   // so that the order of names is not the order of numbers
        bytes[14] = kind;
        bytes[15] = (byte)n;
        return Pseudonym.From(bytes);
    }
}
