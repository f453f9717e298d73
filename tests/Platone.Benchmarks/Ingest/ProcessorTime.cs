using System.Diagnostics;
using System.Globalization;

namespace Platone.Benchmarks.Ingest;

/// <summary>What a benchmark and the servers it started have used of the processors.</summary>
internal static class ProcessorTime
{
    /// <summary>Of this process and, on Linux, of all processes below it, those that have ended included.</summary>
    public static TimeSpan OfAll()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime + (OperatingSystem.IsLinux() ? Below(own.Id) : TimeSpan.Zero);
    }

    // Of /proc/PID/stat, behind the name in parentheses: the parent is the second word, the times of the process and of its children that ended
    // are the 12th to 15th, in hundredths of a second.
    private static TimeSpan Below(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, CultureInfo.InvariantCulture, out _))
            .Select(n => (Id: int.Parse(n!, CultureInfo.InvariantCulture), Words: Stat(n!))).Where(p => p.Words.Length > 0)
            .ToLookup(p => int.Parse(p.Words[1], CultureInfo.InvariantCulture));
        return Sum(root);

        TimeSpan Sum(int parent) => all[parent].Aggregate(TimeSpan.Zero, (sum, p) => sum + Sum(p.Id)
            + TimeSpan.FromMilliseconds(10 * p.Words[11..15].Sum(w => long.Parse(w, CultureInfo.InvariantCulture))));
    }

    private static string[] Stat(string id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // Ended meanwhile.
            return [];
        }
    }
}
