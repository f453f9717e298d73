using System.Globalization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.LightNodes;

/// <summary>Queries for light nodes.</summary>
/// <param name="connection">The SCD.</param>
/// <param name="pods">Which PODs are visible.</param>
internal sealed class LightNodeQueries(DataConnection connection, PodQueries pods)
{
    /// <summary>One node, or null.</summary>
    public async Task<LightNodeRow?> OneAsync(LightNodeId node, CancellationToken cancellation)
    {
        var name = node.ToString();
        var record = await connection.GetTable<LightNodeRecord>().SingleOrDefaultAsync(n => n.Node == name, cancellation)
            .ConfigureAwait(false);
        return record is null ? null : Row(record);
    }

    /// <summary>A page of those whose POD is visible to someone.</summary>
    public async Task<Page<LightNodeRow>> PageAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation)
    {
        IQueryable<LightNodeRecord> nodes = connection.GetTable<LightNodeRecord>();
        if (visibleTo is not null)
        {
            var visible = pods.Visible(visibleTo);
            nodes = nodes.Where(n => visible.Any(p => p.Pod == n.Pod));
        }
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Read(cursor, 1)[0];
            nodes = nodes.Where(n => n.Node.CompareTo(after) > 0);
        }

        var rows = await nodes.OrderBy(n => n.Node).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, n => Cursor.Write(n.Node), Row);
    }

    private static LightNodeRow Row(LightNodeRecord node) => new(
        LightNodeId.Parse(node.Node), PodId.Parse(node.Pod), node.PublicKey is not null || node.KeyRevokedAtUs is not null,
        node.ValidFromUs.At(),
        node.LastReadingUs?.At(), node.LastSeenUs?.At(), node.Readings, node.Refused,
        node.ClockSkewUs is { } skew ? TimeSpan.FromMicroseconds(skew) : null,
        node.IsSilent, node.OpenUntilUs?.At(), [.. Alarms(node)])
    {
        BadSignatures = node.BadSignatures,
        LastBadSignature = node.LastBadSignatureUs?.At(),
        KeyRevokedAt = node.KeyRevokedAtUs?.At(),
    };

    private static IEnumerable<string> Alarms(LightNodeRecord node)
    {
        if (node.IsSilent)
            yield return $"silent since {Text(node.LastSeenUs)}";
        if (node.BackwardsReadings > 0)
        {
            var (count, epoch) = (node.BackwardsReadings, node.LastEpoch);
            yield return string.Create(CultureInfo.InvariantCulture,
                $"a register ran backwards in {count} readings of epoch {epoch}, last {Text(node.LastBackwardsUs)}");
        }
        if (node.KeyRevokedAtUs is not null)
            yield return $"its key was revoked {Text(node.KeyRevokedAtUs)}: nothing it sends is taken until it is given another";
        if (node.BadSignatures > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{node.BadSignatures} messages with a bad or missing signature, last {Text(node.LastBadSignatureUs)}");
        }
    }

    private static string Text(long? at) =>
        at is { } us ? us.At().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "its registration";
}
