using System.Text.Json;

namespace Platone.Actors.Ethereum.Keystore;

/// <summary>Fields of a keystore file. Names compare without case: some wallets write "Crypto".</summary>
internal sealed class KeystoreFields(JsonElement element, string path)
{
    /// <summary>
    /// The address beside the key; null: none, or not of the usual form (it proves nothing, and some wallets leave it empty).
    /// </summary>
    public Address? Address => TextOrNull("address") is { } text
        && Ethereum.Address.TryParse("0x" + text.Replace("0x", "", StringComparison.Ordinal).ToLowerInvariant(), out var address)
        ? address
        : null;

    /// <summary>An object.</summary>
    public KeystoreFields Object(string name) => Find(name) is { ValueKind: JsonValueKind.Object } o
        ? new KeystoreFields(o, Path(name) + ".")
        : throw Missing(name, "an object");

    /// <summary>Text.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw Missing(name, "text");

    /// <summary>A whole number.</summary>
    public int Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
        ? value
        : throw Missing(name, "a whole number");

    /// <summary>Bytes in hexadecimal.</summary>
    public byte[] Bytes(string name) => TextOrNull(name) is { } text && text.TryHexToByteArray(out var bytes)
        ? bytes
        : throw Missing(name, "bytes in hexadecimal");

    /// <summary>So many bytes in hexadecimal.</summary>
    public byte[] Bytes(string name, int length) => Bytes(name) is var bytes && bytes.Length == length
        ? bytes
        : throw new KeystoreException($"{Path(name)}: {bytes.Length} bytes, where there must be {length}");

    /// <summary>An error of a field.</summary>
    public KeystoreException Wrong(string name, string reason) => new($"{Path(name)}: {reason}");

    private string? TextOrNull(string name)
    {
        try
        {
            return Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;   // half of a surrogate pair: JSON, but no text
        }
    }

    private JsonElement? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in element.EnumerateObject())
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        return null;
    }

    private string Path(string name) => path + name;

    private KeystoreException Missing(string name, string expected) => new($"{Path(name)}: {expected} is missing");
}
