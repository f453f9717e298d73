using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Markets.Settlement.Months;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Settlements;

/// <summary>The versions of a session's settlement.</summary>
/// <param name="Session">The session.</param>
/// <param name="Versions">In order.</param>
/// <param name="CorrectionsUntil">First instant at which what is recorded of a POD has no effect; null until delivery ended.</param>
/// <param name="LateQuarterHours">Quarter hours of its lines for which something was recorded later, which had no effect.</param>
internal sealed record SettlementHistoryView(string Session, IReadOnlyList<SettlementVersionView> Versions, DateTimeOffset? CorrectionsUntil,
    int LateQuarterHours);

/// <summary>A version of a settlement.</summary>
/// <param name="Version">Which, from 1.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="LogSize">Entries in the log it was calculated from.</param>
/// <param name="Pods">How many PODs it was calculated from.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="WaitingLines">How many of them wait for data.</param>
/// <param name="ChangedLines">How many differ from the version before; 0 for the first.</param>
/// <param name="Event">The event.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record SettlementVersionView(int Version, DateTimeOffset At, long LogSize, int Pods, int Lines, int WaitingLines, int ChangedLines,
    EventView Event, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static SettlementVersionView Of(SettlementVersionRow row) => new(row.Version, row.At, row.LogSize, row.Pods, row.Lines, row.WaitingLines,
        row.ChangedLines, EventView.Of(row.Event), CertificationView.Of(row.Certification));
}

/// <summary>What a version changed of a line. Nothing in it is rounded.</summary>
/// <param name="Version">The version.</param>
/// <param name="Number">The line's number in the settlement.</param>
/// <param name="Request">Its request.</param>
/// <param name="Offer">Its offer.</param>
/// <param name="Pod">Its POD.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Start">First instant of its interval.</param>
/// <param name="BasisBefore">What it was settled with in the version before.</param>
/// <param name="Basis">What it is settled with now.</param>
/// <param name="MeteredBeforeJ">J it was settled with before; null if nothing was known.</param>
/// <param name="MeteredJ">J it is settled with now; null if nothing is known.</param>
/// <param name="DeliveredJ">Change of delivered energy, J.</param>
/// <param name="DeficiencyJ">Change of deficient energy, J.</param>
/// <param name="Paid">Change of what is paid.</param>
/// <param name="Penalty">Change of the penalty.</param>
/// <param name="Net">Change of the net.</param>
internal sealed record LineDeltaView(int Version, int Number, string Request, string Offer, string Pod, Direction Direction, DateTimeOffset Start,
    LineBasis? BasisBefore, LineBasis? Basis, decimal? MeteredBeforeJ, decimal? MeteredJ, decimal DeliveredJ, decimal DeficiencyJ, decimal Paid,
    decimal Penalty, decimal Net)
{
    /// <summary>The view of a row.</summary>
    public static LineDeltaView Of(LineDeltaRow row)
    {
        var (delta, key) = (row.Delta, row.Delta.Key);
        return new LineDeltaView(row.Version, row.Number, key.Request.Value, key.Offer.Value, key.Pod.ToString(), key.Direction,
            DateTimeOffset.FromUnixTimeSeconds(key.Period.Index * key.Period.Seconds), delta.Before?.Basis, delta.After?.Basis,
            delta.Before?.MeteredJ, delta.After?.MeteredJ, delta.DeliveredJ, delta.DeficiencyJ, delta.Paid, delta.Penalty, delta.Net);
    }
}

/// <summary>A participant's month.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Month">yyyy-MM.</param>
/// <param name="Currency">ISO 4217; a month in two currencies has two.</param>
/// <param name="Total">What it receives, the sum of its statements; negative if it pays.</param>
/// <param name="DeliveredJ">Delivered energy it brought in, less what it was given, J.</param>
/// <param name="WaitingLines">Lines of the settlements that wait for data.</param>
/// <param name="Sessions">The last version of each session's statement.</param>
internal sealed record MonthlyStatementView(string Participant, string Month, string Currency, decimal Total, decimal DeliveredJ, int WaitingLines,
    IReadOnlyList<MonthlySessionView> Sessions)
{
    /// <summary>The views of rows, one for each participant and currency.</summary>
    public static IEnumerable<MonthlyStatementView> Of(string month, IEnumerable<MonthlyStatementRow> rows) => rows
        .GroupBy(r => (r.Participant, r.Total.Currency)).Select(g => new MonthlyStatementView(g.Key.Participant.Value, month, g.Key.Currency.Code,
            g.Sum(r => r.Total.Amount), g.Sum(r => r.DeliveredJoules), g.Sum(r => r.WaitingLines), [.. g.Select(MonthlySessionView.Of)]));
}

