using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Kernel.Keys;

/// <summary>
/// The key store in a database of its own: secrets sealed under the master key, tombstones of erased subjects, and the directory, whose
/// names are sealed and found by a keyed hash. Calls are synchronous because Akka's serializers are; reads come from memory.
/// <para>
/// Each subject has one secret, written once: the head of a ratchet. Its key of a month is HKDF(head of the month, "key"), the head of
/// the next month HKDF(head of the month, "next") (RFC 5869). So a new month costs no write, <see cref="ShredBefore"/> destroys the months
/// before one by moving the stored head forward, which no one can turn back, and <see cref="Erase"/> destroys all.
/// </para>
/// <para>
/// Where several nodes share the store, what one destroys must not live on in another's memory: each destruction is also a row of
/// <c>key_change</c>, which <see cref="FollowAsync"/> reads. What is in memory is used only while that has looked within the last
/// <see cref="Lease"/>; a node that cannot look asks the database each time.
/// </para>
/// </summary>
public sealed class KeyStore : IKeyStore, IDirectory
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private const int KeyBytes = 32;

    // A ratchet begins so long before the first event that needs it: a clock that was wrong by less has done no harm, and the steps to
    // today, of which each takes more than a microsecond, are few. (Those made by earlier versions begin in 1970.)
    private const int MonthsBefore = 36;
    private const int EarliestMonth = 197001;

    // Keys and names in memory, each twice as many at most: some 200 bytes each. One that is not there is read and derived again.
    private const int Remembered = 1 << 17;

    /// <summary>How long what is in memory may be used without having looked what others destroyed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Keys were destroyed, by this node or another: what was read with them must be forgotten. Raised before the call that destroys them
    /// here returns, and while no other key can be written: be quick.
    /// </summary>
    public event Action? Destroyed;

    private static readonly StoreSchema Schema = StoreSchema.Of("keys", readableFrom: 0);

    private readonly Database _database;
    private readonly byte[] _sealingKey;
    private readonly byte[] _lookupKey;
    private readonly RecentlyUsed<KeyId, byte[]> _keys = new(Remembered);
    private readonly ConcurrentDictionary<string, byte> _erased = new();
    private readonly RecentlyUsed<(DirectoryKind, string), Pseudonym> _pseudonyms = new(Remembered);
    private readonly Lock _writing = new();
    private TimeProvider? _leaseClock;
    private long _lookedAt;
    private long _lastChange;

    private KeyStore(Database database, MasterKey master)
    {
        _database = database;
        _sealingKey = master.Derive("platone key store: sealing");
        _lookupKey = master.Derive("platone key store: directory look-up");
    }

    /// <summary>Opens the store, making it if it is missing; one in a database that is only read must be there.</summary>
    /// <exception cref="CryptographicException">The master key is not the one the store was made with.</exception>
    public static async Task<KeyStore> OpenAsync(Database database, MasterKey master, CancellationToken cancellation = default)
    {
        await Schema.MigrateAsync(database, cancellation).ConfigureAwait(false);
        var store = new KeyStore(database, master);
        await using var connection = database.Connect();
        await store.CheckMasterAsync(connection, cancellation).ConfigureAwait(false);
        foreach (var row in await connection.GetTable<ErasedSubject>().ToListAsync(cancellation).ConfigureAwait(false))
            store._erased[row.Subject] = 0;
        return store;
    }

    /// <summary>Forgets what other nodes destroy, soon after they do, until it is cancelled. For stores that several nodes share.</summary>
    /// <param name="every">How often to look.</param>
    /// <param name="clock">The clock of the lease.</param>
    /// <param name="failed">Told once when the database can no longer be asked; it is asked again.</param>
    /// <param name="cancellation">Ends it: nothing is taken from memory any more.</param>
    public async Task FollowAsync(TimeSpan every, TimeProvider clock, Action<Exception> failed, CancellationToken cancellation)
    {
        // Nothing is trusted before the first look.
        _lookedAt = clock.GetTimestamp() - (long)(Lease.TotalSeconds * clock.TimestampFrequency);
        Volatile.Write(ref _leaseClock, clock);
        var isAway = false;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var looksAt = clock.GetTimestamp();
                await LookAsync(cancellation).ConfigureAwait(false);
                Volatile.Write(ref _lookedAt, looksAt);
                isAway = false;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is: until the next look that succeeds the database is asked for every key.
                if (!isAway)
                    failed(e);
                isAway = true;
            }
            await Task.Delay(every, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public byte[] GetOrCreate(KeyId id)
    {
        if (Find(id) is { } known)
            return known;
        lock (_writing)
        {
            var (drawn, first) = (Seal(RandomNumberGenerator.GetBytes(KeyBytes), id.Subject), FirstMonthOf(id));
            using var connection = _database.Connect();
            using var transaction = connection.BeginTransaction();
            // Asked of the database, not of memory: another node may have erased the subject, or have drawn its secret.
            if (connection.GetTable<ErasedSubject>().Any(e => e.Subject == id.Subject))
            {
                _erased[id.Subject] = 0;
                throw new ErasedSubjectException(id.Subject);
            }
            connection.GetTable<SubjectSecret>().InsertOrUpdate(
                () => new SubjectSecret { Subject = id.Subject, Month = first, Sealed = drawn },
                null!,
                () => new SubjectSecret { Subject = id.Subject });
            var row = connection.GetTable<SubjectSecret>().Single(k => k.Subject == id.Subject);
            transaction.Commit();
            return KeyOf(row, id) ?? throw (_erased.ContainsKey(id.Subject)
                ? new ErasedSubjectException(id.Subject)
                : new InvalidOperationException(
                    $"there is no key {id}: its month was destroyed, or is more than {MonthsBefore} months before the subject's first event"));
        }
    }

    /// <summary>
    /// Draws the secrets and gives the pseudonyms of many at once, in one transaction: for an import. None of them may be known yet.
    /// </summary>
    /// <param name="kind">What they are.</param>
    /// <param name="names">Their names.</param>
    /// <param name="subjectOf">The subject of a pseudonym's secret; null for kinds that have none of their own.</param>
    /// <param name="month">The month of their first event, yyyyMM.</param>
    /// <returns>Their pseudonyms, in the order of the names.</returns>
    internal IReadOnlyList<Pseudonym> Import(DirectoryKind kind, IReadOnlyList<string> names, Func<Pseudonym, string>? subjectOf, int month)
    {
        var pseudonyms = names.Select(_ => Pseudonym.New()).ToList();
        var entries = names.Zip(pseudonyms, (name, pseudonym) => new DirectoryEntry
        {
            Kind = (int)kind,
            Lookup = Lookup(kind, name),
            Pseudonym = pseudonym.Value,
            Sealed = Seal(Encoding.UTF8.GetBytes(name), pseudonym.Value),
        }).ToList();
        var secrets = subjectOf is null ? [] : pseudonyms.Select(subjectOf).Select(subject => new SubjectSecret
        {
            Subject = subject,
            Month = FirstMonthOf(new KeyId(subject, month)),
            Sealed = Seal(RandomNumberGenerator.GetBytes(KeyBytes), subject),
        }).ToList();
        lock (_writing)
        {
            using var connection = _database.Connect();
            using var transaction = connection.BeginTransaction();
            connection.BulkCopy(new BulkCopyOptions(MaxBatchSize: 200), entries);
            connection.BulkCopy(new BulkCopyOptions(MaxBatchSize: 200), secrets);
            transaction.Commit();
        }
        return pseudonyms;
    }

    /// <inheritdoc/>
    public byte[]? Find(KeyId id)
    {
        if (IsTrusted && _keys.TryGet(id, out var known))
            return known;
        using var connection = _database.Connect();
        var row = connection.GetTable<SubjectSecret>().SingleOrDefault(k => k.Subject == id.Subject);
        return row is null ? null : KeyOf(row, id);
    }

    /// <summary>Destroys a subject's keys of all months before one. Repeatable; what they sealed is unreadable from now on.</summary>
    /// <param name="subject">The persistence id of the POD or entity.</param>
    /// <param name="month">The first month whose key stays, yyyyMM.</param>
    public void ShredBefore(string subject, int month)
    {
        lock (_writing)
        {
            using var connection = ConnectToDelete();
            using (var transaction = connection.BeginTransaction())
            {
                if (connection.GetTable<SubjectSecret>().SingleOrDefault(k => k.Subject == subject) is { } row && row.Month < month)
                {
                    var head = Seal(Head(row, month), subject);
                    connection.GetTable<SubjectSecret>().Where(k => k.Subject == subject)
                        .Set(k => k.Month, month).Set(k => k.Sealed, head).Update();
                }
                Tell(connection, new KeyChange { Kind = ChangeKind.Shredded, Name = subject, Month = month });
                transaction.Commit();
            }
            Take(new KeyChange { Kind = ChangeKind.Shredded, Name = subject, Month = month });
            Deleted(connection);
        }
    }

    /// <inheritdoc/>
    public bool IsErased(string subject)
    {
        if (_erased.ContainsKey(subject))
            return true;
        using var connection = _database.Connect();
        if (!connection.GetTable<ErasedSubject>().Any(e => e.Subject == subject))
            return false;
        _erased[subject] = 0;
        return true;
    }

    /// <inheritdoc/>
    public bool IsDestroyed(KeyId id)
    {
        if (IsErased(id.Subject))
            return true;
        using var connection = _database.Connect();
        return connection.GetTable<SubjectSecret>().Any(k => k.Subject == id.Subject && k.Month > id.Month);
    }

    /// <inheritdoc/>
    public void Erase(string subject, DateTimeOffset at)
    {
        lock (_writing)
        {
            var atUs = at.ToUnixTimeMilliseconds() * 1000;
            using var connection = ConnectToDelete();
            using (var transaction = connection.BeginTransaction())
            {
                connection.GetTable<ErasedSubject>().InsertOrUpdate(
                    () => new ErasedSubject { Subject = subject, AtUs = atUs },
                    null!,
                    () => new ErasedSubject { Subject = subject });
                connection.GetTable<SubjectSecret>().Where(k => k.Subject == subject).Delete();
                Tell(connection, new KeyChange { Kind = ChangeKind.Erased, Name = subject });
                transaction.Commit();
            }
            Take(new KeyChange { Kind = ChangeKind.Erased, Name = subject });
            Deleted(connection);
        }
    }

    /// <inheritdoc/>
    public Pseudonym Assign(DirectoryKind kind, string name)
    {
        if (Find(kind, name) is { } known)
            return known;
        lock (_writing)
        {
            var lookup = Lookup(kind, name);
            var code = (int)kind;
            var drawn = Pseudonym.New().Value;
            var sealedName = Seal(Encoding.UTF8.GetBytes(name), drawn);
            using var connection = _database.Connect();
            connection.GetTable<DirectoryEntry>().InsertOrUpdate(
                () => new DirectoryEntry { Kind = code, Lookup = lookup, Pseudonym = drawn, Sealed = sealedName },
                null!,
                () => new DirectoryEntry { Kind = code, Lookup = lookup });
            var row = connection.GetTable<DirectoryEntry>().Single(e => e.Kind == code && e.Lookup == lookup);
            return Remember(kind, name, row);
        }
    }

    /// <inheritdoc/>
    public Pseudonym? Find(DirectoryKind kind, string name)
    {
        if (IsTrusted && _pseudonyms.TryGet((kind, name), out var known))
            return known;
        var lookup = Lookup(kind, name);
        using var connection = _database.Connect();
        var row = connection.GetTable<DirectoryEntry>().SingleOrDefault(e => e.Kind == (int)kind && e.Lookup == lookup);
        return row is null ? null : Remember(kind, name, row);
    }

    /// <inheritdoc/>
    public string? Reveal(DirectoryKind kind, Pseudonym pseudonym)
    {
        using var connection = _database.Connect();
        var row = connection.GetTable<DirectoryEntry>().SingleOrDefault(e => e.Kind == (int)kind && e.Pseudonym == pseudonym.Value);
        return row is null ? null : Encoding.UTF8.GetString(Unseal(row.Sealed, row.Pseudonym));
    }

    /// <inheritdoc/>
    public void Forget(DirectoryKind kind, Pseudonym pseudonym)
    {
        lock (_writing)
        {
            using var connection = ConnectToDelete();
            using (var transaction = connection.BeginTransaction())
            {
                connection.GetTable<DirectoryEntry>().Where(e => e.Kind == (int)kind && e.Pseudonym == pseudonym.Value).Delete();
                Tell(connection, new KeyChange { Kind = ChangeKind.Forgotten, Name = pseudonym.Value });
                transaction.Commit();
            }
            Take(new KeyChange { Kind = ChangeKind.Forgotten, Name = pseudonym.Value });
            Deleted(connection);
        }
    }

    // Alone on its store it knows all that is destroyed.
    private bool IsTrusted => Volatile.Read(ref _leaseClock) is not { } clock || clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Lease;

    private async Task LookAsync(CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        var changes = await connection.GetTable<KeyChange>().Where(c => c.Number > _lastChange).OrderBy(c => c.Number)
            .ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var change in changes)
        {
            lock (_writing)
                Take(change);
            _lastChange = change.Number;
        }
    }

    // For other nodes. One at a time, so that they see the numbers in their order: these are rare.
    private void Tell(DataConnection connection, KeyChange change)
    {
        if (_database.Provider != DatabaseProvider.PostgreSql)
            return;
        connection.Execute("lock table key_change in exclusive mode");
        connection.Execute("insert into key_change (kind, name, month) values (@kind, @name, @month)",
            new DataParameter("kind", (int)change.Kind), new DataParameter("name", change.Name), new DataParameter("month", change.Month));
    }

    private void Take(KeyChange change)
    {
        if (change.Kind == ChangeKind.Erased)
            _erased[change.Name] = 0;
        if (change.Kind == ChangeKind.Forgotten)
        {
            _pseudonyms.RemoveWhere((_, pseudonym) => pseudonym.Value == change.Name);
            return;
        }
        _keys.RemoveWhere((k, _) => k.Subject == change.Name && (change.Kind == ChangeKind.Erased || k.Month < change.Month));
        Destroyed?.Invoke();
    }

    private Pseudonym Remember(DirectoryKind kind, string name, DirectoryEntry row)
    {
        var pseudonym = new Pseudonym(row.Pseudonym);
        _pseudonyms.Put((kind, name), pseudonym);
        return pseudonym;
    }

    private static int FirstMonthOf(KeyId id)
    {
        var months = id.Month / 100 * 12 + id.Month % 100 - 1 - MonthsBefore;
        return Math.Max(EarliestMonth, months / 12 * 100 + months % 12 + 1);
    }

    private byte[]? KeyOf(SubjectSecret row, KeyId id)
    {
        if (id.Month < row.Month)
            return null;
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Head(row, id.Month), KeyBytes, info: "key"u8.ToArray());
        _keys.Put(id, key);
        if (!_erased.ContainsKey(id.Subject))
            return key;
        // Erased since the row was read: an erasure that had cleared the memory before would leave the key there.
        _keys.Remove(id);
        return null;
    }

    private byte[] Head(SubjectSecret row, int month)
    {
        var head = Unseal(row.Sealed, row.Subject);
        for (var m = row.Month; m < month; m = m % 100 == 12 ? m + 89 : m + 1)
            head = HKDF.DeriveKey(HashAlgorithmName.SHA256, head, KeyBytes, info: "next"u8.ToArray());
        return head;
    }

    // A deleted row would stay readable in SQLite's free pages and write-ahead log: have it overwritten, and the log emptied.
    // (PostgreSQL's vacuum does the former in its own time; what it leaves is still sealed under the master key.)
    private DataConnection ConnectToDelete()
    {
        var connection = _database.Connect();
        if (_database.Provider == DatabaseProvider.Sqlite)
            connection.Execute("PRAGMA secure_delete = ON");
        return connection;
    }

    private void Deleted(DataConnection connection)
    {
        if (_database.Provider == DatabaseProvider.Sqlite)
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private async Task CheckMasterAsync(DataConnection connection, CancellationToken cancellation)
    {
        const string known = "platone";
        var check = Seal(Encoding.UTF8.GetBytes(known), known);
        if (!_database.IsReadOnly)
        {
            await connection.GetTable<MasterCheck>().InsertOrUpdateAsync(
                () => new MasterCheck { Id = 1, Sealed = check },
                null!,
                () => new MasterCheck { Id = 1 }, cancellation).ConfigureAwait(false);
        }
        var row = await connection.GetTable<MasterCheck>().SingleAsync(m => m.Id == 1, cancellation).ConfigureAwait(false);
        try
        {
            Unseal(row.Sealed, known);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new CryptographicException("the master key is not the one this key store was made with", e);
        }
    }

    private byte[] Lookup(DirectoryKind kind, string name) => HMACSHA256.HashData(_lookupKey, Encoding.UTF8.GetBytes($"{(int)kind}\0{name}"));

    private byte[] Seal(ReadOnlySpan<byte> secret, string associated)
    {
        var result = new byte[NonceBytes + secret.Length + TagBytes];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_sealingKey, TagBytes);
        aes.Encrypt(result.AsSpan(0, NonceBytes), secret, result.AsSpan(NonceBytes, secret.Length),
            result.AsSpan(NonceBytes + secret.Length), Encoding.UTF8.GetBytes(associated));
        return result;
    }

    private byte[] Unseal(ReadOnlySpan<byte> stored, string associated)
    {
        var secret = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_sealingKey, TagBytes);
        aes.Decrypt(stored[..NonceBytes], stored[NonceBytes..^TagBytes], stored[^TagBytes..], secret, Encoding.UTF8.GetBytes(associated));
        return secret;
    }
}
