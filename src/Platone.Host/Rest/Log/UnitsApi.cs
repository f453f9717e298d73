using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Serialization;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Rest.Log;

/// <summary>A unit of an event: the smallest part that can be disclosed alone.</summary>
/// <param name="Unit">Its number, from 0.</param>
/// <param name="Part"><c>open</c>; <c>personal</c>, about the event's own subject; <c>member</c>, about one of several.</param>
/// <param name="Subject">The stream of the POD or entity it is about.</param>
/// <param name="State"><c>readable</c>, or <c>erased</c>: its commitment is in the log, its content is gone.</param>
/// <param name="Message">Which message of the event's format it is; null where that cannot be told or the unit is erased.</param>
/// <param name="Content">Its fields, in protobuf's JSON form; null as above.</param>
internal sealed record UnitView(int Unit, string Part, string Subject, string State, string? Message, JsonNode? Content);

/// <summary>One unit of one event: which there are, and the proof of one alone.</summary>
internal static class UnitsApi
{
    /// <summary>Adds the resources to those of the log.</summary>
    public static void MapUnits(this RouteGroupBuilder log)
    {
        log.MapGet("/units", ListAsync)
            .WithSummary("List the units of an event that you may see")
            .WithDescription("What each is, so that one can be picked for `/log/disclosure`. Of an event under a checkpoint only.");
        log.MapGet("/disclosure", DisclosureAsync).Produces<JsonObject>()
            .WithSummary("Read the proof bundle that discloses one unit of an event and nothing else")
            .WithDescription("A reading, a line of a settlement, a field of a registration: with its salt; all other units are there as commitments, which say nothing. The same file as of `/log/proof`; self-attested until it is verified with a trust file. 410 if the unit was erased.");
    }

    private static async Task<Ok<PageView<UnitView>>> ListAsync(string persistenceId, long sequenceNr, ClaimsPrincipal user, HttpRequest request,
        INotary notary, LogAccess access, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var first = cursor is null ? 0
            : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw ProblemException.Invalid("cursor", "cursor is not one of this listing: follow the next link of the page before unchanged");
        var id = new EventId(persistenceId, sequenceNr);
        var visible = await access.UnitsAsync(Caller.Of(user), id, null, aborted);
        var owners = await notary.UnitsAsync(id, aborted) ?? throw LogApi.NotSealed(id);
        List<int> numbers = [.. (visible ?? [.. Enumerable.Range(0, owners.Count)]).Where(n => n >= first).Take(wanted.Limit + 1)];
        var shown = numbers.Take(wanted.Limit).ToList();
        var (manifest, units) = await ReadAsync(notary, id, shown, aborted);
        var next = numbers.Count > wanted.Limit ? numbers[^1].ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(Paging.View(request, new Page<int>(shown, next), n => View(n, owners[n], manifest, units.GetValueOrDefault(n))));
    }

    private static async Task<IResult> DisclosureAsync(string persistenceId, long sequenceNr, int unit, ClaimsPrincipal user, INotary notary,
        LogAccess access, CancellationToken aborted)
    {
        var id = new EventId(persistenceId, sequenceNr);
        if (unit < 0)
            throw ProblemException.Invalid("unit", $"unit is a number from 0, not {unit}");
        IReadOnlyList<int> asked = [unit];
        var disclosed = await access.UnitsAsync(Caller.Of(user), id, asked, aborted);
        string bundle;
        try
        {
            bundle = await notary.BundleAsync(id, disclosed, aborted) ?? throw LogApi.NotSealed(id);
        }
        catch (ErasedSubjectException)
        {
            throw await LogApi.ErasedAsync(id, notary, aborted);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw ProblemException.Invalid("unit", $"{id} has no such unit: {e.ActualValue}");
        }
        // Asked for one, a bundle without any would look like an answer.
        if (BundleVerifier.Verify(bundle).Proven is { Units.Count: 0 })
            throw await LogApi.ErasedAsync(id, notary, aborted);
        return TypedResults.Text(bundle, "application/json; charset=utf-8");
    }

    private static async Task<(string? Manifest, Dictionary<int, DisclosedUnit> Units)> ReadAsync(INotary notary, EventId id,
        IReadOnlyList<int> numbers, CancellationToken aborted)
    {
        try
        {
            var bundle = await notary.BundleAsync(id, numbers, aborted) ?? throw LogApi.NotSealed(id);
            return BundleVerifier.Verify(bundle) is { Proven: { } proven }
                ? (proven.Manifest, proven.Units.ToDictionary(u => u.Number))
                : throw new LogCorruptException($"the log's own bundle of {id} does not verify");
        }
        catch (ErasedSubjectException)
        {
            return (null, []);   // all of them: their leaf is there
        }
    }

    private static UnitView View(int number, UnitOwner owner, string? manifest, DisclosedUnit? unit)
    {
        var read = unit is null || manifest is null ? null : UnitText.Read(PlatoneEvents.Registry, manifest, number, unit.Content);
        return new UnitView(number, ApiJson.Name(owner.Part), owner.Subject, unit is null ? "erased" : "readable", read?.Message,
            read is null ? null : JsonNode.Parse(read.Json));
    }
}