/// <summary>A session's part of a month.</summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Its last version.</param>
/// <param name="Total">What the participant receives; negative if it pays.</param>
/// <param name="DeliveredJ">J.</param>
/// <param name="WaitingLines">Lines of the settlement that wait for data.</param>
/// <param name="Event">The event that settled.</param>
/// <param name="Unit">The statement's number among the units of that event.</param>
internal sealed record MonthlySessionView(string Session, int Version, decimal Total, decimal DeliveredJ, int WaitingLines, EventView Event, int Unit)
{
    /// <summary>The view of a row.</summary>
    public static MonthlySessionView Of(MonthlyStatementRow row) => new(row.Session.Value, row.Version, row.Total.Amount, row.DeliveredJoules,
        row.WaitingLines, EventView.Of(row.Event), row.Unit);
}

/// <summary><c>/api/v1/settlements/versions</c>, <c>/settlements/delta</c> and <c>/statements/monthly</c>.</summary>
internal static class SettlementHistoryApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapSettlementHistory(this IEndpointRouteBuilder api)
    {
        api.MapGet("/settlements/versions", VersionsAsync).WithTags("Settlements")
            .WithSummary("List the versions of a session's settlement")
            .WithDescription("With what late data had no effect: recorded after the session's correction window.");
        api.MapGet("/settlements/delta", DeltaAsync).WithTags("Settlements")
            .WithSummary("List what a version of a settlement changed, line by line")
            .WithDescription("Lines one is a party of; operator and auditor see all. Of the last version unless `version` names another.");
        api.MapGet("/statements/monthly", MonthlyAsync).WithTags("Settlements")
            .WithSummary("Read what a month adds up to")
            .WithDescription("One's own; operator and auditor see all, or name the `participant`. `month` is yyyy-MM; a session is of the month its delivery begins in, in its own time zone, and counts with its last version. Also as `text/csv`.");
    }

    private static async Task<Ok<SettlementHistoryView>> VersionsAsync(string session, MarketLookup lookup, IMarketScd market, CancellationToken aborted)
    {
        var row = await lookup.SessionAsync(session, aborted);
        var history = await market.SettlementHistoryAsync(row.Session, aborted);
        return TypedResults.Ok(new SettlementHistoryView(row.Session.Value, [.. history.Versions.Select(SettlementVersionView.Of)],
            history.CorrectionsUntil, history.LateQuarterHours));
    }

    private static async Task<Ok<PageView<LineDeltaView>>> DeltaAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, int? version = null, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.DeltasAsync(row.Session, version, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, LineDeltaView.Of));
    }

    private static async Task<Results<Ok<PageView<MonthlyStatementView>>, PushStreamHttpResult>> MonthlyAsync(string month, ClaimsPrincipal user,
        HttpRequest request, IMarketScd market, CancellationToken aborted, string? participant = null)
    {
        if (!DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
            throw ProblemException.Invalid("month", $"month is yyyy-MM, not '{month}'");
        var caller = Caller.Of(user);
        var of = participant is null ? AccessRules.MarketScope(caller) : new ParticipantId(Fields.Name("participant", participant));
        if (of is { } id && !AccessRules.SeesOfMarket(caller, id))
            throw ProblemException.NotFound($"there is no participant {id}, or you may not see it");
        var views = MonthlyStatementView.Of(month, await market.MonthlyStatementsAsync(first, of, aborted)).ToList();
        if (Csv.IsWanted(request))
        {
            return Csv.File($"statements-{month}.csv",
                ["participant", "month", "currency", "session", "version", "total", "delivered_j", "waiting_lines", "persistence_id", "sequence_nr", "unit"],
                views.SelectMany(v => v.Sessions.Select(s => Csv.Row(v.Participant, v.Month, v.Currency, s.Session, s.Version, s.Total, s.DeliveredJ,
                    s.WaitingLines, s.Event.PersistenceId, s.Event.SequenceNr, s.Unit))));
        }
        return TypedResults.Ok(new PageView<MonthlyStatementView>(views, null));
    }
}
