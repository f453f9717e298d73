using System.Security.Claims;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;

namespace Platone.Host.Rest.Access;

/// <summary>Who sent a request: a participant and its role, found by its API key.</summary>
/// <param name="Id">The participant.</param>
/// <param name="Role">Its role.</param>
internal sealed record Caller(ParticipantId Id, Role Role)
{
    /// <summary>The caller of a signed-in principal.</summary>
    public static Caller Of(ClaimsPrincipal user) => new(
        new ParticipantId(user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("the request is not signed in")),
        Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!));

    /// <summary>The principal of this caller.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, Id.Value), new Claim(ClaimTypes.Role, Role.ToString())], scheme));
}
