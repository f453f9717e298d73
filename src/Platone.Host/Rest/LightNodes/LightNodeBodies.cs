using Platone.Actors.Scd.Metering.LightNodes;

namespace Platone.Host.Rest.LightNodes;

/// <summary>A light node to register.</summary>
/// <param name="Serial">The device serial, 1 to 64 letters, digits, '.', '_' or '-': its MQTT user name and part of its topics. Personal: it goes to the directory only.</param>
/// <param name="Pod">Pseudonym of the POD it measures.</param>
/// <param name="ValidFrom">First instant whose readings are taken; may lie in the past, for history.</param>
/// <param name="PublicKey">The device's secp256k1 key, compressed: 66 hex digits. Given one, the node must sign its readings.</param>
internal sealed record LightNodeBody(string Serial, string Pod, DateTimeOffset ValidFrom, string? PublicKey = null);

/// <summary>A device key.</summary>
/// <param name="PublicKey">secp256k1, compressed: 66 hex digits; null for a node that no longer signs.</param>
internal sealed record DeviceKeyBody(string? PublicKey);

/// <summary>A light node just registered, with its MQTT sign-in.</summary>
/// <param name="LightNode">Its pseudonym: its name everywhere else in the API.</param>
/// <param name="Serial">The serial it was registered with.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="Mqtt">How the device signs in.</param>
internal sealed record RegisteredLightNodeView(string LightNode, string Serial, string Pod, MqttSignInView Mqtt);

/// <summary>How a device signs in at the MQTT broker.</summary>
/// <param name="UserName">The device serial.</param>
/// <param name="Password">Derived from a key in the key store; the same registration gives the same password until it is rotated.</param>
internal sealed record MqttSignInView(string UserName, string Password);

/// <summary>A light node.</summary>
/// <param name="LightNode">Its pseudonym.</param>
/// <param name="Serial">The device serial, for those who may read it; null for others and after an erasure.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="Keyed">Whether it must sign its readings.</param>
/// <param name="ValidFrom">First instant whose readings are taken.</param>
/// <param name="LastReading">Time of its newest reading.</param>
/// <param name="LastSeen">When a reading last arrived.</param>
/// <param name="Readings">How many readings are recorded.</param>
/// <param name="Refused">How many readings and messages were refused.</param>
/// <param name="ClockSkewSeconds">Arrival less measuring time of its newest reading, s.</param>
/// <param name="Silent">Whether it sent nothing for longer than the limit.</param>
/// <param name="Alarms">What is wrong with it now.</param>
/// <param name="BadSignatures">How many of those refused had a bad or missing signature, since it has its key.</param>
/// <param name="LastBadSignature">When the last of those was recorded.</param>
/// <param name="KeyRevokedAt">When its key was revoked, if it has no other yet: nothing it sends is taken.</param>
internal sealed record LightNodeView(string LightNode, string? Serial, string Pod, bool Keyed, DateTimeOffset ValidFrom, DateTimeOffset? LastReading,
    DateTimeOffset? LastSeen, long Readings, long Refused, double? ClockSkewSeconds, bool Silent, IReadOnlyList<string> Alarms,
    long BadSignatures, DateTimeOffset? LastBadSignature, DateTimeOffset? KeyRevokedAt)
{
    /// <summary>The view of a row.</summary>
    public static LightNodeView Of(LightNodeRow row, string? serial) => new(row.Node.ToString(), serial, row.Pod.ToString(), row.IsKeyed, row.ValidFrom,
        row.LastReading, row.LastSeen, row.Readings, row.Refused, row.ClockSkew?.TotalSeconds, row.IsSilent, row.Alarms,
        row.BadSignatures, row.LastBadSignature, row.KeyRevokedAt);
}

/// <summary>With what devices verify set points.</summary>
/// <param name="PublicKey">secp256k1, compressed, 66 hexadecimal digits.</param>
internal sealed record SetPointKeyView(string PublicKey);
