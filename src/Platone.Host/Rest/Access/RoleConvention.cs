using Microsoft.AspNetCore.Authorization;
using Platone.Actors.Participants;

namespace Platone.Host.Rest.Access;

/// <summary>Says at an endpoint which roles it is for.</summary>
internal static class RoleConvention
{
    /// <summary>Only these roles.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, params Role[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(", ", roles) });
}
