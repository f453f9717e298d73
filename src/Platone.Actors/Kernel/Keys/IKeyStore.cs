namespace Platone.Actors.Kernel.Keys;

/// <summary>
/// Keeps what must be forgettable: a random key per subject and month, and the directory from pseudonyms to real names.
/// Lives apart from the journal (own file or schema), sealed under a master key from a file or the environment.
/// Thread-safe; a key or name is durable before it is returned.
/// </summary>
public interface IKeyStore
{
    /// <summary>The 32-byte key, made durable now if there was none.</summary>
    /// <exception cref="ErasedSubjectException">The subject was erased: no key is ever made for it again.</exception>
    byte[] GetOrCreate(KeyId id);

    /// <summary>The 32-byte key, or null if it never was or was destroyed.</summary>
    byte[]? Find(KeyId id);

    /// <summary>Whether the subject was erased.</summary>
    bool IsErased(string subject);

    /// <summary>Whether the key was destroyed on purpose: its subject erased, or its month shredded. What it sealed reads as erased.</summary>
    bool IsDestroyed(KeyId id) => IsErased(id.Subject);

    /// <summary>Destroys every key of a subject and remembers that it was erased. Repeatable. Content under them is unreadable from now on.</summary>
    /// <param name="subject">The persistence id of the POD or entity.</param>
    /// <param name="at">When (UTC), for the record.</param>
    void Erase(string subject, DateTimeOffset at);
}

/// <summary>A key was asked for a subject that was erased.</summary>
/// <param name="subject">The subject.</param>
public sealed class ErasedSubjectException(string subject) : InvalidOperationException($"{subject} was erased")
{
    /// <summary>The subject.</summary>
    public string Subject { get; } = subject;
}
