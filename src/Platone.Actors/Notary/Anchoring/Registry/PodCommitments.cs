using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>
/// What stands for a POD on a chain: keccak256(salt || code). The salt is 32 random bytes in the key store, the POD's own for as long as it
/// is there, and destroyed with it: then nobody can say any more whose POD the commitment was.
/// </summary>
/// <param name="keys">Has the salts.</param>
/// <param name="directory">Has the codes.</param>
public sealed class PodCommitments(IKeyStore keys, IDirectory directory)
{
    // Salts are no keys of a month.
    private const int AnyMonth = 197001;

    /// <summary>
    /// The subject in the key store whose secret a POD's salt is: apart from the keys of its months, which are shredded as they age.
    /// </summary>
    public static string SubjectOf(PodId pod) => $"pod-commitment-{pod}";

    /// <summary>The POD's commitment; null if its code was forgotten, or never known.</summary>
    /// <param name="pod">The POD.</param>
    /// <exception cref="ErasedSubjectException">The POD was erased.</exception>
    public Hash256? Of(PodId pod) => directory.Reveal(DirectoryKind.Pod, pod.Pseudonym) is { } code
        ? Of(keys.GetOrCreate(new KeyId(SubjectOf(pod), AnyMonth)), code)
        : null;

    /// <summary>
    /// The id under which a contract of tokens settles what had waited for a POD's account: HMAC-SHA-256 under the POD's salt, so that
    /// nobody finds the account behind a pseudonym by it.
    /// </summary>
    /// <param name="pod">The POD.</param>
    /// <param name="token">The contract.</param>
    /// <exception cref="ErasedSubjectException">The POD was erased.</exception>
    public Hash256 FollowUpOf(PodId pod, ContractAnchorId token) => new(HMACSHA256.HashData(
        keys.GetOrCreate(new KeyId(SubjectOf(pod), AnyMonth)), Encoding.UTF8.GetBytes($"platone/waiting-tokens/{token}")));

    /// <summary>The commitment of a code.</summary>
    /// <param name="salt">32 bytes.</param>
    /// <param name="code">The POD's code.</param>
    public static Hash256 Of(ReadOnlySpan<byte> salt, string code) => new(Keccak256.Hash([.. salt, .. Encoding.UTF8.GetBytes(code)]));
}
