using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Kernel.Keys;

/// <summary>Maps personal names (POD codes, device serials) to pseudonyms and back; part of the key store, never of the journal.</summary>
public interface IDirectory
{
    /// <summary>The pseudonym of a name, given now if it had none; the same for ever after.</summary>
    Pseudonym Assign(DirectoryKind kind, string name);

    /// <summary>The pseudonym of a name, or null if it has none.</summary>
    Pseudonym? Find(DirectoryKind kind, string name);

    /// <summary>The name behind a pseudonym, or null if there is none or it was forgotten.</summary>
    string? Reveal(DirectoryKind kind, Pseudonym pseudonym);

    /// <summary>Removes the mapping in both directions. Repeatable.</summary>
    void Forget(DirectoryKind kind, Pseudonym pseudonym);
}

/// <summary>What a directory entry names. The numbers are stored: never change one.</summary>
public enum DirectoryKind
{
    /// <summary>A POD by its code.</summary>
    Pod = 1,

    /// <summary>A light node by its device serial.</summary>
    LightNode = 2,
}
