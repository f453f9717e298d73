using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Bundles;
using Platone.Host.Pages.Access;
using Platone.Host.Rest.Access;

namespace Platone.Host.Pages.Proofs;

/// <summary>
/// <c>/proofs</c>: the log's head, who else vouches for it, and forms that give a proof bundle and check one. A page without a script, so
/// that a keyboard or a screen reader needs nothing more than it.
/// </summary>
internal static class ProofPages
{
    /// <summary>Where it is.</summary>
    public const string Path = "/proofs";

    /// <summary>Adds it.</summary>
    public static void MapProofs(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).RequireAuthorization(PageCookie.Policy).IsPage().ExcludeFromDescription();
        app.MapPost(Path, VerifyAsync).RequireAuthorization(PageCookie.Policy).IsPage().ExcludeFromDescription();
    }

    private static async Task<RazorComponentResult> ShowAsync(ClaimsPrincipal user, INotary notary, ILedgers ledgers, CancellationToken aborted) =>
        Page(await ReadAsync(user, notary, ledgers, aborted));

    private static async Task<RazorComponentResult> VerifyAsync(ClaimsPrincipal user, INotary notary, ILedgers ledgers, [FromForm] IFormFile bundle,
        IFormFile? trust, CancellationToken aborted)
    {
        VerificationResult? result = null;
        string? fault = null;
        try
        {
            var trusted = trust is { Length: > 0 } ? TrustFile.Parse(Encoding.UTF8.GetString(await BytesAsync(trust, aborted))) : null;
            result = BundleVerifier.Verify(await BytesAsync(bundle, aborted), trusted);
        }
        catch (FormatException e)
        {
            fault = $"The trust file cannot be read: {e.Message}";
        }
        return Page(await ReadAsync(user, notary, ledgers, aborted) with { Result = result, Fault = fault });
    }

    private static RazorComponentResult Page(ProofsData data) =>
        new RazorComponentResult<ProofsPage>(new Dictionary<string, object?> { [nameof(ProofsPage.Data)] = data });

    private static async Task<ProofsData> ReadAsync(ClaimsPrincipal user, INotary notary, ILedgers ledgers, CancellationToken aborted)
    {
        var (size, _) = await notary.HeadAsync(aborted);
        var seal = (await notary.SealsAsync(Math.Max(0, size - 1), aborted)).LastOrDefault() ?? (await notary.SealsAsync(0, aborted)).LastOrDefault();
        return new ProofsData(size, seal, await notary.VerifierKeyAsync(aborted), await notary.WitnessesAsync(aborted),
            AccessRules.ReadsWholeLog(Caller.Of(user).Role) ? await ledgers.StatusAsync(aborted) : null);
    }

    private static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken aborted)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, aborted);
        return bytes.ToArray();
    }
}
