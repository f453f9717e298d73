using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Markets;

/// <summary>Finds sessions, and reads what bodies of the market have in common.</summary>
internal sealed class MarketLookup(IMarketScd market)
{
    /// <summary>The session of a body or query.</summary>
    /// <exception cref="ProblemException">The name is none (400), or there is no such session (404).</exception>
    public async Task<SessionRow> SessionAsync(string? name, CancellationToken cancellation)
    {
        var id = new MarketSessionId(Fields.Name("session", name));
        return await market.SessionAsync(id, cancellation)
            ?? throw new ProblemException(new Problem("unknown-session", $"there is no session {id}", "session", ProblemKind.NotFound));
    }

    /// <summary>Power of the intervals of a session, W; what the values may be is the session's to say.</summary>
    /// <exception cref="ProblemException">It has more values than any session has intervals (400).</exception>
    public static PowerProfile Power(string field, IReadOnlyList<long> watts) => watts.Count <= SessionTerms.MaximumIntervals
        ? PowerProfile.Of([.. watts])
        : throw new ProblemException(new Problem("interval-count",
            $"{watts.Count} values are given; no session has more than {SessionTerms.MaximumIntervals} intervals", field, ProblemKind.Invalid));

    /// <summary>The quarter hour that begins at an instant.</summary>
    /// <exception cref="ProblemException">None does (400).</exception>
    public static QuarterHour QuarterHourAt(string field, DateTimeOffset start) => QuarterHour.Of(start) is var quarterHour && quarterHour.Start == start
        ? quarterHour
        : throw ProblemException.Invalid(field, $"{field} is the beginning of a quarter hour, not {UtcTime.Text(start)}");

    /// <summary>An instant to the microsecond, as the journal keeps it: so that the same body again is the same.</summary>
    public static DateTimeOffset Cut(DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}

/// <summary>Sends commands whose bodies were put in order first.</summary>
internal static class RenamedFields
{
    /// <summary>Sends a command; a refusal names the field as the caller gave it.</summary>
    /// <param name="desk">Sends it.</param>
    /// <param name="command">The command.</param>
    /// <param name="field">The caller's name of the command's field.</param>
    /// <param name="aborted">The caller left.</param>
    public static async Task SendAsync(this CommandDesk desk, ICommand command, Func<string, string> field, CancellationToken aborted)
    {
        try
        {
            await desk.SendAsync(command, aborted);
        }
        catch (ProblemException e) when (e.Problem.Field is { } name)
        {
            throw new ProblemException(e.Problem with { Field = field(name) });
        }
    }

    /// <summary>The place in a caller's list of the element a field names by its place in the ordered one: <c>pods[0].power</c>.</summary>
    /// <param name="field">The field.</param>
    /// <param name="list">Name of the list.</param>
    /// <param name="places">For each element in order, its place in the caller's list.</param>
    public static string InList(string field, string list, IReadOnlyList<int> places)
    {
        var begin = list.Length + 1;
        if (!field.StartsWith(list + "[", StringComparison.Ordinal) || field.IndexOf(']', begin) is var end && end < 0
            || !int.TryParse(field.AsSpan(begin, end - begin), out var place) || place >= places.Count)
            return field;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{list}[{places[place]}]{field[(end + 1)..]}");
    }
}

/// <summary>Something just recorded in a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Id">Its id.</param>
internal sealed record PlacedView(string Session, string Id);
