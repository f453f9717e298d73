using System.Collections.Concurrent;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering;

namespace Platone.Field.SetPoints;

/// <summary>Signs set points for devices with the platform's key. Thread-safe.</summary>
/// <param name="key">The platform's key for set points.</param>
public sealed class SetPointSigner(Secp256k1PrivateKey key)
{
    // A device that comes back gets what it had: signing a second time costs about a millisecond, remembering 300 bytes.
    private const int Remembered = 50_000;

    private readonly ConcurrentDictionary<(string Serial, SetPoint SetPoint), byte[]> _payloads = new();

    /// <summary>What devices verify with: the compressed point in hexadecimal is for REST and for those who set devices up.</summary>
    public Secp256k1PublicKey PublicKey => key.PublicKey;

    /// <summary>The signer of a platform, with a key derived from its master key.</summary>
    public static SetPointSigner Of(MasterKey master) => new(Secp256k1PrivateKey.From(master.Derive("platone set points: signing key")));

    /// <summary>The payload of the <c>set-point</c> message (docs/field-protocol.md, "Set points"): the same for the same set point.</summary>
    /// <param name="serial">The device it is for.</param>
    /// <param name="setPoint">The set point.</param>
    public ReadOnlyMemory<byte> Sign(string serial, SetPoint setPoint)
    {
        if (_payloads.TryGetValue((serial, setPoint), out var known))
            return known;
        if (_payloads.Count >= Remembered)
            _payloads.Clear();
        return _payloads[(serial, setPoint)] = SetPointMessage.Write(serial, setPoint, key);
    }
}
