namespace Platone.Actors.Kernel.Keys;

/// <summary>Files that hold a secret: only their owner may read them, and they are on disk when the call returns.</summary>
public static class SecretFile
{
    /// <summary>Writes a new file, mode 0600 where the system has modes.</summary>
    /// <param name="path">Must not exist.</param>
    /// <param name="content">One line of text.</param>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public static void Create(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        using (var writer = new StreamWriter(stream, leaveOpen: true))
            writer.WriteLine(content);
        stream.Flush(flushToDisk: true);
    }
}
