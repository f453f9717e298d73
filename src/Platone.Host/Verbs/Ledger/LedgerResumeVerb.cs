using System.CommandLine;
using Platone.Host.Configuration;
using Platone.Host.Rest.Ledgers;

namespace Platone.Host.Verbs.Ledger;

/// <summary><c>platone ledger resume</c>: goes on with a ledger whose chain was set back behind what was final.</summary>
internal static class LedgerResumeVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var ledger = new Argument<string>("ledger") { Description = "Which ledger: service or access." };
        var reason = new Option<string>("--reason")
        {
            Description = "Why; the operator journal keeps it for ever, so nothing personal.", Required = true, HelpName = "TEXT",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. A must where there is no terminal to ask at." };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var node = new NodeConnection();
        var verb = new Command("resume", "Go on with a ledger whose chain was set back behind what was final: all that it lost is sent again, nothing twice.")
            { ledger, reason, yes, json };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var path = $"api/v1/ledgers/{Uri.EscapeDataString(parsed.GetValue(ledger)!)}";
            using var client = node.Open(parsed, TimeSpan.FromMinutes(10));
            var setBack = await client.GetAsync<LedgerSetBackView>($"{path}/set-back", cancellation)
                ?? throw new InputException($"no ledger {parsed.GetValue(ledger)} is used there");
            if (!setBack.IsSetBack)
            {
                await WriteAsync(context, setBack, parsed.GetValue(json));
                return ExitCode.No;
            }
            if (!parsed.GetValue(yes) && !Confirmation.Ask(context, $"{Text(setBack)}. All of it is sent again, from the ledger's account. Go on?"))
            {
                await context.Error.WriteLineAsync("platone: nothing was done");
                return ExitCode.No;
            }
            var resumed = await client.PostAsync<ResumeBody, LedgerSetBackView>($"{path}/resume", new ResumeBody(parsed.GetValue(reason)), cancellation);
            await WriteAsync(context, resumed, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return verb;
    }

    private static async Task WriteAsync(VerbContext context, LedgerSetBackView setBack, bool asJson)
    {
        if (asJson)
            context.WriteJson(setBack);
        else
            await context.Out.WriteLineAsync(setBack.IsSetBack ? $"{Text(setBack)}; all of it is under way again" : Text(setBack));
    }

    private static string Text(LedgerSetBackView s) => s.IsSetBack
        ? $"the chain of {s.Ledger} has {s.Height} blocks and is as it was " + (s.LastBlock is { } last ? $"to block {last}" : "in none that counts")
            + $": {s.Heads} heads, {s.Mints} batches of tokens, {s.Calls} calls and {s.Messages} messages of the bridge are lost; "
            + $"it has {s.Transactions} transactions of the account where {s.FinalTransactions} were final"
        : $"the chain of {s.Ledger} has everything that was final: there is nothing to go on with";
}
