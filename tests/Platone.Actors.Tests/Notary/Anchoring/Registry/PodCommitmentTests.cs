using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring.Registry;

/// <summary>What stands for a POD on a chain.</summary>
public sealed class PodCommitmentTests : IDisposable
{
    private readonly SqliteDatabases _databases = new();

    public void Dispose() => _databases.Dispose();

    [Fact]
    public async Task It_is_the_pods_own_for_as_long_as_the_pod_is_there()
    {
        var database = await _databases.NewAsync();
        var keys = await KeyStore.OpenAsync(database, TestLedger.Master);
        var commitments = new PodCommitments(keys, keys);
        var (pod, other) = (Pod("IT001E1"), Pod("IT001E2"));
        var commitment = commitments.Of(pod)!.Value;
        Assert.NotEqual(commitment, commitments.Of(other));

        // After a restart, and when the keys of the POD's months have gone, it is the same.
        var again = await KeyStore.OpenAsync(database, TestLedger.Master);
        again.GetOrCreate(new KeyId(pod.Subject, 202601));
        again.ShredBefore(pod.Subject, 202612);
        Assert.Equal(commitment, new PodCommitments(again, again).Of(pod));

        // keccak256(salt || code); without the salt nobody can try codes.
        var salt = again.Find(new KeyId(PodCommitments.SubjectOf(pod), 197001))!;
        Assert.Equal(commitment.ToBytes(), Keccak256.Hash([.. salt, .. "IT001E1"u8]));
        again.Erase(PodCommitments.SubjectOf(pod), DateTimeOffset.UnixEpoch);
        Assert.Throws<ErasedSubjectException>(() => new PodCommitments(again, again).Of(pod));
        Assert.Null(again.Find(new KeyId(PodCommitments.SubjectOf(pod), 197001)));
        again.Forget(DirectoryKind.Pod, other.Pseudonym);
        Assert.Null(new PodCommitments(again, again).Of(other));

        PodId Pod(string code) => new(keys.Assign(DirectoryKind.Pod, code));
    }
}
