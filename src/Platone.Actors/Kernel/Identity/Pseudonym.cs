using System.Security.Cryptography;

namespace Platone.Actors.Kernel.Identity;

/// <summary>
/// The random name under which a personal thing (a POD, a light node) appears in persistence ids, events, logs and read models.
/// 128 random bits as 26 lower-case base-32 characters (RFC 4648 alphabet, no padding). Only the directory of the key store maps it
/// back to a POD code or a device serial.
/// </summary>
/// <param name="Value">The 26 characters.</param>
public readonly record struct Pseudonym(string Value) : IComparable<Pseudonym>
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Characters = 26;

    /// <summary>Draws a new pseudonym from the operating system's random source.</summary>
    public static Pseudonym New()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return From(random);
    }

    /// <summary>The pseudonym that stands for 16 given bytes; for tests and generators that need the same names every time.</summary>
    /// <param name="bytes">Exactly 16 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Pseudonym From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 16)
            throw new ArgumentException($"a pseudonym is made of 16 bytes, not {bytes.Length}", nameof(bytes));
        Span<char> text = stackalloc char[Characters];
        var (buffer, bits, next) = (0u, 0, 0);
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            for (; bits >= 5; bits -= 5)
                text[next++] = Alphabet[(int)((buffer >> (bits - 5)) & 31)];
        }
        text[next] = Alphabet[(int)((buffer << (5 - bits)) & 31)];
        return new Pseudonym(new string(text));
    }

    /// <summary>Reads a pseudonym; false if the text does not have the form of one.</summary>
    public static bool TryParse(string? text, out Pseudonym pseudonym)
    {
        pseudonym = default;
        if (text is not { Length: Characters } || text.AsSpan().ContainsAnyExcept(Alphabet))
            return false;
        pseudonym = new Pseudonym(text);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Pseudonym other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
