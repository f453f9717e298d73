using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary.Anchoring;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>
/// What keeps a session's names and records from being guessed from the hashes on a chain: a salt for each of them, all from the session's own
/// key, so that one can be disclosed without the rest.
/// </summary>
/// <param name="key">The session's key of the month it was opened in.</param>
internal sealed class SessionSalts(byte[] key)
{
    /// <summary>The salts of a session.</summary>
    /// <param name="keys">The key store.</param>
    /// <param name="session">The session.</param>
    /// <param name="openedAt">When it was opened.</param>
    public static SessionSalts Of(IKeyStore keys, MarketSessionId session, DateTimeOffset openedAt) =>
        new(keys.GetOrCreate(KeyId.For($"{MarketSessionCommand.EntityKind}-{session}", openedAt)));

    /// <summary>The salt of a request, by its name.</summary>
    public Hash256 Request(RequestId request) => Salt("request", request.Value);

    /// <summary>The salt of an offer, by its name.</summary>
    public Hash256 Offer(OfferId offer) => Salt("offer", offer.Value);

    /// <summary>What stands for alternatives of an aggregator: nobody needs to see more of them than that they are the same.</summary>
    public Hash256 Alternative(ParticipantId aggregator, string name) => Salt("alternative", $"{aggregator}\n{name}");

    /// <summary>The salt of the outcome.</summary>
    public Hash256 Outcome => Salt("outcome", "");

    /// <summary>The salt of a version of the settlement.</summary>
    public Hash256 Settlement(int version) => Salt("settlement", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{version}"));

    /// <summary>A salted hash: SHA-256(salt || parts).</summary>
    public static Hash256 Hash(Hash256 salt, params ReadOnlySpan<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt.ToBytes());
        foreach (var part in parts)
            hash.AppendData(part);
        return new Hash256(hash.GetHashAndReset());
    }

    // Units are salted with the same key: their text begins with a stream's name, never with this.
    private Hash256 Salt(string kind, string name) => new(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"flex-market\n{kind}\n{name}")));
}
