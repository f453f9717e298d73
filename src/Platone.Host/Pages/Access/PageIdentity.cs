using System.Security.Claims;
using Platone.Actors.Scd;
using Platone.Host.Rest.Access;

namespace Platone.Host.Pages.Access;

/// <summary>
/// Who is signed in to the pages. The cookie names the API key it was got with, by its hash, so that it ends with the key; one got with a
/// code ends when its participant is suspended.
/// </summary>
internal sealed class PageIdentity(KeyHolders holders, IScd scd)
{
    private const string KeyClaim = "platone:key";

    /// <summary>The principal of an API key; null if nobody holds it.</summary>
    public async Task<ClaimsPrincipal?> OfKeyAsync(string key, CancellationToken cancellation)
    {
        if (await holders.FindAsync(key, cancellation) is not { } caller)
            return null;
        var principal = caller.ToPrincipal(PageCookie.SchemeName);
        principal.Identities.Single().AddClaim(new Claim(KeyClaim, ApiKey.Hash(key)));
        return principal;
    }

    /// <summary>The principal of whom a code signs in; null if it may not (any more).</summary>
    public async Task<ClaimsPrincipal?> OfCodeAsync(Caller caller, CancellationToken cancellation)
    {
        var principal = caller.ToPrincipal(PageCookie.SchemeName);
        return await IsValidAsync(principal, cancellation) ? principal : null;
    }

    /// <summary>Whether somebody who signed in is still who he was: the key not revoked, the participant not suspended, the role the same.</summary>
    public async Task<bool> IsValidAsync(ClaimsPrincipal user, CancellationToken cancellation)
    {
        var caller = Caller.Of(user);
        return user.FindFirstValue(KeyClaim) is { } hash
            ? await holders.FindByHashAsync(hash, cancellation) == caller
            : await scd.ParticipantAsync(caller.Id, cancellation) is { IsSuspended: false } participant && participant.Role == caller.Role;
    }
}
