using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Platone.Actors.Markets.Awards;
using Platone.Host.Rest.Explanations;
using Platone.Host.Rest.Json;
using Platone.Host.Verbs.Client;
using Spectre.Console;

namespace Platone.Host.Verbs.Market;

/// <summary><c>platone market explain</c>: why a session of a running node came out as it did.</summary>
internal static class ExplainVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var session = new Argument<string>("session") { Description = "The session." };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of tables." };
        var node = new NodeConnection();
        var verb = new Command("explain", "Say for every offer of a session why it was awarded, limited, beaten or out of area.") { session, json };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var id = parsed.GetValue(session)!;
            var explanation = await client.GetAsync<ExplanationView>($"api/v1/sessions/{Uri.EscapeDataString(id)}/explanation", cancellation);
            if (explanation is null)
            {
                await context.Error.WriteLineAsync($"platone: there is no session {id}");
                return ExitCode.No;
            }

            if (parsed.GetValue(json))
                context.WriteJson(JsonSerializer.SerializeToNode(explanation, ApiJson.Options)!);
            else
                Write(context.Console, explanation);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static void Write(IAnsiConsole console, ExplanationView explanation)
    {
        console.WriteLine(Text($"session {explanation.Session}, {ApiJson.Name(explanation.Phase)}, round {explanation.Round}"));
        foreach (var request in explanation.Requests)
        {
            var dearest = request.DearestAwarded is { } price ? Text($", the dearest awarded at {price:0.00##} EUR/MWh") : ", nothing awarded";
            var covered = request.IsCovered ? "covered" : "not covered in full";
            var target = request.IsTargetReached ? "" : ", reliability target not reached";
            console.WriteLine(Text($"request {request.Request} ({(request.IsDso ? "DSO" : "TSO")}, {ApiJson.Name(request.Direction)}): {covered}{target}; {request.Matching} offers match{dearest}"));
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("offer").AddColumn("request").AddColumn(new TableColumn("factor").RightAligned())
            .AddColumn(new TableColumn("rank").RightAligned()).AddColumn(new TableColumn("EUR/MWh").RightAligned()).AddColumn("why");
        foreach (var offer in explanation.Offers)
        {
            var limits = string.Concat(offer.Limits.Select(l => "; " + Limit(l)));
            if (offer.Answers.Count == 0)
                table.AddRow(Markup.Escape(offer.Offer), "", "", "", "", Markup.Escape(ApiJson.Name(offer.Standing) + limits));
            foreach (var answer in offer.Answers)
            {
                table.AddRow(Markup.Escape(offer.Offer), Markup.Escape(answer.Request), Text($"{answer.Awarded:0.######}"), Text($"{answer.Rank}"),
                    Text($"{answer.Price:0.00##}"), Markup.Escape(Why(answer) + limits));
            }
        }
        console.Write(table);
    }

    private static string Why(OfferAnswerView answer) => MarketVerb.Why(answer.Fate, answer.PriceDistance);

    private static string Limit(OfferLimitView limit) => (limit.Request, limit.Finding) switch
    {
        (null, _) => Text($"round {limit.Round}: a POD refused the reservation"),
        (_, Finding.Rejected) => Text($"round {limit.Round}: rejected{At(limit)}"),
        _ => Text($"round {limit.Round}: limited to {limit.Limit:0.######}{At(limit)}"),
    };

    private static string At(OfferLimitView limit) =>
        $"{(limit.Binding is { } binding ? " by " + binding : "")}{(limit.Detail is { } detail ? $" ({detail})" : "")}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
