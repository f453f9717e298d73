using System.CommandLine;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs.Ledger;

/// <summary><c>platone ledger status</c>: where the anchoring stands, from a running node.</summary>
internal static class LedgerStatusVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var node = new NodeConnection();
        var verb = new Command("status", "Where each ledger stands: heads anchored and waiting, transactions under way, alarms. Exit code 1 with an alarm.") { json };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var ledgers = await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", cancellation) ?? [];
            if (parsed.GetValue(json))
                context.WriteJson(ledgers);
            else
                await WriteAsync(context, ledgers);
            return ledgers.Any(l => l.Alarms.Count > 0) ? ExitCode.No : ExitCode.Ok;
        });
        return verb;
    }

    private static async Task WriteAsync(VerbContext context, IReadOnlyList<LedgerView> ledgers)
    {
        if (ledgers.Count == 0)
            await context.Out.WriteLineAsync("no ledger is used (platone.ledger in the configuration)");
        foreach (var ledger in ledgers)
        {
            await context.Out.WriteLineAsync($"{ledger.Ledger}: chain {ledger.ChainId} at {ledger.Node}, account {ledger.Account}, next nonce {ledger.NextNonce}");
            if (ledger.Heads is { } heads)
            {
                await context.Out.WriteLineAsync($"  heads   {heads.Contract}: {heads.Seq} anchored, {heads.Size} of {ledger.SealedSize} sealed leaves"
                    + (heads.Block is { } block ? $", block {block}" : "") + (heads.UnderWay is { } size ? $"; {size} leaves under way" : ""));
            }

            if (ledger.Tokens is { } tokens)
                await context.Out.WriteLineAsync($"  tokens  {tokens.Contract}: {tokens.Minted} batches minted, {tokens.UnderWay} under way, {tokens.Waiting} grants wait for an account");
            foreach (var c in ledger.Calls)
            {
                await context.Out.WriteLineAsync($"  {c.Kind}  {c.Contract}: {c.Done} calls final, {c.UnderWay} under way"
                    + (c.Abandoned > 0 ? $", {c.Abandoned} given up" : "")
                    + (c.Messages is { } m
                        ? $"; {m.Sent} messages sent, {m.UnderWay} under way, {m.Aborted} settlements aborted, read to block {m.ReadThrough}"
                        : ""));
            }

            foreach (var t in ledger.UnderWay)
            {
                await context.Out.WriteLineAsync($"  sent    {t.Job}: nonce {t.Nonce}, {t.Transaction}"
                    + (t.Block is { } block ? $", in block {block}" : $", waiting{(t.Replaced > 0 ? $", replaced {t.Replaced} times" : "")}"));
            }

            foreach (var alarm in ledger.Alarms)
                await context.Out.WriteLineAsync($"  ALARM   {alarm.Kind}: {alarm.Detail} (since {Rest.Json.UtcTime.Text(alarm.Since)})");
        }
    }
}
