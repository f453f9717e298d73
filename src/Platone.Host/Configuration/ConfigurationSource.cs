using Akka.Configuration;

namespace Platone.Host.Configuration;

/// <summary>One place settings come from: a file, the environment, the command line.</summary>
internal sealed class ConfigurationSource
{
    private readonly IReadOnlyDictionary<string, int>? _lines;

    private ConfigurationSource(string origin, Config config, IReadOnlyDictionary<string, int>? lines) =>
        (Origin, Config, _lines) = (origin, config, lines);

    /// <summary>What to call it in an error: the file's path, or the variable, or the option.</summary>
    public string Origin { get; }

    /// <summary>Its settings.</summary>
    public Config Config { get; }

    /// <summary>A HOCON file.</summary>
    /// <exception cref="InputException">It cannot be read, or is not HOCON.</exception>
    public static ConfigurationSource File(string path)
    {
        string text;
        try
        {
            text = System.IO.File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {e.Message}", e);
        }

        try
        {
            // The lines first: they refuse what Akka's parser would never return from.
            var lines = HoconLines.Of(text);
            return new ConfigurationSource(path, Parse(path, text), lines);
        }
        catch (HoconFormException e)
        {
            throw new InputException($"{path}:{e.Line}: not HOCON: {e.Message}", e);
        }
    }

    /// <summary>
    /// A single setting. A value in brackets is a list, its elements separated by commas; any other is taken literally, whatever
    /// characters it has: <c>[::1]:1883</c> is an address.
    /// </summary>
    /// <exception cref="InputException">The key is not a path of HOCON keys.</exception>
    public static ConfigurationSource Setting(string origin, string key, string value)
    {
        if (key.Length == 0 || key.Split('.').Any(part => part.Length == 0 || part.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
            throw new InputException($"{origin}: '{key}' is not a key: letters, digits and '-', its parts separated by dots");
        var text = value.Trim() is ['[', .. var elements, ']'] ? List(elements) : Quote(value);
        return new ConfigurationSource(origin, Parse(origin, $"{key} = {text}"), null);
    }

    /// <summary>Where the key is set in it, for an error: the file and line, or the origin alone.</summary>
    public string Where(string path)
    {
        if (_lines is null)
            return Origin;
        // A section set by dotted keys alone (a.b = 1) has no line of its own: take that of its first key.
        var lines = _lines.Where(l => l.Key == path).Concat(_lines.Where(l => l.Key.StartsWith(path + ".", StringComparison.Ordinal)).OrderBy(l => l.Value));
        return lines.Select(l => $"{Origin}:{l.Value}").FirstOrDefault(Origin);
    }

    // Every element is quoted here: Akka's parser never returns from a list with a ':' outside quotes.
    private static string List(string elements) => "[" + string.Join(", ",
        elements.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(element => Quote(element is ['"', .. var inner, '"'] ? inner : element))) + "]";

    private static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static Config Parse(string origin, string text)
    {
        try
        {
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Akka's parser throws plain exceptions of several types; all mean that the text is not HOCON.
            throw new InputException($"{origin}: not HOCON: {e.Message}", e);
        }
    }
}
