using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using static Platone.Actors.Tests.Metering.Node;

namespace Platone.Actors.Tests.Metering.LightNodes;

public sealed class SetPointTests
{
    private static SetPoint Point(string id, double hours = 0, long w = 3300) => new(id, At(3600 * hours), At(3600 * hours + 900), w);

    [Fact]
    public void A_set_point_is_delivered_and_acknowledged_once()
    {
        var node = Registered();
        var (deliver, acknowledge) = (new DeliverSetPoint(Id, Point("a"), Start), new AcknowledgeSetPoint(Id, "a", 3250, At(3)));
        Sequence.Equal([new SetPointDelivered(Id, Node.Pod, Point("a"), Start)], node.Given(deliver));
        Assert.Empty(node.Given(deliver with { At = At(10) }));
        Sequence.Equal([new SetPointAcknowledged(Id, Node.Pod, "a", 3250, At(3))], node.Given(acknowledge));
        Assert.Empty(node.Given(acknowledge with { MeasuredW = null, At = At(4) }));
        Assert.Empty(node.Given(deliver));
    }

    [Fact]
    public void What_was_never_delivered_cannot_be_acknowledged()
    {
        var problem = Registered().State.Decide(new AcknowledgeSetPoint(Id, "a", 0, Start)).Problem;
        Assert.Equal(("unknown-set-point", "id", ProblemKind.NotFound), (problem?.Code, problem?.Field, problem?.Kind));
    }

    [Fact]
    public void A_set_point_that_cannot_be_is_refused_by_field()
    {
        Assert.Equal("id", Registered().State.Decide(new DeliverSetPoint(Id, Point(" "), Start)).Problem?.Field);
        Assert.Equal("validUntil",
            Registered().State.Decide(new DeliverSetPoint(Id, Point("a") with { ValidUntil = Start }, Start)).Problem?.Field);
    }

    [Fact]
    public void What_ended_some_days_ago_is_forgotten_and_refused()
    {
        var (node, most) = (Registered(), 0);
        for (var hour = 0; hour < 24 * 100; hour++)
        {
            node.Given(new DeliverSetPoint(Id, Point($"{hour}", hour), At(3600 * hour)));
            most = Math.Max(most, node.State.SetPoints.All.Count);
        }
        Assert.InRange(most, 7 * 24, 7 * 24 + 1);
        Assert.Equal("set-point-over", node.State.Decide(new DeliverSetPoint(Id, Point("0"), Start)).Problem?.Code);
        Assert.Equal("unknown-set-point", node.State.Decide(new AcknowledgeSetPoint(Id, "0", 0, Start)).Problem?.Code);
    }

    [Fact]
    public void There_are_only_so_many_ahead()
    {
        var node = Registered();
        for (var i = 0; i < SetPointMarks.Maximum; i++)
            node.Given(new DeliverSetPoint(Id, Point($"{i}", i / 4.0), Start));
        Assert.Equal("too-many-set-points", node.State.Decide(new DeliverSetPoint(Id, Point("more", 4), Start)).Problem?.Code);
        Assert.True(node.State.Decide(new DeliverSetPoint(Id, Point("0"), Start)).IsAlreadyDone);
    }

    [Fact]
    public void A_retired_node_takes_none()
    {
        var node = Registered();
        node.Given(new DeliverSetPoint(Id, Point("a"), Start));
        node.Given(new RetireLightNode(Id, Start));
        Assert.Equal(ProblemKind.Gone, node.State.Decide(new DeliverSetPoint(Id, Point("b"), Start)).Problem?.Kind);
        Assert.Equal(ProblemKind.Gone, node.State.Decide(new AcknowledgeSetPoint(Id, "a", 0, Start)).Problem?.Kind);
    }
}
