using System.Collections.Immutable;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Journal;
using Akka.Serialization;

namespace Platone.Actors.Kernel.Journal.Writing;

/// <summary>
/// Akka.Persistence.Sql's journal with another way of writing (<see cref="JournalWriter"/>): reading and recovery are the package's, and so
/// are the tables and every column's content, so that either can go on where the other stopped (<c>akka.persistence.journal.sql.class</c>).
/// The package's own writer commits as soon as it is free, which on few cores is before a second event has come, builds each statement as a
/// text with all bytes in hexadecimal, and takes five asynchronous steps through a stream for each write.
/// </summary>
internal sealed class GatheringJournal : SqlWriteJournal
{
    private readonly Akka.Serialization.Serialization _serialization = Context.System.Serialization;
    private readonly TimeProvider _clock = PlatoneSetup.Of(Context.System).Clock;
    private readonly JournalWriter _writer;

    /// <summary>Made by Akka.</summary>
    /// <param name="config">The plugin's section, see <c>hocon/storage.conf</c>.</param>
    public GatheringJournal(Config config)
        : base(config)
    {
        var all = config.WithFallback(SqlPersistence.DefaultJournalConfiguration);
        // Of this start of the journal, in each of its rows: what Akka's replay tells two writers of one stream apart by.
        var uuid = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _writer = new JournalWriter(RowInserts.For(all.GetString("provider-name"), all.GetString("connection-string"), uuid),
            all.GetInt("batch-size"), all.GetTimeSpan("gather-at-most"));
    }

    /// <inheritdoc/>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        // Whoever wrote before and was told that it failed, or nothing at all, may still have a write on its way.
        await _writer.SettleAsync();
        return await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().UtcTicks;
        var rows = new List<StoredRow>();
        List<Exception?>? rejections = null;
        var writes = 0;
        foreach (var write in messages)
        {
            var before = rows.Count;
            try
            {
                foreach (var one in (IImmutableList<IPersistentRepresentation>)write.Payload)
                    rows.Add(Row(one, now));
                rejections?.Add(null);
            }
            catch (Exception e)
            {
                // Whatever a codec raises: Akka's contract is that this write is rejected, with the reason, and none of its events is stored.
                rows.RemoveRange(before, rows.Count - before);
                (rejections ??= [.. Enumerable.Repeat<Exception?>(null, writes)]).Add(e);
            }
            writes++;
        }

        if (rows.Count > 0)
            await _writer.WriteAsync(rows, cancellationToken).ConfigureAwait(false);
        // Null: all were taken.
        return rejections is null ? null! : [.. rejections!];
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _writer.Stop();
        base.PostStop();
    }

    private StoredRow Row(IPersistentRepresentation one, long now)
    {
        var serializer = _serialization.FindSerializerForType(one.Payload.GetType());
        var manifest = serializer is SerializerWithStringManifest named ? named.Manifest(one.Payload)
            : serializer.IncludeManifest ? $"{one.Payload.GetType().FullName}, {one.Payload.GetType().Assembly.GetName().Name}" : "";
        return new StoredRow(one.PersistenceId, one.SequenceNr, serializer.ToBinary(one.Payload), manifest, serializer.Identifier,
            one.Timestamp == 0 ? now : one.Timestamp);
    }
}
