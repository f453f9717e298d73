namespace Platone.Testing;

/// <summary>How long a test waits for something outside it before it fails.</summary>
public static class Deadline
{
    /// <summary>Far more than anything takes, so no busy machine fails a test. <c>PLATONE_TEST_DEADLINE</c>, in s, changes it.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("PLATONE_TEST_DEADLINE"), out var seconds) ? seconds : 60);
}
