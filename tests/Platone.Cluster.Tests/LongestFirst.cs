using Platone.Cluster.Tests.Pbm;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>Collections that take longest come first, so that none of them is left for the end, when nothing runs beside it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // By measurement; what is not named is short.
    private static readonly string[] Long =
    [
        nameof(ChangingClusterTests), nameof(KilledNodeTests), nameof(OperatorsCluster), nameof(ClusterDemoTests), nameof(PbmMembersTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => Array.FindIndex(Long, name => c.DisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var place
            ? place
            : Long.Length);
}
