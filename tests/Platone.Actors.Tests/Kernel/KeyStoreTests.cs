using System.Security.Cryptography;
using LinqToDB.Data;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

public sealed class KeyStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("platone-keys").FullName;
    private readonly MasterKey _master = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    [Fact]
    public async Task A_key_is_the_same_after_a_restart_and_different_for_each_subject_and_month()
    {
        var ids = new[] { new KeyId("pod-a", 202611), new KeyId("pod-a", 202612), new KeyId("pod-a", 202701), new KeyId("pod-b", 202611) };
        var before = await Open();
        var keys = ids.Select(before.GetOrCreate).ToList();
        Assert.Equal(keys.Count, keys.Select(Convert.ToHexString).Distinct().Count());

        var after = await Open();
        Assert.Equal(keys, ids.Select(id => after.Find(id)!));
    }

    [Fact]
    public async Task An_erased_subject_has_no_key_and_never_gets_one_again()
    {
        var id = new KeyId("pod-a", 202611);
        var store = await Open();
        store.GetOrCreate(id);
        store.Erase("pod-a", DateTimeOffset.UnixEpoch);
        store.Erase("pod-a", DateTimeOffset.UnixEpoch);

        foreach (var each in new[] { store, await Open() })
        {
            Assert.Null(each.Find(id));
            Assert.True(each.IsErased("pod-a"));
            Assert.Throws<ErasedSubjectException>(() => each.GetOrCreate(id));
        }
        Assert.False(store.IsErased("pod-b"));
    }

    [Fact]
    public async Task Shredded_months_are_gone_and_later_ones_stay()
    {
        var store = await Open();
        var (november, december) = (new KeyId("pod-a", 202611), new KeyId("pod-a", 202612));
        store.GetOrCreate(november);
        var kept = store.GetOrCreate(december);
        store.ShredBefore("pod-a", 202612);

        foreach (var each in new[] { store, await Open() })
        {
            Assert.Null(each.Find(november));
            Assert.Equal(kept, each.Find(december));
            Assert.False(each.IsErased("pod-a"));
            Assert.True(each.IsDestroyed(november));
            Assert.False(each.IsDestroyed(december));
        }
    }

    [Fact]
    public async Task Another_master_key_is_refused()
    {
        (await Open()).GetOrCreate(new KeyId("pod-a", 202611));
        var other = new MasterKey(new byte[32]);
        await Assert.ThrowsAsync<CryptographicException>(() => KeyStore.OpenAsync(Database.Sqlite(Path.Combine(_folder, "keys.db")), other));
    }

    [Fact]
    public async Task The_directory_gives_one_pseudonym_a_name_both_ways_until_it_is_forgotten()
    {
        var store = await Open();
        var pod = store.Assign(DirectoryKind.Pod, "IT001E12345678");
        Assert.Equal(pod, store.Assign(DirectoryKind.Pod, "IT001E12345678"));
        Assert.NotEqual(pod, store.Assign(DirectoryKind.LightNode, "IT001E12345678"));

        var again = await Open();
        Assert.Equal(pod, again.Find(DirectoryKind.Pod, "IT001E12345678"));
        Assert.Equal("IT001E12345678", again.Reveal(DirectoryKind.Pod, pod));

        again.Forget(DirectoryKind.Pod, pod);
        Assert.Null(again.Find(DirectoryKind.Pod, "IT001E12345678"));
        Assert.Null(again.Reveal(DirectoryKind.Pod, pod));
    }

    [SkippableFact]
    public async Task What_one_node_destroys_leaves_the_memory_of_another()
    {
        using var directory = new TestDirectory("shared-keys");
        var shared = (await Kernel.Store.PostgreSqlAsync(directory)).Keys;
        var (one, other, cutOff) = (await KeyStore.OpenAsync(shared, _master), await KeyStore.OpenAsync(shared, _master), await KeyStore.OpenAsync(shared, _master));
        var clock = new FakeTimeProvider();
        using var end = new CancellationTokenSource();
        var following = Task.WhenAll(
            other.FollowAsync(TimeSpan.FromMilliseconds(5), TimeProvider.System, e => Assert.Fail(e.ToString()), end.Token),
            cutOff.FollowAsync(TimeSpan.FromHours(1), clock, e => Assert.Fail(e.ToString()), end.Token));

        var (erased, november, december) = (new KeyId("pod-a", 202611), new KeyId("pod-b", 202611), new KeyId("pod-b", 202612));
        var key = one.GetOrCreate(erased);
        var kept = one.GetOrCreate(december);
        one.GetOrCreate(november);
        var pod = one.Assign(DirectoryKind.Pod, "IT001E12345678");
        foreach (var node in new[] { other, cutOff })
        {
            Assert.Equal(key, node.Find(erased));
            Assert.NotNull(node.Find(november));
            Assert.Equal(kept, node.Find(december));
            Assert.Equal(pod, node.Find(DirectoryKind.Pod, "IT001E12345678"));
        }

        one.Erase("pod-a", DateTimeOffset.UnixEpoch);
        one.ShredBefore("pod-b", 202612);
        one.Forget(DirectoryKind.Pod, pod);
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (other.Find(erased) is not null || other.Find(november) is not null || other.Find(DirectoryKind.Pod, "IT001E12345678") is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(5), deadline.Token);
        Assert.Throws<ErasedSubjectException>(() => other.GetOrCreate(erased));
        Assert.Equal(kept, other.Find(december));

        // One that has not looked since: by its clock, what it remembers is good for a short time only.
        clock.Advance(KeyStore.Lease);
        Assert.Null(cutOff.Find(erased));
        Assert.Null(cutOff.Find(november));
        Assert.Null(cutOff.Find(DirectoryKind.Pod, "IT001E12345678"));
        await end.CancelAsync();
        await following;
    }

    [Fact]
    public async Task Neither_names_nor_keys_are_in_the_file_in_the_clear()
    {
        var store = await Open();
        store.Assign(DirectoryKind.Pod, "IT001E-SECRET");
        var key = store.GetOrCreate(new KeyId("pod-a", 202611));
        Assert.All(Directory.GetFiles(_folder), file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOf("IT001E-SECRET"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(key));
        });
    }

    [Fact]
    public async Task SQLite_syncs_every_commit_and_keeps_a_write_ahead_log()
    {
        await Open();
        using var connection = Database.Sqlite(Path.Combine(_folder, "keys.db")).Connect();
        Assert.Equal(2, connection.Execute<int>("PRAGMA synchronous"));
        Assert.Equal("wal", connection.Execute<string>("PRAGMA journal_mode"));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<KeyStore> Open() => KeyStore.OpenAsync(Database.Sqlite(Path.Combine(_folder, "keys.db")), _master);
}
