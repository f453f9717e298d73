using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Notary;
using Platone.Host.Rest.Access;

namespace Platone.Host.Tests.Rest;

public sealed class AccessRulesTests
{
    private static readonly ParticipantId Me = new("me");
    private static readonly ParticipantId Other = new("other");

    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_that_is_nobody_s_is_seen_by_operator_dso_and_auditor(Role role)
    {
        var pod = Pod(owner: Other, aggregator: Other);
        var sees = role is Role.Operator or Role.Dso or Role.Auditor;

        Assert.Equal(sees, AccessRules.MaySee(new Caller(Me, role), pod));
        Assert.Equal(sees && role != Role.Auditor, AccessRules.MayName(new Caller(Me, role), pod));
        Assert.Equal(sees ? null : Me, AccessRules.Scope(new Caller(Me, role)));
        Assert.Equal(role == Role.Operator, AccessRules.MayJoin(new Caller(Me, role), pod));
        Assert.Equal(role == Role.Operator, AccessRules.MayLeave(new Caller(Me, role), pod));
        Assert.Equal(role is Role.Operator or Role.Dso, AccessRules.MayEquip(new Caller(Me, role), pod));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Its_own_pod_everyone_sees_and_gives_away(Role role)
    {
        var pod = Pod(owner: Me, aggregator: null);

        Assert.True(AccessRules.MaySee(new Caller(Me, role), pod));
        Assert.True(AccessRules.MayJoin(new Caller(Me, role), pod));
        Assert.True(AccessRules.MayLeave(new Caller(Me, role), pod));
    }

    [Fact]
    public void An_aggregator_sees_and_releases_the_pods_of_its_portfolios_but_takes_none_in()
    {
        var pod = Pod(owner: Other, aggregator: Me);
        var caller = new Caller(Me, Role.Aggregator);

        Assert.True(AccessRules.MaySee(caller, pod));
        Assert.True(AccessRules.MayName(caller, pod));
        Assert.True(AccessRules.MayLeave(caller, pod));
        Assert.False(AccessRules.MayJoin(caller, pod));
    }

    [Fact]
    public void Another_role_of_the_same_name_as_the_aggregator_sees_nothing()
    {
        var pod = Pod(owner: Other, aggregator: Me);

        Assert.False(AccessRules.MaySee(new Caller(Me, Role.Brp), pod));
        Assert.False(AccessRules.MayLeave(new Caller(Me, Role.Brp), pod));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Others_are_seen_by_operator_and_auditor_and_keyed_by_the_operator(Role role)
    {
        Assert.True(AccessRules.MaySee(new Caller(Me, role), Me));
        Assert.True(AccessRules.MayKey(new Caller(Me, role), Me));
        Assert.Equal(role is Role.Operator or Role.Auditor, AccessRules.MaySee(new Caller(Me, role), Other));
        Assert.Equal(role is Role.Operator, AccessRules.MayKey(new Caller(Me, role), Other));
        Assert.Equal(role is Role.Operator or Role.Auditor, AccessRules.ReadsWholeLog(role));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Of_the_market_each_sees_its_own_and_operator_and_auditor_all(Role role)
    {
        var seesAll = role is Role.Operator or Role.Auditor;

        Assert.Equal(seesAll, AccessRules.SeesWholeMarket(role));
        Assert.Equal(seesAll ? null : Me, AccessRules.MarketScope(new Caller(Me, role)));
        Assert.True(AccessRules.SeesOfMarket(new Caller(Me, role), Me));
        Assert.Equal(seesAll, AccessRules.SeesOfMarket(new Caller(Me, role), Other));
    }

    private static PodRow Pod(ParticipantId? owner, ParticipantId? aggregator) => new(
        new PodId(Pseudonym.From(new byte[16])), DateTimeOffset.UnixEpoch, "bus-1", "Europe/Rome", 3_000, owner,
        aggregator is null ? null : new PortfolioId("p"), aggregator, new Certification(1, null, null));
}
