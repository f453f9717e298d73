using System.Buffers.Text;
using System.Security.Cryptography;
using Platone.Host.Rest.Access;

namespace Platone.Host.Pages.Access;

/// <summary>
/// One-time codes for the link <c>/sign-in?code=</c> that a verb prints to whoever started the node: 256 random bits, held in memory,
/// good once and for a short time. The clock is the machine's, not the market's, which a demonstration may run faster.
/// </summary>
/// <param name="clock">The machine's clock.</param>
internal sealed class SignInCodes(TimeProvider clock)
{
    /// <summary>How long a code is good.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Caller Caller, long At)> _open = new(StringComparer.Ordinal);

    /// <summary>Draws a code that signs somebody in.</summary>
    /// <param name="caller">Whom.</param>
    public string New(Caller caller)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            foreach (var (hash, open) in _open.ToList())
            {
                if (IsOver(open.At))
                    _open.Remove(hash);
            }
            _open[ApiKey.Hash(code)] = (caller, clock.GetTimestamp());
        }
        return code;
    }

    /// <summary>Takes a code: from now on it is worth nothing.</summary>
    /// <returns>Whom it signs in; null if it was never drawn, was taken before, or is too old.</returns>
    public Caller? Take(string code)
    {
        lock (_lock)
            return _open.Remove(ApiKey.Hash(code), out var open) && !IsOver(open.At) ? open.Caller : null;
    }

    private bool IsOver(long at) => clock.GetElapsedTime(at) >= Lifetime;
}
