using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Platone.Testing;

namespace Platone.Host.Tests.Build;

/// <summary><c>build.ps1</c> in this process, in a runspace that has the language, native commands and .NET, and not one cmdlet.</summary>
internal static class BuildScript
{
    public static string File { get; } = Repository.Path("build.ps1");

    public static (ScriptBlockAst Script, ParseError[] Errors) Parse()
    {
        var script = Parser.ParseFile(File, out _, out var errors);
        return (script, errors);
    }

    /// <summary>Runs tasks and gives what the script wrote.</summary>
    /// <exception cref="RuntimeException">The script failed.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string file, IReadOnlyDictionary<string, object> parameters)
    {
        // Bare but for the environment, which a native command is found in.
        var state = InitialSessionState.Create();
        state.LanguageMode = PSLanguageMode.FullLanguage;
        state.Providers.Add(InitialSessionState.CreateDefault2().Providers.Where(p => p.Name is "Environment" or "FileSystem"));
        state.Commands.Add(new SessionStateApplicationEntry("*"));
        state.Commands.Add(new SessionStateScriptEntry("*"));
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand(file);
        foreach (var (name, value) in parameters)
            shell.AddParameter(name, value);
        var output = await shell.InvokeAsync();
        return [.. output.Select(o => o.ToString())];
    }
}
