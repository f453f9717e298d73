using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;

namespace Platone.Host.Rest.LightNodes;

/// <summary>
/// The MQTT passwords of light nodes. They are derived, not stored: HMAC-SHA-256 over the device serial under a random key of the node's
/// own in the key store. So nothing that opens a door is in the journal or a read model, the same registration answers with the same
/// password, and a new password is a new key: each generation is a subject of its own, and the newest there is counts. Once a node's serial
/// is forgotten nobody can sign in with it, whatever keys are left.
/// </summary>
internal sealed class MqttPasswords(IKeyStore keys)
{
    private const int FirstGeneration = 1;
    private const int AnyMonth = 197001;
    private readonly Lock _rotating = new();

    /// <summary>The node's password.</summary>
    /// <param name="node">The node.</param>
    /// <param name="serial">Its device serial.</param>
    public string Current(LightNodeId node, string serial) => Derive(keys.GetOrCreate(Key(node, Generation(node))), serial);

    /// <summary>Gives the node a new password; the one before opens nothing any more.</summary>
    public string Rotate(LightNodeId node, string serial)
    {
        lock (_rotating)
        {
            // Make sure of the current generation first: without its key the next would be a gap that nobody looks beyond.
            var current = Generation(node);
            keys.GetOrCreate(Key(node, current));
            return Derive(keys.GetOrCreate(Key(node, current + 1)), serial);
        }
    }

    /// <summary>Whether this is the node's password now. Takes the same time whichever part of it is wrong.</summary>
    public bool IsRight(LightNodeId node, string serial, string password) =>
        keys.Find(Key(node, Generation(node))) is { } key
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Derive(key, serial)), Encoding.UTF8.GetBytes(password));

    // Such a key has no month: it is always that of the first.
    private static KeyId Key(LightNodeId node, int generation) =>
        new(string.Create(CultureInfo.InvariantCulture, $"mqtt-password-{node}-{generation}"), AnyMonth);

    private static string Derive(byte[] key, string serial) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"platone mqtt password\0{serial}")));

    private int Generation(LightNodeId node)
    {
        var generation = FirstGeneration;
        while (keys.Find(Key(node, generation + 1)) is not null)
            generation++;
        return generation;
    }
}
