using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Metering;

/// <summary>A POD's link to its owner: what is recorded of it, and when it ends.</summary>
public sealed class PodOwnerTests
{
    private static readonly PodId Id = Node.Pod;
    private static readonly DateTimeOffset At = Node.Start;
    private static readonly PodRegistration Registration = new(At, "bus-17", "Europe/Rome", 6000, new ParticipantId("anna"));

    private static Pod Registered => After(Pod.Empty(Id), new RegisterPod(Id, Registration, At));

    [Fact]
    public void A_link_is_recorded_once_and_a_succession_takes_its_place()
    {
        var link = new LinkOwner(Id, Link(1, 0), At);
        Assert.Equal(new OwnerLinked(Id, Link(1, 0), At), Assert.Single(Registered.Decide(link).Events));
        var linked = After(Registered, link);
        Assert.True(linked.Decide(link with { At = At.AddYears(9) }).IsAlreadyDone);
        Assert.Equal(Link(1, 0), linked.OwnerView().Link);
        var succeeded = After(linked, new LinkOwner(Id, Link(2, 0), At));
        Assert.Equal(Link(2, 0), succeeded.Link);
    }

    [Fact]
    public void A_link_ends_once_and_with_its_pod()
    {
        Assert.True(Registered.Decide(new RevokeOwner(Id, At)).IsAlreadyDone);
        var linked = After(Registered, new LinkOwner(Id, Link(1, 0), At));
        Assert.Equal(new OwnerRevoked(Id, Link(1, 0), At), Assert.Single(linked.Decide(new RevokeOwner(Id, At)).Events));
        var revoked = After(linked, new RevokeOwner(Id, At));
        Assert.Null(revoked.Link);
        Assert.True(revoked.Decide(new RevokeOwner(Id, At)).IsAlreadyDone);
        Assert.Equal(new PodErased(Id, At), Assert.Single(revoked.Decide(new ErasePod(Id, At)).Events));

        // What is to be ended on the chain is in the journal before the keys go.
        Sequence.Equal([new OwnerRevoked(Id, Link(1, 0), At), new PodErased(Id, At)], linked.Decide(new ErasePod(Id, At)).Events);
        var erased = After(linked, new ErasePod(Id, At));
        Assert.Equal((false, null), (erased.OwnerView().IsRegistered, erased.OwnerView().Link));
        Assert.Equal(ProblemKind.Gone, erased.Decide(new LinkOwner(Id, Link(1, 0), At)).Problem?.Kind);
    }

    [Fact]
    public void A_nonce_is_recorded_again_only_after_the_registry_gave_it_up()
    {
        var revoked = After(Registered, new LinkOwner(Id, Link(1, 0), At), new RevokeOwner(Id, At));
        var again = new LinkOwner(Id, Link(1, 0), At);
        var later = new LinkOwner(Id, Link(1, 0) with { Deadline = At.AddDays(2).ToUnixTimeSeconds() }, At);
        Assert.Equal(("nonce-signed", "nonce"), (revoked.Decide(again).Problem?.Code, revoked.Decide(again).Problem?.Field));
        Assert.Equal("nonce-signed", revoked.Decide(later).Problem?.Code);
        Assert.Single(revoked.Decide(new LinkOwner(Id, Link(1, 1), At)).Events);
        Assert.Single(revoked.Decide(new LinkOwner(Id, Link(2, 0), At)).Events);
        Assert.Single(revoked.Decide(new LinkOwner(Id, Link(1, 0) with { Registry = "access-0x00000000000000000000000000000000000000dd" }, At)).Events);
        var twice = After(revoked, later with { GivenUp = 1 }, new RevokeOwner(Id, At));
        Assert.Equal("nonce-signed", twice.Decide(again with { GivenUp = 1 }).Problem?.Code);
        Assert.Single(twice.Decide(again with { GivenUp = 2 }).Events);
    }

    [Fact]
    public void A_link_that_cannot_be_is_refused_by_field()
    {
        Assert.Equal(ProblemKind.NotFound, Pod.Empty(Id).Decide(new LinkOwner(Id, Link(1, 0), At)).Problem?.Kind);
        Assert.Equal("deadline", FieldOf(Link(1, 0) with { Deadline = At.ToUnixTimeSeconds() - 1 }));
        Assert.Null(FieldOf(Link(1, 0) with { Deadline = At.ToUnixTimeSeconds() }));
        Assert.Equal("registry", FieldOf(Link(1, 0) with { Registry = "" }));
        Assert.Equal("commitment", FieldOf(Link(1, 0) with { Commitment = [1] }));
        Assert.Equal("owner", FieldOf(Link(1, 0) with { Owner = [.. new byte[20]] }));
        Assert.Equal("owner", FieldOf(Link(1, 0) with { Owner = [.. new byte[19], 1, 1] }));
        Assert.Equal("meterKeyHash", FieldOf(Link(1, 0) with { MeterKeyHash = [.. new byte[31]] }));
        Assert.Equal("signature", FieldOf(Link(1, 0) with { Signature = [] }));
        Assert.Equal("signature", FieldOf(Link(1, 0) with { Signature = [.. new byte[OwnerLink.MostSignatureBytes + 1]] }));

        static string? FieldOf(OwnerLink link) => Registered.Decide(new LinkOwner(Id, link, At)).Problem?.Field;
    }

    [Fact]
    public void The_laws_of_aggregates_hold_with_links() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 3]).Array[1,
        30].Sample(steps =>
        AggregateLaws.Hold<Pod, PodCommand, PodEvent>(Pod.Empty(Id), steps.Select((s, i) => s.Item1 switch
        {
            <= 4 => new LinkOwner(Id, Link((byte)(1 + s.Item2), (ulong)s.Item3), At.AddSeconds(i)),
            5 or 6 => new RevokeOwner(Id, At.AddSeconds(i)),
            9 when s.Item2 == 0 => new ErasePod(Id, At.AddSeconds(i)),
            _ => (PodCommand)new RegisterPod(Id, Registration, At.AddSeconds(i)),
        })));

    private static OwnerLink Link(byte owner, ulong nonce) => new("access-0x00000000000000000000000000000000000000cc", 31337,
        Enumerable.Repeat((byte)7, 32).ToValueList(), Enumerable.Repeat(owner, 20).ToValueList(), Enumerable.Repeat((byte)9,
            32).ToValueList(), nonce,
        At.AddDays(1).ToUnixTimeSeconds(), [owner, 2, 3]);

    private static Pod After(Pod pod, params PodCommand[] commands) =>
        commands.Aggregate(pod, (p, c) => p.Decide(c).Events.Aggregate(p, (s, e) => s.Apply(e)));
}
