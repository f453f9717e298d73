using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Host.Pages.Access;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Log;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Pages.Overview;

/// <summary><c>/proof</c>: a proof bundle as a file, for who is signed in to the pages. It is what <c>/api/v1/log/proof</c> gives to a key.</summary>
internal static class ProofDownload
{
    /// <summary>Adds it.</summary>
    public static void MapProofDownload(this IEndpointRouteBuilder app) =>
        app.MapGet("/proof", GetAsync).RequireAuthorization(PageCookie.Policy).IsPage().ExcludeFromDescription();

    /// <summary>Where the bundle of an event is.</summary>
    public static string Link(EventId id) => FormattableString.Invariant($"/proof?persistenceId={Uri.EscapeDataString(id.PersistenceId)}&sequenceNr={id.SequenceNr}");

    private static async Task<FileContentHttpResult> GetAsync(string persistenceId, long sequenceNr, ClaimsPrincipal user, INotary notary, LogAccess access,
        CancellationToken aborted)
    {
        var id = new EventId(persistenceId, sequenceNr);
        string bundle;
        try
        {
            bundle = await notary.BundleAsync(id, await access.UnitsAsync(Caller.Of(user), id, null, aborted), aborted) ?? throw LogApi.NotSealed(id);
        }
        catch (ErasedSubjectException)
        {
            throw await LogApi.ErasedAsync(id, notary, aborted);
        }
        return TypedResults.File(Encoding.UTF8.GetBytes(bundle), "application/json", $"proof-{persistenceId}-{sequenceNr}.json");
    }
}
