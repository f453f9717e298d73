using System.Buffers.Binary;
using System.Text;

namespace Platone.Actors.Notary.Checkpoints;

/// <summary>A signature line of a note.</summary>
/// <param name="KeyName">Name of the key.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Signature">What follows the id; its form depends on the key's type.</param>
internal sealed record NoteSignature(string KeyName, uint KeyId, byte[] Signature)
{
    private const string LineStart = "\u2014 ";

    /// <summary>Reads a signature line, without its newline.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NoteSignature Parse(string line)
    {
        var parts = line.StartsWith(LineStart, StringComparison.Ordinal) ? line[LineStart.Length..].Split(' ') : [];
        if (parts.Length != 2 || !NoteKey.IsName(parts[0]))
            throw new FormatException("a signature line of a note is an em dash, the key's name and base64, with single spaces");
        if (!StrictBase64.TryDecode(parts[1], out var bytes) || bytes.Length <= 4)
            throw new FormatException($"the signature of {parts[0]} is not the base64 of a key id and a signature");
        return new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
    }

    /// <summary>The line, with its newline.</summary>
    public string ToLine()
    {
        var bytes = new byte[4 + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes, 4);
        return $"{LineStart}{KeyName} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>A text with signatures, in the C2SP signed-note format.</summary>
/// <param name="Text">What is signed; ends with a newline.</param>
/// <param name="Signatures">One or more, not yet verified.</param>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MaxSignatures = 100;

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static SignedNote Parse(string note)
    {
        if (note.Any(c => c < ' ' && c != '\n'))
            throw new FormatException("a signed note holds no control character but newline");
        if (!IsWellFormed(note))
            throw new FormatException("a signed note is UTF-8: half of a surrogate pair is not");
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0)
            throw new FormatException("a signed note has an empty line between its text and its signatures");
        if (!note.EndsWith('\n') || blank + 2 == note.Length)
            throw new FormatException("a signed note ends with signature lines");
        var lines = note[(blank + 2)..^1].Split('\n');
        if (lines.Length > MaxSignatures)
            throw new FormatException($"a signed note with more than {MaxSignatures} signatures is not read");
        return new SignedNote(note[..(blank + 1)], [.. lines.Select(NoteSignature.Parse)]);
    }

    /// <summary>The first good signature of a key; null if the note has none of it.</summary>
    /// <exception cref="FormatException">
    /// A signature line names the key and is wrong: the whole note is to be refused (C2SP signed-note).
    /// </exception>
    public NoteSignature? FindSignature(NoteKey key)
    {
        NoteSignature? found = null;
        foreach (var signature in Signatures.Where(key.Owns))
        {
            if (!key.Verify(Text, signature.Signature))
                throw new FormatException($"the signature of {key.Name} is wrong");
            found ??= signature;
        }
        return found;
    }

    /// <summary>The note with one more signature line.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>The note as it is stored and sent.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
            note.Append(signature.ToLine());
        return note.ToString();
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}
