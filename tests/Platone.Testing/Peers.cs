using Xunit;

namespace Platone.Testing;

/// <summary>
/// Real programs that tests speak to. One that is absent makes a <c>[SkippableFact]</c> report itself as skipped, with the reason;
/// with <c>PLATONE_REQUIRE_PEERS=1</c> it makes it fail.
/// </summary>
public static class Peers
{
    /// <summary>Whether an absent peer is a failure.</summary>
    public static bool AreRequired { get; } = Environment.GetEnvironmentVariable("PLATONE_REQUIRE_PEERS") == "1";

    private static readonly string[] SystemFolders =
        ["/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin", "/opt/homebrew/sbin"];

    /// <summary>The full path of a program, or null.</summary>
    /// <param name="name">Without an extension.</param>
    /// <param name="folders">Where it is looked for first, before the search path and the folders of system programs.</param>
    public static string? Find(string name, params IEnumerable<string> folders)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(path).Concat(SystemFolders).Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>The full path of a program a test cannot do without.</summary>
    /// <exception cref="SkipException">It is absent.</exception>
    /// <exception cref="PeerMissingException">It is absent, and peers are required.</exception>
    public static string Require(string name, params IEnumerable<string> folders) =>
        Find(name, folders) ?? throw Missing($"{name} is not installed");

    /// <summary>What to throw where a peer is absent.</summary>
    /// <param name="reason">Names the peer and what is wrong.</param>
    public static Exception Missing(string reason) => AreRequired ? new PeerMissingException(reason) : new SkipException(reason);
}

/// <summary>A peer is absent although <c>PLATONE_REQUIRE_PEERS=1</c> says that it must not be.</summary>
public sealed class PeerMissingException(string reason) : Exception($"{reason} (PLATONE_REQUIRE_PEERS=1)");
