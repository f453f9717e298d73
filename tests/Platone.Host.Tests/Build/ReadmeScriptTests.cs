using System.Runtime.CompilerServices;
using Platone.Testing;

namespace Platone.Host.Tests.Build;

/// <summary><c>.ci/readme</c> really runs what the README shows, and notices what fails.</summary>
public sealed class ReadmeScriptTests
{
    private const string Fence = "```";

    [SkippableFact]
    public async Task Marked_blocks_run_in_order_in_one_shell()
    {
        var result = await RunAsync($"""
            {Fence}bash ci background
            mkdir data
            echo up >data/state
            read -r never </dev/tcp/localhost/1 || exec tail -f /dev/null
            {Fence}
            {Fence}bash
            exit 9   # not marked
            {Fence}
            {Fence}bash ci eventually
            cat data/state
            {Fence}
            {Fence}bash ci
            greet() {"{ echo \"hello $1\"; }"}
            name=you
            {Fence}
            {Fence}bash ci
            greet $name
            {Fence}
            """);
        var output = result.Succeeded().Output;
        Assert.Contains("\nup\n", output);
        Assert.Contains("\nhello you\n", output);
        Assert.EndsWith("4 examples ran", output);
    }

    [SkippableTheory]
    [InlineData("a command fails", "ci", "false\ntrue", 1)]
    [InlineData("the first of a pipe fails", "ci", "(exit 4) | cat\ntrue", 4)]
    [InlineData("a variable is not set", "ci", "echo $nothing", 1)]
    [InlineData("a kind nobody knows", "ci sometimes", "true", 2)]
    public async Task A_failure_ends_it_and_says_where(string what, string kind, string block, int exitCode)
    {
        var result = await RunAsync($"{Fence}bash {kind}\n{block}\n{Fence}\n");
        Assert.True(exitCode == result.ExitCode, $"{what}: exit code {result.ExitCode}");
        Assert.Contains($"README.md:1 failed (exit code {exitCode})", result.Error);
    }

    [SkippableFact]
    public async Task A_background_example_that_failed_is_a_failure()
    {
        var result = await RunAsync(
            $"{Fence}bash ci background\necho why; echo $$ >started; exit 5\n{Fence}\n{Fence}bash ci eventually\n[ -s started ] && ! kill -0 $(cat started)\n{Fence}\n");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("why", result.Error);
    }

    [SkippableFact]
    public async Task A_file_without_examples_is_a_failure() => Assert.Equal(2, (await RunAsync("# Nothing\n")).ExitCode);

    [SkippableFact]
    public async Task It_leaves_an_existing_platform_alone()
    {
        var result = await RunAsync($"{Fence}bash ci\ntrue\n{Fence}\n", folder => folder.Write("data/operator.key", "mine"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("in the way", result.Error);
    }

    private static async Task<ProcessResult> RunAsync(string readme, Action<TestDirectory>? prepare = null,
        [CallerMemberName] string name = "")
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the CI scripts are for Debian");
        using var folder = new TestDirectory(name);
        prepare?.Invoke(folder);
        return await ProcessHost.RunAsync("bash", [Repository.Path(".ci/readme"), folder.Write("README.md", readme)]);
    }
}
