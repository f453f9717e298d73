using CsCheck;
using Platone.Actors.Communities;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Communities;

public sealed class CommunityTests
{
    private static readonly CommunityId Id = new("abbenhausen");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly RegisterCommunity Register = new(Id, new NetworkId("mv-1"), "bus-17", "Abbenhausen", new BatteryId("bess-1"), At);

    private static Community After(Community community, params CommunityCommand[] commands) =>
        commands.Aggregate(community, (g, c) => g.Decide(c).Events.Aggregate(g, (s, e) => s.Apply(e)));

    [Fact]
    public void A_registration_again_has_no_effect_and_another_is_a_conflict()
    {
        var community = After(Community.Empty(Id), Register);
        Assert.Equal(new CommunityRegistration(new NetworkId("mv-1"), "bus-17", "Abbenhausen", new BatteryId("bess-1")), community.Registration);
        Assert.True(community.Decide(Register with { At = At.AddDays(1) }).IsAlreadyDone);
        foreach (var other in new[]
        {
            Register with { Network = new NetworkId("mv-2") }, Register with { Bus = "bus-18" }, Register with { Name = null },
            Register with { Battery = null },
        })
        {
            Assert.Equal(ProblemKind.Conflict, community.Decide(other).Problem?.Kind);
        }
    }

    [Theory]
    [InlineData("", "bus-17", "bad-name", "name")]
    [InlineData("two\nlines", "bus-17", "bad-name", "name")]
    [InlineData(null, " ", "bad-bus", "bus")]
    public void Bus_and_name_are_plain_text(string? name, string bus, string code, string field)
    {
        var problem = Community.Empty(Id).Decide(Register with { Name = name, Bus = bus }).Problem;
        Assert.Equal((code, field, ProblemKind.Invalid), (problem!.Code, problem.Field, problem.Kind));
    }

    [Fact]
    public void It_needs_neither_a_name_nor_a_battery()
    {
        var community = After(Community.Empty(Id), Register with { Name = null, Battery = null });
        Assert.Equal((null, null), (community.Registration!.Name, community.Registration.Battery));
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Bool).Array[1, 8].Sample(steps =>
            AggregateLaws.Hold<Community, CommunityCommand, CommunityEvent>(Community.Empty(Id), steps.Select((s, i) => Register with
            {
                Bus = $"bus-{s.Item1}", Name = s.Item2 ? null : "Abbenhausen", Battery = s.Item3 ? null : new BatteryId("bess-1"),
                At = At.AddTicks(i * 1234567L),
            })));
}
