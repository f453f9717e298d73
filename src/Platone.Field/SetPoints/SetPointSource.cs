using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering;

namespace Platone.Field.SetPoints;

/// <summary>What a device that comes (back) must be told: read anew each time, so that no crash can make it wrong. Thread-safe.</summary>
/// <param name="devices">What is scheduled.</param>
/// <param name="directory">Serials and pseudonyms.</param>
/// <param name="signer">Signs.</param>
/// <param name="options">How far back.</param>
/// <param name="clock">The one clock.</param>
public sealed class SetPointSource(IPodDevices devices, IDirectory directory, SetPointSigner signer, SetPointOptions options, TimeProvider clock)
{
    /// <summary>The signed messages of a device's set points that hold now, will hold, or ended a short while ago, in order of their time.</summary>
    /// <param name="serial">The device; one that nobody registered has none.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> KnownAsync(string serial, CancellationToken cancellation)
    {
        if (directory.Find(DirectoryKind.LightNode, serial) is not { } node)
            return [];
        var setPoints = await devices.SetPointsAsync(new LightNodeId(node), clock.GetUtcNow() - options.History, cancellation);
        return [.. setPoints.Select(s => signer.Sign(serial, s))];
    }
}
