using System.Collections;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Platone.Host.Configuration;

/// <summary>
/// The merged configuration of a node. Later wins: the files in <c>hocon/</c> beside the executable, those of <c>--config DIR</c>,
/// environment variables (<c>PLATONE__journal__provider</c>), <c>--set key=value</c>. The built-in files name every key there is below
/// <c>platone</c>, with its default: a key they do not know is refused, and so is a value of another form than the default's.
/// </summary>
internal sealed class NodeConfiguration
{
    private const string Root = "platone";
    private readonly IReadOnlyList<ConfigurationSource> _sources;

    private NodeConfiguration(Config config, IReadOnlyList<ConfigurationSource> sources) => (Config, _sources) = (config, sources);

    /// <summary>Everything merged: what the actor system is started from.</summary>
    public Config Config { get; }

    /// <summary>Folder of the built-in files, beside the executable.</summary>
    public static string BuiltInFolder => Path.Combine(AppContext.BaseDirectory, "hocon");

    /// <summary>Reads and merges all sources.</summary>
    /// <param name="builtIn">Folder of the built-in files.</param>
    /// <param name="folder">The folder of <c>--config</c>, if given: every <c>*.conf</c> in it, in the order of their names.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="settings">What <c>--set</c> gave, in order: <c>key=value</c>; the leading <c>platone.</c> of the key may be left out.</param>
    /// <exception cref="InputException">A file is missing or malformed, a key is unknown, a value has the wrong form.</exception>
    public static NodeConfiguration Load(string builtIn, string? folder, IDictionary environment, IEnumerable<string> settings)
    {
        var standards = Files(builtIn);
        var standard = standards.Aggregate(Config.Empty, (merged, source) => source.Config.WithFallback(merged));
        List<ConfigurationSource> overrides =
        [
            .. folder is null ? [] : Files(folder),
            .. FromEnvironment(environment),
            .. settings.Select(FromOption),
        ];
        foreach (var source in overrides)
            Check(source, standard);
        var config = overrides.Aggregate(standard, (merged, source) => source.Config.WithFallback(merged));
        return new NodeConfiguration(config, [.. standards, .. overrides]);
    }

    /// <summary>An error about a key's value that says where it was set last.</summary>
    /// <param name="key">Full path, with <c>platone.</c>.</param>
    /// <param name="fault">What is wrong, beginning with a verb: <c>must be …</c>.</param>
    public InputException Fault(string key, string fault)
    {
        var source = _sources.LastOrDefault(s => s.Config.HasPath(key));
        return new InputException(source is null ? $"{key} {fault}" : $"{source.Where(key)}: {key} {fault}");
    }

    /// <summary>A whole number above 0.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public int Positive(string key) => Config.GetLong(key) is > 0 and <= int.MaxValue and var value
        ? (int)value
        : throw Fault(key, $"must be 1 or more, not {Config.GetString(key)}");

    private static List<ConfigurationSource> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"{folder}: there is no such folder");
        List<ConfigurationSource> files = [.. Directory.GetFiles(folder, "*.conf").Order(StringComparer.Ordinal).Select(ConfigurationSource.File)];
        return files.Count > 0 ? files : throw new InputException($"{folder}: there is no *.conf file in it");
    }

    private static IEnumerable<ConfigurationSource> FromEnvironment(IDictionary environment) =>
        from name in environment.Keys.Cast<string>().Order(StringComparer.Ordinal)
        where name.StartsWith("PLATONE__", StringComparison.Ordinal)
        // Shells allow no hyphen in a variable's name, and no key has an underscore.
        let key = name.ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal).Replace('_', '-')
        select ConfigurationSource.Setting($"environment variable {name}", key, (string?)environment[name] ?? "");

    private static ConfigurationSource FromOption(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new InputException($"--set {setting}: must be key=value");
        var key = setting[..equals].Trim();
        var full = key.Split('.')[0] is Root or "akka" ? key : $"{Root}.{key}";
        return ConfigurationSource.Setting($"--set {setting[..equals]}", full, setting[(equals + 1)..]);
    }

    private static void Check(ConfigurationSource source, Config standard)
    {
        foreach (var (name, value) in source.Config.Root.GetObject()?.Items ?? [])
        {
            if (name == Root)
                Check(source, Root, value, standard.GetValue(Root));
            else if (name != "akka")
                throw new InputException($"{source.Where(name)}: unknown key {name}; settings are below {Root}, Akka's own below akka");
        }
    }

    private static void Check(ConfigurationSource source, string path, HoconValue value, HoconValue standard)
    {
        if (SettingForm.Mismatch(standard, value) is { } mismatch)
            throw new InputException($"{source.Where(path)}: {path} {mismatch}");
        if (!value.IsObject())
            return;
        var known = standard.GetObject().Items;
        foreach (var (name, inner) in value.GetObject().Items)
        {
            var below = $"{path}.{name}";
            Check(source, below, inner, known.TryGetValue(name, out var knownValue)
                // A section of names of one's own has the standard of each below "*".
                || known.TryGetValue("*", out knownValue)
                    ? knownValue
                    : throw Unknown(source, below, known.Keys));
        }
    }

    private static InputException Unknown(ConfigurationSource source, string path, IEnumerable<string> known) =>
        new($"{source.Where(path)}: unknown key {path}; there is {string.Join(", ", known.Order(StringComparer.Ordinal))}");
}
