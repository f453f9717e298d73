using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Platone.Testing;

/// <summary>
/// What this test process leaves behind on the machine: one folder, and in it a note for each process it started. A shell that waits
/// for this process to end, however it ends, then kills those processes and deletes the folder. Should that shell die too, the next
/// test process sweeps: it finds folders whose owner no longer holds their lock.
/// </summary>
internal sealed class TestRun
{
    // Kills what the notes name, provided the process is still the one that was noted, then deletes the folder.
    private const string Clean =
        """
        stat() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f "$2"; }
        clean() {
          for note in "$1"/processes/*; do
            [ -f "$note" ] || continue
            pid=${note##*/}
            read -r signal started <"$note" || continue
            [ "$(stat "$pid" 20)" = "$started" ] || continue
            kill -s "$signal" "$pid"
            for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
              case $(stat "$pid" 1) in ''|Z) continue 2 ;; esac   # gone, or dead and not yet buried by its new parent
              sleep 0.1
            done
            kill -s KILL "$pid"
          done
          rm -rf "$1" "$1.lock"
        }
        """;

    private static readonly Lazy<TestRun> Lazily = new(() => new TestRun());
    private readonly ConcurrentDictionary<int, Process> _processes = new();
    private readonly FileStream _lock;
    private readonly Process? _cleaner;

    private TestRun()
    {
        Directory.CreateDirectory(Parent);
        Folder = Path.Combine(Parent, $"run-{Environment.ProcessId}");
        using (var gate = new Mutex(false, $"platone-tests-{Environment.UserName}"))
        {
            try
            {
                gate.WaitOne();
            }
            catch (AbandonedMutexException)
            {
                // Its last owner was killed while sweeping: this sweep does the rest, and the mutex is held now.
            }

            try
            {
                Sweep();
                _lock = new FileStream(Folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                Directory.CreateDirectory(Path.Combine(Folder, "processes"));
            }
            finally
            {
                gate.ReleaseMutex();
            }
        }

        if (OperatingSystem.IsLinux())
            _cleaner = Shell($"trap '' INT TERM HUP; {Clean}\ncat >/dev/null; clean \"$1\"", Folder);
        else
            AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    /// <summary>Where all test processes of this user have their folders.</summary>
    public static string Parent { get; } = Path.Combine(Path.GetTempPath(), $"platone-tests-{Environment.UserName}");

    /// <summary>This test process.</summary>
    public static TestRun Current => Lazily.Value;

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Notes a process that must not outlive this one.</summary>
    /// <param name="process">Just started.</param>
    /// <param name="signal">What ends it cleanly without waiting for anything, such as <c>KILL</c>.</param>
    public void Add(Process process, string signal)
    {
        _processes[process.Id] = process;
        if (StartTicks(process.Id) is { } started)
            File.WriteAllText(Note(process.Id), $"{signal} {started}\n");
    }

    /// <summary>Forgets a process that has ended.</summary>
    public void Remove(int processId)
    {
        _processes.TryRemove(processId, out _);
        File.Delete(Note(processId));
    }

    private string Note(int processId) => Path.Combine(Folder, "processes", processId.ToString(CultureInfo.InvariantCulture));

    private static void Sweep()
    {
        foreach (var file in Directory.GetFiles(Parent, "run-*.lock"))
        {
            try
            {
                using var free = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                continue;   // its owner lives
            }

            var folder = Path.ChangeExtension(file, null);
            if (OperatingSystem.IsLinux())
            {
                using var shell = Shell($"{Clean}\nclean \"$1\"", folder);
                shell.WaitForExit();
            }
            else
            {
                DeleteFolder(folder);
                File.Delete(file);
            }
        }
    }

    private void End()
    {
        foreach (var process in _processes.Values.Where(p => !p.HasExited))
            process.Kill(entireProcessTree: true);
        DeleteFolder(Folder);
        _lock.Dispose();
        File.Delete(_lock.Name);
        _cleaner?.Dispose();
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static Process Shell(string script, string folder) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec >/dev/null 2>&1; " + script, "platone-tests", folder])
        {
            RedirectStandardInput = true,
        })!;

    // Field 22 of /proc/PID/stat: with the process id it names a process for good, also after the id was given to another.
    private static string? StartTicks(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // it has ended, or the system has no /proc
        }
    }
}
