using Platone.Host.Configuration;

namespace Platone.Host.Node;

/// <summary>
/// Holds a data folder for one node: two nodes on the same SQLite files would each think itself alone. The system gives the lock back
/// when the process ends, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(FileStream held) => _lock = held;

    /// <summary>Takes a folder, making it if it is missing.</summary>
    /// <exception cref="InputException">Another node has it, or it cannot be written.</exception>
    public static DataFolder Take(string folder)
    {
        var file = Path.Combine(folder, "node.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new DataFolder(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{folder}: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new InputException($"{folder}: another node has this data folder, or it cannot be written ({e.Message}); --data gives another", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
