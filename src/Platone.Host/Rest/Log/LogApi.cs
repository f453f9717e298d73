using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Witnessing;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Rest.Log;

/// <summary>The log's head.</summary>
/// <param name="Size">How many leaves there are, sealed or not.</param>
/// <param name="Ordering">Journal position of the last.</param>
/// <param name="VerifierKey">The log's key as a C2SP vkey: what outsiders put into their trust files.</param>
/// <param name="Attestation">
/// Always <c>self-attested</c>: what a node says of its own log is its own word, also that it has witnesses or anchors. Who verifies with a
/// trust file of his own knows better.
/// </param>
/// <param name="Witnesses">Who cosigns the log's checkpoints, and how far each has come.</param>
internal sealed record HeadView(long Size, long Ordering, string VerifierKey, string Attestation, IReadOnlyList<WitnessView> Witnesses);

/// <summary>A witness of the log, as the node sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VerifierKey">Its key as a C2SP vkey.</param>
/// <param name="TreeSize">Size of the largest checkpoint it has cosigned; 0 for none.</param>
/// <param name="CosignedAt">When that came in; null if it has cosigned none.</param>
/// <param name="Problem"><c>none</c>, <c>unreachable</c>, <c>refused</c>, or <c>contradiction</c>: the log was set back or rewritten.</param>
/// <param name="Text">The same in a sentence; null if nothing is wrong.</param>
/// <param name="Since">Since when; null if nothing is wrong.</param>
internal sealed record WitnessView(string Name, string VerifierKey, long TreeSize, DateTimeOffset? CosignedAt, string Problem, string? Text,
    DateTimeOffset? Since)
{
    /// <summary>The view of a witness.</summary>
    public static WitnessView Of(WitnessStatus w) =>
        new(w.Name, w.VerifierKey, w.Size, w.CosignedAt, ApiJson.Name(w.Problem), w.Text, w.Since);
}

/// <summary>An RFC 9162 proof.</summary>
/// <param name="Hashes">Its nodes, in the RFC's order, base64.</param>
internal sealed record ProofView(IReadOnlyList<string> Hashes);

/// <summary><c>/api/v1/log</c> and the log's public C2SP files below <c>/log</c>.</summary>
internal static class LogApi
{
    private const string TileType = "application/octet-stream";

    /// <summary>Adds the resource.</summary>
    public static void MapLog(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/log").WithTags("Log");
        group.MapGet("/", HeadAsync).WithSummary("Read the log's head, its verifier key and its witnesses");
        group.MapGet("/checkpoint", CheckpointAsync).Produces<string>(contentType: "text/plain").WithSummary("Read the newest signed checkpoint, a C2SP signed note, with its cosignatures");
        group.MapPost("/seal", SealAsync).For(Role.Operator).WithSummary("Seal all that is in the journal now")
            .WithDescription("Waits until the log has a leaf of every event there is; 503 if that takes longer than `platone.http.command-timeout`.");
        group.MapGet("/proof", BundleAsync).Produces<System.Text.Json.Nodes.JsonObject>()
            .WithSummary("Read the proof bundle of an event")
            .WithDescription("A JSON file that `platone verify` checks without a network: self-attested, until it is verified with a trust file or a checkpoint from elsewhere. `units` are the numbers of the units to disclose, separated by commas: left out for all you may have, empty for none. Operator and auditor may have any; others those of the PODs and light nodes they see, and of an event about many PODs what is about the PODs they see; of a market session's besides what is theirs: `unit` of an award, set point, line or statement, 0 of a request, offer or activation. Erased units are there as commitments only.");
        group.MapUnits();
        group.MapGet("/inclusion", InclusionAsync).WithSummary("Read an RFC 9162 inclusion proof of a leaf in the tree of a size");
        group.MapGet("/consistency", ConsistencyAsync).WithSummary("Read an RFC 9162 consistency proof between two sizes");
    }

