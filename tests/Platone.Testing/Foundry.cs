using System.Runtime.InteropServices;
using Xunit;

namespace Platone.Testing;

/// <summary>Foundry's programs, as <c>npm ci</c> in <c>contracts/</c> installs them, or from the search path.</summary>
public static class Foundry
{
    /// <summary>The path of <c>cast</c>, which encodes, hashes and signs, and asks nodes.</summary>
    /// <exception cref="SkipException">It is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static string Cast => Require("cast");

    /// <summary>The path of <c>anvil</c>, an Ethereum node for tests.</summary>
    /// <inheritdoc cref="Cast"/>
    public static string Anvil => Require("anvil");

    /// <summary>The path of <c>forge</c>, which compiles and tests contracts.</summary>
    /// <inheritdoc cref="Cast"/>
    public static string Forge => Require("forge");

    private static string Platform =>
        (OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-amd64");

    private static string Require(string program) =>
        Peers.Find(program, Repository.Path($"contracts/node_modules/@foundry-rs/{program}-{Platform}/bin"))
        ?? throw Peers.Missing($"{program} is not installed (npm ci in contracts/)");

    /// <summary>What <c>cast</c> says: an Ethereum client that shares no code with Platone.</summary>
    /// <param name="arguments">Each one word.</param>
    /// <exception cref="SkipException">It is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static async Task<string> CastAsync(params IEnumerable<string> arguments) =>
        (await ProcessHost.RunAsync(Cast, arguments)).Succeeded().Output.Trim();
}
