namespace Platone.Actors.Tests.Architecture;

/// <summary>What a rule found against it.</summary>
internal static class Findings
{
    /// <summary>Fails with all of them, each on a line; xunit would cut them short.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
