using Xunit;

namespace Platone.Testing;

/// <summary>Reference data beside the repository (<c>../shared/data</c>), which a clone may not have.</summary>
public static class SharedData
{
    private static readonly string Folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>Where a file would be, there or not.</summary>
    /// <param name="relative">With forward slashes, such as <c>meters/household-minute.csv</c>.</param>
    public static string Path(string relative) => System.IO.Path.Combine([Folder, .. relative.Split('/')]);

    /// <summary>The path of a file or folder that is there. For a <c>[SkippableFact]</c>.</summary>
    /// <exception cref="SkipException">It is not: the test is reported as skipped.</exception>
    public static string Require(string relative)
    {
        var path = Path(relative);
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"reference data ../shared/data/{relative} is not beside the repository");
        return path;
    }
}
