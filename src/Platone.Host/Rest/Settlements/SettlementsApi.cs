using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Settlements;

/// <summary>A line of a settlement: one order at one POD in one interval. Nothing in it is rounded.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Of which version of its settlement.</param>
/// <param name="Number">Its place there, from 0.</param>
/// <param name="Request">The request it serves.</param>
/// <param name="Offer">The offer that was awarded.</param>
/// <param name="Requester">Who pays.</param>
/// <param name="IsDso">Whether that is a DSO: its orders stand first in a stack.</param>
/// <param name="Aggregator">Who is paid.</param>
/// <param name="Pod">Where.</param>
/// <param name="Customer">The POD's customer, if a participant.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Start">First instant of the interval.</param>
/// <param name="Seconds">Its length, s.</param>
/// <param name="OrderedW">W.</param>
/// <param name="Price">Of what is delivered, a MWh.</param>
/// <param name="PenaltyPrice">Of what is deficient, a MWh.</param>
/// <param name="CustomerShare">Share of the net that is passed on to the customer, 0 to 1.</param>
/// <param name="Basis">metered, substituted, nothing-paid or waiting.</param>
/// <param name="Substitute">By which method a substitute was found; null if none was.</param>
/// <param name="MeteredJ">J it was settled with; null if nothing was known.</param>
/// <param name="DeliveredJ">J.</param>
/// <param name="DeficiencyJ">J.</param>
/// <param name="PaidShare">Share of the price that is paid.</param>
/// <param name="Paid">For what was delivered.</param>
/// <param name="Penalty">For what was not.</param>
/// <param name="Net">Paid less penalty.</param>
/// <param name="Event">The event that settled.</param>
/// <param name="Unit">Its number among the units of that event: a proof can disclose it alone.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record SettlementLineView(string Session, int Version, int Number, string Request, string Offer, string Requester, bool IsDso,
    string Aggregator, string Pod, string? Customer, Direction Direction, DateTimeOffset Start, int Seconds, decimal OrderedW, decimal Price,
    decimal PenaltyPrice, decimal CustomerShare, LineBasis Basis, SubstituteMethod? Substitute, decimal? MeteredJ, decimal DeliveredJ,
    decimal DeficiencyJ, decimal PaidShare, decimal Paid, decimal Penalty, decimal Net, EventView Event, int Unit, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static SettlementLineView Of(SettlementLineRow row)
    {
        var (line, order) = (row.Line, row.Line.Order);
        return new SettlementLineView(row.Session.Value, row.Version, row.Number, order.Request.Value, order.Offer.Value, order.Requester.Value,
            order.IsDso, order.Aggregator.Value, order.Pod.ToString(), order.Customer?.Value, order.Direction,
            DateTimeOffset.FromUnixTimeSeconds(order.Period.Index * order.Period.Seconds), order.Period.Seconds, order.OrderedW, order.Price,
            order.PenaltyPrice, order.CustomerShare, line.Basis, line.Substitute, line.MeteredJ, line.DeliveredJ, line.DeficiencyJ, line.PaidShare,
            line.Paid, line.Penalty, line.Net, EventView.Of(row.Event), row.Unit, CertificationView.Of(row.Certification));
    }
}

/// <summary>A participant's statement.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Of which version of its settlement.</param>
/// <param name="Participant">Whose.</param>
/// <param name="Total">What it receives, rounded to the currency's minor unit; negative if it pays.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="DeliveredJ">Delivered energy it brought in, less what it was given, J.</param>
/// <param name="Entries">The ledger entries it is a party of.</param>
/// <param name="WaitingLines">Lines of the settlement that wait for data.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="Event">The event that settled.</param>
/// <param name="Unit">Its number among the units of that event: a proof can disclose it alone.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record StatementView(string Session, int Version, string Participant, decimal Total, string Currency, decimal DeliveredJ,
    IReadOnlyList<LedgerEntryView> Entries, int WaitingLines, DateTimeOffset At, EventView Event, int Unit, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static StatementView Of(StatementRow row) => new(row.Session.Value, row.Version, row.Participant.Value, row.Total.Amount,
        row.Total.Currency.Code, row.DeliveredJoules, [.. row.Entries.Select(LedgerEntryView.Of)], row.WaitingLines, row.At, EventView.Of(row.Event),
        row.Unit, CertificationView.Of(row.Certification));
}

/// <summary>Money from one participant to another.</summary>
/// <param name="From">Who pays.</param>
/// <param name="To">Who is paid; of a negative amount, who owes it.</param>
/// <param name="Kind">flexibility or customer-share.</param>
/// <param name="Amount">Rounded to the currency's minor unit.</param>
/// <param name="DeliveredJ">Energy it is for that was delivered, J.</param>
/// <param name="DeficiencyJ">Energy it is for that was not, J.</param>
internal sealed record LedgerEntryView(string From, string To, LedgerEntryKind Kind, decimal Amount, decimal DeliveredJ, decimal DeficiencyJ)
{
    /// <summary>The view of an entry.</summary>
    public static LedgerEntryView Of(LedgerEntry entry) =>
        new(entry.From.Value, entry.To.Value, entry.Kind, entry.Amount.Amount, entry.DeliveredJ, entry.DeficiencyJ);
}

