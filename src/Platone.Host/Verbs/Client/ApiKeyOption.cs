using System.CommandLine;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs.Client;

/// <summary>The option of the verbs that sign in at a node, and where the key is found without it.</summary>
internal sealed class ApiKeyOption
{
    private const string Variable = "PLATONE_API_KEY";

    private readonly Option<string?> _key = new("--api-key")
    {
        Description = $"API key; else the environment variable {Variable}, else the file data/operator.key.",
        HelpName = "KEY",
    };

    /// <summary>Adds it to a verb.</summary>
    public void AddTo(Command verb) => verb.Add(_key);

    /// <summary>The key.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public string Read(ParseResult parsed)
    {
        if (parsed.GetValue(_key) is { } given && !string.IsNullOrWhiteSpace(given))
            return given.Trim();
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key)
            return key.Trim();
        var file = Path.Combine("data", "operator.key");
        return File.Exists(file)
            ? File.ReadAllText(file).Trim()
            : throw new InputException($"no API key: give --api-key KEY, or set {Variable}; there is no file {file} here either");
    }
}
