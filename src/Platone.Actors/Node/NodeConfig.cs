using Akka.Configuration;

namespace Platone.Actors.Node;

/// <summary>The configuration a node starts from: all <c>*.conf</c> of a folder, one concern a file, then what overrides them.</summary>
public static class NodeConfig
{
    /// <summary>Joins the files of a folder (in ordinal order; no key stands in two of them) under Akka's own defaults.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="ConfigurationException">A file is not HOCON; the message names it.</exception>
    public static Config Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"there is no configuration folder {folder}");
        var config = Config.Empty;
        foreach (var file in Directory.EnumerateFiles(folder, "*.conf").Order(StringComparer.Ordinal))
            config = Parse(file).WithFallback(config);
        return config;
    }

    private static Config Parse(string file)
    {
        try
        {
            return ConfigurationFactory.ParseString(File.ReadAllText(file));
        }
        catch (Exception e) when (e is not IOException)
        {
            // The parser throws plain Exception for wrong text.
            throw new ConfigurationException($"{file}: {e.Message}", e);
        }
    }
}
