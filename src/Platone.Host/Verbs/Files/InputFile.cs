using System.Text;
using Platone.Actors.Notary.Bundles;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs.Files;

/// <summary>Reads files that verbs are given; what is wrong with one is said with its name.</summary>
internal static class InputFile
{
    /// <summary>The bytes of a file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static async Task<byte[]> BytesAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The text of a UTF-8 file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static async Task<string> TextAsync(string path, CancellationToken cancellation) =>
        Encoding.UTF8.GetString(await BytesAsync(path, cancellation));

    /// <summary>A trust file; null if none is given.</summary>
    /// <exception cref="InputException">It cannot be read, or is none.</exception>
    public static async Task<TrustFile?> TrustAsync(string? path, CancellationToken cancellation)
    {
        if (path is null)
            return null;
        try
        {
            return TrustFile.Parse(await TextAsync(path, cancellation));
        }
        catch (FormatException e)
        {
            throw new InputException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>A proof of one base64 hash a line, as <c>log consistency</c> writes it; null if none is given.</summary>
    /// <exception cref="InputException">It cannot be read, or a line is no hash.</exception>
    public static async Task<IReadOnlyList<byte[]>?> ProofAsync(string? path, CancellationToken cancellation)
    {
        const int hashBytes = 32;
        if (path is null)
            return null;
        var lines = (await TextAsync(path, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Select((line, i) => Decode(line) ?? throw new InputException($"{path}:{i + 1}: not a hash of {hashBytes} bytes in base64"))];

        static byte[]? Decode(string line)
        {
            var hash = new byte[hashBytes + 3];
            return Convert.TryFromBase64String(line, hash, out var length) && length == hashBytes ? hash[..hashBytes] : null;
        }
    }
}