    /// <summary>Adds the public files: nothing in them is personal, and anyone may hold the operator to them.</summary>
    public static void MapLogFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/log/checkpoint", CheckpointAsync).AllowAnonymous().WithTags("Log")
            .Produces<string>(contentType: "text/plain").WithSummary("The newest checkpoint, with its cosignatures (C2SP tlog-checkpoint)");
        app.MapGet("/log/tile/{**path}", TileAsync).AllowAnonymous().WithTags("Log")
            .Produces<byte[]>(contentType: TileType).WithSummary("A tile of hashes (C2SP tlog-tiles)");
    }

    private static async Task<Ok<HeadView>> HeadAsync(INotary notary, CancellationToken aborted)
    {
        var (size, ordering) = await notary.HeadAsync(aborted);
        return TypedResults.Ok(new HeadView(size, ordering, await notary.VerifierKeyAsync(aborted), ApiJson.Name(Attestation.SelfAttested),
            [.. (await notary.WitnessesAsync(aborted)).Select(WitnessView.Of)]));
    }

    private static async Task<IResult> CheckpointAsync(INotary notary, HttpContext context, CancellationToken aborted)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return await notary.CheckpointAsync(aborted) is { } note
            ? TypedResults.Text(note, "text/plain; charset=utf-8")
            : throw ProblemException.NotFound("nothing is sealed yet");
    }

    private static async Task<NoContent> SealAsync(INotary notary, PlatoneOptions options, TimeProvider clock, CancellationToken aborted)
    {
        using var timeout = new CancellationTokenSource(options.Http.CommandTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        try
        {
            await notary.SealAllAsync(either.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new UnavailableException($"the log has not reached the journal's end within {options.Http.CommandTimeout.TotalSeconds:0.#} s");
        }
        return TypedResults.NoContent();
    }

    private static async Task<IResult> BundleAsync(string persistenceId, long sequenceNr, ClaimsPrincipal user, INotary notary, LogAccess access,
        CancellationToken aborted, string? units = null)
    {
        var id = new EventId(persistenceId, sequenceNr);
        var disclosed = await access.UnitsAsync(Caller.Of(user), id, Units(units), aborted);
        try
        {
            return await notary.BundleAsync(id, disclosed, aborted) is { } bundle
                ? TypedResults.Text(bundle, "application/json; charset=utf-8")
                : throw NotSealed(id);
        }
        catch (ErasedSubjectException)
        {
            throw await ErasedAsync(id, notary, aborted);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw ProblemException.Invalid("units", $"{id} has no such unit: {e.ActualValue}");
        }
    }

    private static async Task<Ok<ProofView>> InclusionAsync(long index, long size, INotary notary, CancellationToken aborted)
    {
        try
        {
            return TypedResults.Ok(View(await notary.InclusionAsync(index, size, aborted)));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw ProblemException.Invalid("index", "0 <= index < size <= the log's size");
        }
    }

    private static async Task<Ok<ProofView>> ConsistencyAsync(long from, long to, INotary notary, CancellationToken aborted)
    {
        try
        {
            return TypedResults.Ok(View(await notary.ConsistencyAsync(from, to, aborted)));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw ProblemException.Invalid("to", "0 <= from <= to <= the log's size");
        }
    }

    private static async Task<IResult> TileAsync(string path, INotary notary, HttpContext context, CancellationToken aborted)
    {
        // Entry bundles tell who recorded what when, if only by pseudonym: those are for the proofs of who may see them.
        var tile = path.StartsWith("entries/", StringComparison.Ordinal) ? null : await notary.TileAsync(path, aborted);
        if (tile is null)
            throw ProblemException.NotFound($"there is no tile {path}");
        // A full tile never changes, and a partial one of a given width neither.
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(tile, TileType);
    }

    /// <summary>The refusal where an event's content, or the unit that is asked for, was erased: it says where the leaf is.</summary>
    public static async Task<ProblemException> ErasedAsync(EventId id, INotary notary, CancellationToken aborted)
    {
        var leaf = await notary.LeafAsync(id, aborted);
        return new ProblemException(new Problem("erased", leaf is null
            ? $"{id} is erased"
            : $"{id} is erased, leaf present: leaf {leaf.Index} of the log, hash {leaf.HashHex}", Kind: ProblemKind.Gone));
    }

    /// <summary>The refusal where an event is not there, or not under a checkpoint.</summary>
    public static ProblemException NotSealed(EventId id) => ProblemException.NotFound($"there is no event {id}, or no checkpoint covers it yet");

    private static ProofView View(IReadOnlyList<byte[]> hashes) => new([.. hashes.Select(Convert.ToBase64String)]);

    private static IReadOnlyList<int>? Units(string? text)
    {
        if (text is null)
            return null;
        var units = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            units.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var unit)
                ? unit
                : throw ProblemException.Invalid("units", $"units are numbers separated by commas, not '{part}'"));
        }

        return units;
    }
}
