using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Host.Pages.Access;
using Platone.Host.Rest.Access;

namespace Platone.Host.Tests.Pages;

public sealed class SignInCodesTests
{
    private static readonly Caller Operator = new(new ParticipantId("operator"), Role.Operator);
    private readonly FakeTimeProvider _clock = new();
    private readonly SignInCodes _codes;

    public SignInCodesTests() => _codes = new SignInCodes(_clock);

    [Fact]
    public void A_code_is_good_once()
    {
        var (code, other) = (_codes.New(Operator), _codes.New(Operator));

        Assert.NotEqual(code, other);
        Assert.Equal(Operator, _codes.Take(code));
        Assert.Null(_codes.Take(code));
        Assert.Equal(Operator, _codes.Take(other));
        Assert.Null(_codes.Take(""));
    }

    [Fact]
    public void A_code_is_good_for_a_short_time()
    {
        var (early, late) = (_codes.New(Operator), _codes.New(Operator));

        _clock.Advance(SignInCodes.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Operator, _codes.Take(early));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_codes.Take(late));
    }
}
