using System.Globalization;
using System.Text.RegularExpressions;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>A <c>platone cluster-demo</c>, and what of it runs: it leaves nothing running behind, however it ends.</summary>
public abstract class RunningDemo : IDisposable
{
    private readonly TestDirectory _folder = new("cluster-demo");

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    // One that is dead and not yet buried by its new parent has no command line.
    private protected static bool Runs(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private protected ProcessHost Start(params string[] more)
    {
        if (!OperatingSystem.IsLinux())
            throw new SkipException("processes are looked up in /proc");
        Peers.Require("initdb", PostgreSqlServer.DebianFolders());
        return PlatoneHostProcess.StartInterruptible(["cluster-demo", "--rate", "200", "--port", $"{FreePort.NextBlock()}", "--data", _folder.Path, .. more]);
    }

    // Those of the nodes, as it names them, and the server's.
    private protected List<int> Processes(ProcessHost demo)
    {
        var nodes = demo.Lines.Select(l => Regex.Match(l, @"process (\d+)")).Where(m => m.Success)
            .Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        var server = int.Parse(File.ReadLines(_folder.File("postgresql/data/postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return [.. nodes, server];
    }
}
