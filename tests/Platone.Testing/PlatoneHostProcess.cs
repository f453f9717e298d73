namespace Platone.Testing;

/// <summary>The built executable <c>platone</c>, run as its own process, as an operator does.</summary>
public static class PlatoneHostProcess
{
    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "platone.dll") is var file && File.Exists(file)
        ? file
        : throw new FileNotFoundException($"{file} is not there: only test projects that reference Platone.Host have the executable");

    /// <summary>Runs a verb to its end.</summary>
    /// <param name="arguments">Such as <c>verify bundle.json</c>, one word each.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <param name="environment">Added to this process's own.</param>
    /// <param name="workingDirectory">Null: this process's.</param>
    public static Task<ProcessResult> RunAsync(IEnumerable<string> arguments, string? input = null, TimeSpan? deadline = null,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null) =>
        ProcessHost.RunAsync("dotnet", [Assembly, .. arguments], input, deadline, environment, workingDirectory);

    /// <summary>Starts a verb that goes on by itself, such as <c>run</c>. A node listens for operators on a free port unless a setting says which.</summary>
    /// <param name="verb">The verb's words.</param>
    /// <param name="settings">Each becomes <c>--set key=value</c>.</param>
    /// <param name="environment">Added to this process's own.</param>
    /// <param name="workingDirectory">Null: this process's.</param>
    /// <param name="build">Folder of another build of it; null: the one that is tested.</param>
    public static ProcessHost Start(IEnumerable<string> verb, IReadOnlyDictionary<string, string>? settings = null,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null, string? build = null) =>
        ProcessHost.Start("dotnet", [build is null ? Assembly : Path.Combine(build, "platone.dll"), .. verb, .. verb.First() is "run" or "demo" ? Set(FreePbmPort) : [], .. Set(settings)], environment,
            workingDirectory);

    /// <summary>
    /// Starts a verb as a terminal does, with Ctrl+C in force: what a shell starts in the background inherits that SIGINT is ignored. Needs
    /// <c>env</c> of GNU coreutils 8.31 or later.
    /// </summary>
    /// <param name="verb">The verb's words.</param>
    public static ProcessHost StartInterruptible(IEnumerable<string> verb) =>
        ProcessHost.Start("env", ["--default-signal=INT", "dotnet", Assembly, .. verb]);

    // Before the test's own settings, which therefore win.
    private static IReadOnlyDictionary<string, string> FreePbmPort { get; } = new Dictionary<string, string> { ["pbm.listen"] = "127.0.0.1:0" };

    private static IEnumerable<string> Set(IReadOnlyDictionary<string, string>? settings) =>
        (settings ?? new Dictionary<string, string>()).SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"]);
}
