using System.Threading.RateLimiting;
using Platone.Host.Configuration;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Access;

/// <summary>
/// How many requests a second are taken of a key and of an address (<c>platone.http.rate</c>): so many that nobody who works with the
/// platform meets it, and so few that nobody alone keeps a node from the others. It stands before the key is looked up.
/// </summary>
internal static class RequestRates
{
    // Of a caller that was silent, as many as of one that is not in so many seconds.
    private const int BurstSeconds = 5;
    private const int PeriodsPerSecond = 10;

    /// <summary>Seconds after which one that was refused may come again.</summary>
    private const string RetryAfter = "1";

    /// <summary>Adds the limits.</summary>
    public static void AddRequestRates(this IServiceCollection services, HttpOptions http) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                Of(context.Connection.RemoteIpAddress?.ToString() ?? "", http.AddressRate)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => ApiKeyAuthentication.KeyOf(context.Request) is { Length: > 0 } key
                ? Of(ApiKey.Hash(key), http.KeyRate)
                : RateLimitPartition.GetNoLimiter("")));
        limits.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = RetryAfter;
            await ProblemDocument.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests",
                "more requests come with this key, or from this address, than platone.http.rate allows; send fewer").WriteAsync(rejected.HttpContext);
        };
    });

    private static RateLimitPartition<string> Of(string who, int perSecond) => perSecond == 0
        ? RateLimitPartition.GetNoLimiter(who)
        : RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * BurstSeconds,
            TokensPerPeriod = Math.Max(1, perSecond / PeriodsPerSecond),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / Math.Min(perSecond, PeriodsPerSecond)),
            QueueLimit = 0,
            AutoReplenishment = false,
        });
}
