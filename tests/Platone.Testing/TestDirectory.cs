using Microsoft.Data.Sqlite;

namespace Platone.Testing;

/// <summary>A folder for one test, deleted with its content at the end; at the latest when the test process has ended.</summary>
public sealed class TestDirectory : IDisposable
{
    private static int _count;

    /// <summary>Makes an empty folder.</summary>
    /// <param name="name">Goes into its name, for a person who looks at it.</param>
    public TestDirectory(string name = "test")
    {
        Path = System.IO.Path.Combine(TestRun.Current.Folder, $"{name}-{Interlocked.Increment(ref _count)}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The path of a file or folder in it; its parent folder is made.</summary>
    public string File(string relative)
    {
        var path = System.IO.Path.Combine([Path, .. relative.Split('/')]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a text file in it and gives its path.</summary>
    public string Write(string relative, string text)
    {
        var path = File(relative);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Pooled connections keep files open, and Windows deletes no open file.
        if (OperatingSystem.IsWindows())
            SqliteConnection.ClearAllPools();
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
