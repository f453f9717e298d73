using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Actors.Tests.Metering.LightNodes;

public class RefusalAcknowledgementTests
{
    private static readonly LightNodeId Id = new(Pseudonym.From(new byte[16]));
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A device waits for the acknowledgement of an epoch's first reading; if the gateway refused that one for good, this is the acknowledgement.</summary>
    [Fact]
    public void Refusals_with_keys_are_acknowledged_once_they_are_recorded()
    {
        var before = LightNode.Empty(Id).Apply(new LightNodeRegistered(Id, new PodId(Pseudonym.From(new byte[16])), At.AddDays(-1), null, At));
        var command = new CountRefusals(Id, [new RefusalCount(RefusalReason.Malformed, 3)], At) { Keys = [new KeyRange(1, 0, 1), new KeyRange(4, 7, 7)] };
        var after = before.Decide(command).Events.Aggregate(before, (state, e) => state.Apply(e));
        var report = Assert.IsType<ReadingsReport>(after.Report(command, before));
        Assert.Equal([new Acknowledgement(1, 1), new Acknowledgement(4, 7)], report.Acknowledged.ToArray());
        Assert.Equal((0, 0, true), (report.Recorded, report.AlreadyRecorded, report.Refused.IsEmpty));
        Assert.Null(after.Report(command with { Keys = [] }, before));
    }
}