/// <summary><c>/api/v1/settlements</c> and <c>/statements</c>.</summary>
internal static class SettlementsApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapSettlements(this IEndpointRouteBuilder api)
    {
        api.MapGet("/settlements", LinesAsync).WithTags("Settlements")
            .WithSummary("List the lines of a session's settlement")
            .WithDescription("Those one is a party of: as requester, aggregator or customer; operator and auditor see all. Of the last version unless `version` names another. `/log/proof` with `event` and `unit` of a line proves it. With `Accept: text/csv` all lines in one file.");
        api.MapGet("/settlements.csv", LinesFileAsync).WithTags("Settlements")
            .WithSummary("Download the lines of a session's settlement as CSV");
        api.MapGet("/statements", StatementsAsync).WithTags("Settlements")
            .WithSummary("Read the statements of a session's settlement")
            .WithDescription("One's own; operator and auditor see all. Of the last version unless `version` names another. `/log/proof` with `event` and `unit` of a statement proves it. Also as `text/csv`.");
        api.MapGet("/statements.csv", StatementsFileAsync).WithTags("Settlements")
            .WithSummary("Download the statements of a session's settlement as CSV")
            .WithDescription("A row for each total, followed by its ledger entries.");
        api.MapGet("/statements.html", PageAsync).WithTags("Settlements")
            .WithSummary("Read a participant's statement as a page to print")
            .WithDescription("One's own; operator and auditor name the `participant`. The page needs nothing else.");
    }

    private static async Task<Results<Ok<PageView<SettlementLineView>>, PushStreamHttpResult>> LinesAsync(string session, ClaimsPrincipal user,
        HttpRequest request, MarketLookup lookup, IMarketScd market, CancellationToken aborted, int? version = null, string? cursor = null,
        int? limit = null)
    {
        if (Csv.IsWanted(request))
            return await LinesFileAsync(session, user, lookup, market, aborted, version);
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.LinesAsync(row.Session, version, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, SettlementLineView.Of));
    }

    private static async Task<PushStreamHttpResult> LinesFileAsync(string session, ClaimsPrincipal user, MarketLookup lookup, IMarketScd market,
        CancellationToken aborted, int? version = null)
    {
        var row = await lookup.SessionAsync(session, aborted);
        return SettlementFiles.Lines(market, row.Session, version, AccessRules.MarketScope(Caller.Of(user)), aborted);
    }

    private static async Task<Results<Ok<PageView<StatementView>>, PushStreamHttpResult>> StatementsAsync(string session, ClaimsPrincipal user,
        HttpRequest request, MarketLookup lookup, IMarketScd market, CancellationToken aborted, int? version = null)
    {
        if (Csv.IsWanted(request))
            return await StatementsFileAsync(session, user, lookup, market, aborted, version);
        var row = await lookup.SessionAsync(session, aborted);
        var statements = await market.StatementsAsync(row.Session, version, AccessRules.MarketScope(Caller.Of(user)), aborted);
        return TypedResults.Ok(new PageView<StatementView>([.. statements.Select(StatementView.Of)], null));
    }

    private static async Task<PushStreamHttpResult> StatementsFileAsync(string session, ClaimsPrincipal user, MarketLookup lookup, IMarketScd market,
        CancellationToken aborted, int? version = null)
    {
        var row = await lookup.SessionAsync(session, aborted);
        return SettlementFiles.Statements(row.Session,
            await market.StatementsAsync(row.Session, version, AccessRules.MarketScope(Caller.Of(user)), aborted));
    }

    private static async Task<ContentHttpResult> PageAsync(string session, ClaimsPrincipal user, MarketLookup lookup, IMarketScd market,
        CancellationToken aborted, string? participant = null, int? version = null)
    {
        var caller = Caller.Of(user);
        var of = participant is null ? caller.Id : new ParticipantId(Fields.Name("participant", participant));
        var row = await lookup.SessionAsync(session, aborted);
        // Of somebody else's nobody is told whether it is there.
        if (!AccessRules.SeesOfMarket(caller, of) || await market.StatementsAsync(row.Session, version, of, aborted) is not [var statement])
            throw ProblemException.NotFound($"there is no statement of {of} for session {row.Session}, or you may not see it");
        var lines = new List<SettlementLine>();
        await foreach (var line in SettlementFiles.AllLinesAsync(market, row.Session, statement.Version, of, aborted))
            lines.Add(line.Line);
        var page = new StatementPage(statement, row.Terms, lines, await market.SettlementHistoryAsync(row.Session, aborted),
            await market.CutAsync(row.Session, statement.Version, of, aborted));
        return TypedResults.Content(page.Html(), "text/html; charset=utf-8");
    }
}
