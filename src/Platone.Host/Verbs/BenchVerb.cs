using System.CommandLine;
using System.Diagnostics;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs;

/// <summary><c>platone bench</c>: runs the project's benchmarks, which come with its source.</summary>
internal static class BenchVerb
{
    private const string Project = "tests/Platone.Benchmarks";

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var names = new Argument<string[]>("name") { Description = "Benchmarks and their options, such as ingest.", Arity = ArgumentArity.OneOrMore };
        var verb = new Command("bench", "Run the project's benchmarks, each against its reference. Needs the source.") { names };
        verb.TreatUnmatchedTokensAsErrors = false;
        verb.SetAction(async (parsed, cancellation) =>
        {
            var root = SourceRoot(Environment.CurrentDirectory) ?? SourceRoot(AppContext.BaseDirectory)
                ?? throw new InputException("benchmarks come with the source: run this inside a checkout of the repository");
            var start = new ProcessStartInfo("dotnet") { WorkingDirectory = root };
            foreach (var word in (string[])["run", "-c", "Release", "--project", Project, "--", .. parsed.GetValue(names)!, .. parsed.UnmatchedTokens])
                start.ArgumentList.Add(word);
            using var process = Process.Start(start) ?? throw new InputException("dotnet cannot be started");
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        });
        return verb;
    }

    private static string? SourceRoot(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Platone.sln")) && Directory.Exists(Path.Combine(at.FullName, Project)))
                return at.FullName;
        }

        return null;
    }
}
