namespace Platone.Testing;

/// <summary>Short by default, long with <c>PLATONE_NIGHTLY=1</c>.</summary>
public static class Nightly
{
    /// <summary>Whether this is the long run.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("PLATONE_NIGHTLY") == "1";

    /// <summary>How often, how many, how long.</summary>
    public static T Times<T>(T normal, T nightly) => IsOn ? nightly : normal;
}
