using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Platone.Host.Verbs;

/// <summary>Where a verb writes: facts to standard output (a table for people, one JSON document with <c>--json</c>), errors to standard error.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record VerbContext(TextWriter Out, TextWriter Error)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Standard output for people. It wraps nothing where it is not a terminal, so that pipes see whole lines.</summary>
    public IAnsiConsole Console { get; } = Describe(Out);

    /// <summary>Writes one JSON document.</summary>
    public void WriteJson(object value) => Out.WriteLine(JsonSerializer.Serialize(value, Indented));

    private static IAnsiConsole Describe(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (writer != System.Console.Out || System.Console.IsOutputRedirected)
            console.Profile.Width = 400;
        return console;
    }
}
