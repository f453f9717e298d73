using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>A loaded cluster whose nodes are first those of an earlier build, in the folder that <c>PLATONE_PREVIOUS_BUILD</c> names.</summary>
public sealed class UpgradedCluster : LoadedCluster
{
    private protected override string? FirstBuild => Environment.GetEnvironmentVariable("PLATONE_PREVIOUS_BUILD") switch
    {
        { Length: > 0 } folder when File.Exists(Path.Combine(folder, "platone.dll")) => folder,
        { Length: > 0 } folder => throw new FileNotFoundException("PLATONE_PREVIOUS_BUILD has no platone.dll", folder),
        _ => throw new SkipException("PLATONE_PREVIOUS_BUILD names no folder of an earlier build (docs/cluster.md)"),
    };
}
