using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>cluster-sharding</c>: where entities live.</summary>
internal static class ShardingPalette
{
    private const string RegionArgument = "region";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly CommandDefinition ListRegions = new CommandDefinitionBuilder().WithName("list-regions")
        .WithDescription("Lists the kinds of entity that may live on this node.").Build();

    private static readonly CommandDefinition ListShards = new CommandDefinitionBuilder().WithName("list-shards")
        .WithDescription("Lists the shards this node hosts, with how many entities are in memory.")
        .WithArgument(b => Region(b)).Build();

    private static readonly CommandDefinition RegionStats = new CommandDefinitionBuilder().WithName("region-stats")
        .WithDescription("Counts shards and entities of a kind on every node.")
        .WithArgument(b => Region(b).IsMandatory(true)).Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("cluster-sharding", [ListRegions, ListShards, RegionStats]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler { get; } = new PaletteHandler(Palette, Props.Create(() => new ShardingActor()));

    private static ArgumentDefinitionBuilder Region(ArgumentDefinitionBuilder builder) =>
        builder.Is(RegionArgument, 'r', "The kind of entity, such as market-session; list-regions lists them.");

    private sealed class ShardingActor : PaletteActor
    {
        private readonly ClusterSharding _sharding = ClusterSharding.Get(Context.System);
        private readonly Address _self = Cluster.Get(Context.System).SelfAddress;

        public ShardingActor()
            : base(Palette)
        {
            Answer(ListRegions, ListRegionsRows);
            Answer(ListShards, ListShardsAsync);
            Answer(RegionStats, RegionStatsAsync);
        }

        private IEnumerable<string> Names => _sharding.ShardTypeNames.Order(StringComparer.Ordinal);

        private IEnumerable<CommandResponse> ListRegionsRows(CommandArguments arguments)
        {
            foreach (var name in Names)
                yield return new RowResponse((RegionArgument, name));
            yield return new LineResponse($"Count: {Names.Count()} regions");
        }

        private async IAsyncEnumerable<CommandResponse> ListShardsAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            IEnumerable<string> names = arguments.Text(RegionArgument) is { } one ? [Known(one)] : Names;
            var count = 0;
            foreach (var name in names)
            {
                var state = await _sharding.ShardRegion(name)
                    .Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience, cancellation);
                foreach (var shard in state.Shards.OrderBy(s => s.ShardId.Length).ThenBy(s => s.ShardId, StringComparer.Ordinal))
                {
                    count++;
                    yield return new RowResponse((RegionArgument, name), ("shard", shard.ShardId), ("entities", shard.EntityIds.Count));
                }
            }

            yield return new LineResponse($"Count: {count} shards on {_self}");
        }

        private async IAsyncEnumerable<CommandResponse> RegionStatsAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var region = _sharding.ShardRegion(Known(arguments.Text(RegionArgument)!));
            // The region itself asks the others, and answers with what it got by its own time-out.
            var stats = await region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience), Patience * 2, cancellation);
            var (shards, entities) = (0, 0);
            foreach (var (address, ofNode) in stats.Regions.OrderBy(r => r.Key.ToString(), StringComparer.Ordinal))
            {
                // The region knows its own node by no host.
                var node = address.HasLocalScope ? _self : address;
                var (ofShards, ofEntities) = (ofNode.Stats.Count, ofNode.Stats.Values.Sum());
                (shards, entities) = (shards + ofShards, entities + ofEntities);
                yield return new RowResponse(("address", node.ToString()), ("shards", ofShards), ("entities", ofEntities));
            }

            yield return new LineResponse($"Count: {stats.Regions.Count} nodes, {shards} shards, {entities} entities");
        }

        private string Known(string name) => _sharding.ShardTypeNames.Contains(name)
            ? name
            : throw RefusalException.No($"there is no region {name}; there are {string.Join(", ", Names)}");
    }
}
