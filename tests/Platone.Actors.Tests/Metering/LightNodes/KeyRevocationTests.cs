using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Metering.LightNodes;
using static Platone.Actors.Tests.Metering.Node;

namespace Platone.Actors.Tests.Metering.LightNodes;

/// <summary>A device key that is lost or known to others: nothing signed with it is taken any more.</summary>
public sealed class KeyRevocationTests
{
    private static readonly string OtherKey = "03" + new string('b', 64);

    [Fact]
    public void A_revoked_key_signs_nothing_and_does_not_come_back()
    {
        var node = Registered(Key);
        Assert.Equal(1, node.RecordSigned(1, By(Key), Reading(0, 0, 1)).Recorded);
        Assert.Equal(new LightNodeKeyRevoked(Id, Metering.Node.Pod, Key, At(2)), Assert.Single(node.Given(new RevokeLightNodeKey(Id, null,
            At(2)))));
        Assert.Equal((null, true), (node.State.View().PublicKey, node.State.View().IsKeyRevoked));

        // Neither with it, nor without any, nor with one the node was not given.
        foreach (var evidence in (SignedEvidence?[])[By(Key), null, By(OtherKey)])
        {
            var report = node.RecordSigned(3, evidence, Reading(1, 0, 1));
            Assert.Equal((RefusalReason.BadSignature, "the node's key was revoked"), (report.Refused[0].Reason, report.Refused[0].Detail));
            Assert.Equal((0, 0), (report.Recorded, report.Acknowledged.Length));
        }
        Assert.Equal("key-revoked", node.State.Decide(new ChangeLightNodeKey(Id, Key.ToUpperInvariant(), At(4))).Problem?.Code);

        node.Given(new ChangeLightNodeKey(Id, OtherKey, At(5)));
        Assert.Single(node.RecordSigned(6, By(Key), Reading(1, 0, 1)).Refused);
        Assert.Equal(1, node.RecordSigned(6, By(OtherKey), Reading(1, 0, 1)).Recorded);
        Assert.Equal("key-revoked", node.State.Decide(new ChangeLightNodeKey(Id, Key, At(7))).Problem?.Code);
    }

    [Fact]
    public void Revoking_again_has_no_effect_and_without_a_key_there_is_nothing_to_revoke()
    {
        var node = Registered(Key);
        node.Given(new RevokeLightNodeKey(Id, Key, At(1)));
        Assert.Empty(node.Given(new RevokeLightNodeKey(Id, Key, At(2))));
        Assert.Empty(node.Given(new RevokeLightNodeKey(Id, null, At(2))));
        Assert.Equal(ProblemKind.NotFound, Registered().State.Decide(new RevokeLightNodeKey(Id, null, At(1))).Problem?.Kind);
        Assert.Equal("publicKey", node.State.Decide(new RevokeLightNodeKey(Id, "02", At(3))).Problem?.Field);
        // Who takes the node back to unsigned readings says so.
        node.Given(new ChangeLightNodeKey(Id, null, At(4)));
        Assert.Equal(1, node.RecordSigned(5, null, Reading(0, 0, 1)).Recorded);
    }

    [Fact]
    public void A_key_it_no_longer_has_is_only_put_beyond_use()
    {
        var node = Registered(Key);
        node.Given(new ChangeLightNodeKey(Id, OtherKey, At(1)));
        node.Given(new RevokeLightNodeKey(Id, Key, At(2)));
        Assert.Equal((OtherKey, false), (node.State.PublicKey, node.State.IsKeyRevoked));
        Assert.Equal(1, node.RecordSigned(3, By(OtherKey), Reading(0, 0, 1)).Recorded);
        Assert.NotNull(node.State.Decide(new ChangeLightNodeKey(Id, Key, At(4))).Problem);
    }

    private static SignedEvidence By(string key) => new([1, 2, 3], [4, 5], key);
}
