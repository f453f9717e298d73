using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Audit;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Field;
using Platone.Host.Verbs.Ledger;
using Platone.Host.Verbs.Log;
using Platone.Host.Verbs.Market;
using Platone.Host.Verbs.Settle;

namespace Platone.Host.Verbs;

/// <summary>The command line of <c>platone</c>: its verbs, and what becomes of errors.</summary>
internal static class PlatoneCommandLine
{
    /// <summary>Runs one verb.</summary>
    /// <param name="args">The command line after the program's name.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="cancellation">Ends it, as Ctrl+C and SIGTERM do.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var parsed = Root(new VerbContext(output, error)).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var fault in parsed.Errors)
                await error.WriteLineAsync($"platone: {Plain(fault.Message)}");
            await error.WriteLineAsync($"Try: {string.Join(' ', (string[])["platone", .. Verb(parsed).Reverse()])} --help");
            return ExitCode.BadInput;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // A node hands over what it holds before it ends; two seconds, the default, may be too short for that.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (InputException e)
        {
            await error.WriteLineAsync($"platone: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (GoneException e)
        {
            await error.WriteLineAsync($"platone: {e.Message}");
            return ExitCode.No;
        }
        catch (NodeUnreachableException e)
        {
            await error.WriteLineAsync($"platone: {e.Message}");
            return ExitCode.Internal;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("platone: interrupted");
            return ExitCode.Internal;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync($"platone: internal error: {e}");
            return ExitCode.Internal;
        }
    }

    private static RootCommand Root(VerbContext context) =>
        new("Platone: an open flexibility market and distribution-grid platform.")
        {
            RunVerb.Create(context),
            DemoVerb.Create(context),
            ClusterDemoVerb.Create(context),
            FieldVerb.Create(context),
            SettleVerb.Create(context),
            MarketVerb.Create(context),
            AuditVerb.Create(context),
            VerifyVerb.Create(context),
            LogVerb.Create(context),
            LedgerVerb.Create(context),
            ProjectionVerb.Create(context),
            PbmVerb.Create(context),
            EraseVerb.Create(context),
            BenchVerb.Create(context),
        };

    // The library names .NET's types.
    private static string Plain(string message) => message
        .Replace("'System.Int32'", "a whole number", StringComparison.Ordinal)
        .Replace("'System.Int64'", "a whole number", StringComparison.Ordinal)
        .Replace("'System.Double'", "a number", StringComparison.Ordinal)
        .Replace("as expected type", "as", StringComparison.Ordinal);

    private static IEnumerable<string> Verb(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result?.Command is not (null or RootCommand); result = result.Parent as CommandResult)
            yield return result.Command.Name;
    }
}
