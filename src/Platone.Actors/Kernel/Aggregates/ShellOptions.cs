using Akka.Configuration;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>Limits of the actor shell (<c>hocon/entities.conf</c>, <c>platone.entities</c>).</summary>
/// <param name="SnapshotEvery">Events between two snapshots.</param>
/// <param name="MaxWaiting">Commands that may wait in one entity; beyond it callers get <see cref="CommandReply.Unavailable"/>.</param>
/// <param name="MaxEventsAWrite">Events after which a write goes out though commands still wait.</param>
/// <param name="PassivateAfter">Idle time after which an entity leaves memory; zero for never.</param>
/// <param name="MinBackoff">First wait before a failed entity is started again.</param>
/// <param name="MaxBackoff">Longest wait.</param>
public sealed record ShellOptions(
    int SnapshotEvery, int MaxWaiting, int MaxEventsAWrite, TimeSpan PassivateAfter, TimeSpan MinBackoff, TimeSpan MaxBackoff)
{
    /// <summary>Reads <c>platone.entities</c>.</summary>
    /// <exception cref="ConfigurationException">A key is missing or wrong.</exception>
    public static ShellOptions From(Config config)
    {
        var entities = config.GetConfig("platone.entities");
        return new ShellOptions(
            entities.GetInt("snapshot-every"),
            entities.GetInt("max-waiting"),
            entities.GetInt("max-events-a-write"),
            entities.GetTimeSpan("passivate-after"),
            entities.GetTimeSpan("min-backoff"),
            entities.GetTimeSpan("max-backoff"));
    }
}
