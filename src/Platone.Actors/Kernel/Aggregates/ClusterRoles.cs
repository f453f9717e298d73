using Akka.Configuration;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>What a node of a cluster can do (<c>akka.cluster.roles</c>). Each entity and each singleton lives on nodes of one of these.</summary>
public static class ClusterRoles
{
    /// <summary>Sessions, portfolios, participants, and the processes of a session.</summary>
    public const string Market = "market";

    /// <summary>Light nodes, PODs, batteries, communities, sensors; the MQTT broker.</summary>
    public const string Field = "field";

    /// <summary>Grid operators.</summary>
    public const string Grid = "grid";

    /// <summary>The log and the read models.</summary>
    public const string Notary = "notary";

    /// <summary>REST and pages.</summary>
    public const string Api = "api";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } = [Market, Field, Grid, Notary, Api];

    /// <summary>Reads <c>akka.cluster.roles</c>.</summary>
    /// <exception cref="ConfigurationException">There is none, or one that is not known.</exception>
    public static IReadOnlyList<string> From(Config config)
    {
        var roles = config.GetStringList("akka.cluster.roles").ToList();
        var unknown = roles.Except(All).ToList();
        return roles.Count > 0 && unknown.Count == 0
            ? roles
            : throw new ConfigurationException($"akka.cluster.roles must be some of {string.Join(", ", All)}, not "
                + (roles.Count == 0 ? "empty" : string.Join(", ", unknown)));
    }
}
