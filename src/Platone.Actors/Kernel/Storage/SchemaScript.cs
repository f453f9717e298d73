using System.Globalization;
using System.Text;

namespace Platone.Actors.Kernel.Storage;

/// <summary>
/// One step of a store's schema: a file <c>NNNN-name.sql</c> of the store's folder. What it says is for both databases, until a line
/// <c>-- sqlite:</c>, <c>-- postgresql:</c> or <c>-- both:</c> says for which what follows is. Types that differ have a word:
/// <c>KEY</c> text that compares by its bytes, <c>BYTES</c>, and <c>ID</c> a 64-bit key of one column, which in SQLite is the row's own id;
/// <c>CLUSTERED</c> behind a table whose rows lie in the order of their key.
/// A script that was released never changes.
/// </summary>
/// <param name="Version">Its number: they run in this order.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Text">The file.</param>
internal sealed record SchemaScript(int Version, string Name, string Text)
{
    private const string Both = "both";

    /// <summary>Reads a file's name.</summary>
    /// <exception cref="FormatException">It has no number.</exception>
    public static SchemaScript Of(string file, string text)
    {
        var hyphen = file.IndexOf('-', StringComparison.Ordinal);
        return hyphen > 0 && int.TryParse(file.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new SchemaScript(version, Path.GetFileNameWithoutExtension(file[(hyphen + 1)..]), text)
            : throw new FormatException($"the name of the script {file} does not begin with a number and a hyphen");
    }

    /// <summary>The statements for one of the databases.</summary>
    public string For(DatabaseProvider provider)
    {
        var (wanted, part, text) = (provider == DatabaseProvider.Sqlite ? "sqlite" : "postgresql", Both, new StringBuilder());
        foreach (var line in Text.Split('\n'))
        {
            if (line.TrimEnd() is "-- both:" or "-- sqlite:" or "-- postgresql:")
                part = line.Trim()[3..^1];
            else if (part == Both || part == wanted)
                text.Append(line).Append('\n');
        }
        (string, string)[] words = provider == DatabaseProvider.Sqlite
            ? [("KEY", "text"), ("BYTES", "blob"), (" ID ", " integer "), ("CLUSTERED", "without rowid")]
            : [("KEY", "text collate \"C\""), ("BYTES", "bytea"), (" ID ", " bigint "), (" CLUSTERED", "")];
        foreach (var (word, type) in words)
            text.Replace(word, type);
        return text.ToString();
    }
}
