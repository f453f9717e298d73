using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platone.Host.ClusterDemo;

/// <summary>Asks processes to end in their own time, as a service manager does. Not on Windows, where they are ended at once.</summary>
internal static class ProcessSignals
{
    private const int Term = 15;

    /// <summary>What to start a program with so that Ctrl+C in this terminal is not for it: who started it ends it in its turn.</summary>
    public static IReadOnlyList<string> Apart { get; } = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];

    /// <summary>As a service manager does.</summary>
    public static void Terminate(Process process) => Send(process, Term);

    private static void Send(Process process, int signal)
    {
        if (OperatingSystem.IsWindows())
            process.Kill();
        else
            _ = Kill(process.Id, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
