using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Keys;

namespace Platone.Actors.Tests.Serialization;

/// <summary>Keys in memory, each the hash of its name, so that golden bytes written once open for ever.</summary>
internal sealed class MemoryKeys : IKeyStore
{
    private readonly ConcurrentDictionary<string, bool> _erased = new();

    public byte[] GetOrCreate(KeyId id) => Find(id) ?? throw new ErasedSubjectException(id.Subject);

    public byte[]? Find(KeyId id) => IsErased(id.Subject) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(id.ToString()));

    public bool IsErased(string subject) => _erased.ContainsKey(subject);

    public void Erase(string subject, DateTimeOffset at) => _erased[subject] = true;
}
