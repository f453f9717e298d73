using System.Runtime.CompilerServices;

namespace Platone.Testing;

/// <summary>The source tree the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of <c>Platone.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path in the repository.</summary>
    /// <param name="relative">With forward slashes, from the root.</param>
    public static string Path(string relative) => System.IO.Path.Combine([Root, .. relative.Split('/')]);

    private static string Find([CallerFilePath] string source = "")
    {
        foreach (var start in (string?[])[AppContext.BaseDirectory, System.IO.Path.GetDirectoryName(source), Environment.CurrentDirectory])
            for (var folder = start; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
                if (File.Exists(System.IO.Path.Combine(folder, "Platone.sln")))
                    return folder;
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} has Platone.sln");
    }
}
