using Platone.Host.Configuration;

namespace Platone.Host.Verbs.Files;

/// <summary>Writes what a verb produced.</summary>
internal static class OutputFile
{
    /// <summary>Writes text to a file, or to standard output.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static async Task WriteAsync(VerbContext context, string? file, string text, CancellationToken cancellation)
    {
        if (file is null)
        {
            await context.Out.WriteAsync(text);
            if (!text.EndsWith('\n'))
                await context.Out.WriteLineAsync();
            return;
        }

        try
        {
            await File.WriteAllTextAsync(file, text, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: {e.Message}", e);
        }
    }
}
