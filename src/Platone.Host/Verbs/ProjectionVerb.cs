using System.CommandLine;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Verbs.Client;
using Spectre.Console;

namespace Platone.Host.Verbs;

/// <summary><c>platone projection</c>: the read models of a running node.</summary>
internal static class ProjectionVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context) => new("projection", "The read models.")
    {
        List(context),
        Rebuild(context),
    };

    private static Command List(VerbContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document instead of a table." };
        var node = new NodeConnection();
        var verb = new Command("list", "List the read models with the journal position each has reached.") { json };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var rows = await client.GetAsync<IReadOnlyList<ProjectionView>>("api/v1/projections", cancellation) ?? [];
            if (parsed.GetValue(json))
            {
                context.WriteJson(rows);
                return ExitCode.Ok;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn(new TableColumn("ordering").RightAligned())
                .AddColumn("kept from");
            foreach (var row in rows)
                table.AddRow(Markup.Escape(row.Name), row.Ordering.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    row.KeptFrom is { } kept ? UtcTime.Text(kept) : "");
            context.Console.Write(table);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static Command Rebuild(VerbContext context)
    {
        var name = new Option<string>("--name", "-n") { Description = "The read model.", Required = true, HelpName = "NAME" };
        var node = new NodeConnection();
        var verb = new Command("rebuild", "Throw a read model away and build it again from the journal.") { name };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var model = parsed.GetValue(name)!;
            if (!await client.SendAsync(HttpMethod.Post, $"api/v1/projections/{Uri.EscapeDataString(model)}/rebuild", cancellation))
            {
                await context.Error.WriteLineAsync($"platone: there is no read model {model}");
                return ExitCode.No;
            }

            await context.Out.WriteLineAsync($"{model} is being rebuilt");
            return ExitCode.Ok;
        });
        return verb;
    }
}
