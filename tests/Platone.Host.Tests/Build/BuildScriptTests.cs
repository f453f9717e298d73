using System.Management.Automation;
using System.Management.Automation.Language;
using Platone.Testing;

namespace Platone.Host.Tests.Build;

public sealed class BuildScriptTests
{
    private static readonly string[] NativeCommands = ["dotnet", "npm"];

    [Fact]
    public void It_parses() => Assert.Empty(BuildScript.Parse().Errors);

    [Fact]
    public void It_calls_its_own_functions_and_known_native_commands_only()
    {
        var script = BuildScript.Parse().Script;
        var functions = script.FindAll(a => a is FunctionDefinitionAst, true).Cast<FunctionDefinitionAst>().ToDictionary(f => f.Name);
        var calls = script.FindAll(a => a is CommandAst, true).Cast<CommandAst>().ToList();
        Assert.Contains(calls, c => c.GetCommandName() == "Invoke-Native");
        foreach (var call in calls)
        {
            if (call.GetCommandName() is { } name)
                Assert.True(functions.ContainsKey(name), $"line {call.Extent.StartLineNumber}: {name} is no function of the script");
            else
                Assert.Same(functions["Invoke-Native"], FunctionAround(call));
            if (call.GetCommandName() == "Invoke-Native")
                Assert.Contains(Assert.IsType<StringConstantExpressionAst>(call.CommandElements[1]).Value, NativeCommands);
        }
    }

    [Theory]
    [InlineData("restore", "would run: dotnet restore ")]
    [InlineData("build", "would run: dotnet build ")]
    [InlineData("test", "would run: dotnet test ")]
    [InlineData("publish", "would run: dotnet publish ")]
    public async Task WhatIf_shows_the_command_of_a_task(string task, string start)
    {
        var output = await BuildScript.RunAsync(BuildScript.File, new Dictionary<string, object> { ["Task"] = task, ["WhatIf"] = true });
        Assert.StartsWith(start, Assert.Single(output));
    }

    [Fact]
    public async Task Tasks_run_in_the_order_given_and_the_configuration_reaches_them()
    {
        var output = await BuildScript.RunAsync(BuildScript.File, new Dictionary<string, object>
        {
            ["Task"] = (string[])["publish", "restore", "build"],
            ["Configuration"] = "Debug",
            ["WhatIf"] = true,
        });
        Assert.Collection(output,
            line => Assert.Contains("publish", line),
            line => Assert.Contains(" restore ", line),
            line => Assert.EndsWith(" -c Debug", line));
        Assert.Contains(" -c Debug -o ", output[0]);
    }

    [Fact]
    public async Task Without_a_task_it_builds()
    {
        var output = await BuildScript.RunAsync(BuildScript.File, new Dictionary<string, object> { ["WhatIf"] = true });
        Assert.Equal($"would run: dotnet build {Repository.Path("Platone.sln")} -c Debug", Assert.Single(output));
    }

    [Fact]
    public async Task An_unknown_task_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<ParameterBindingException>(() =>
            BuildScript.RunAsync(BuildScript.File, new Dictionary<string, object> { ["Task"] = "deploy" }));
        Assert.Contains("deploy", error.Message);
    }

    [Fact]
    public async Task Contracts_are_installed_compared_and_tested()
    {
        var output = await BuildScript.RunAsync(BuildScript.File, new Dictionary<string, object> { ["Task"] = "contracts", ["WhatIf"] = true });
        var npm = $"would run: npm --prefix {Repository.Path("contracts")}";
        Assert.Equal([$"{npm} ci", $"{npm} run check", $"{npm} test"], output);
    }

    [Fact]
    public async Task A_task_runs_its_native_command_for_real()
    {
        using var folder = new TestDirectory("build");
        var script = Copy(folder);
        folder.Write("Platone.sln", "Microsoft Visual Studio Solution File, Format Version 12.00\nGlobal\nEndGlobal\n");
        var output = await BuildScript.RunAsync(script, Parameters("restore"));
        Assert.StartsWith("> dotnet restore ", output[0]);
        Assert.True(output.Count > 1, "the native command wrote nothing");
    }

    [Fact]
    public async Task A_native_command_that_fails_ends_the_script_with_an_error_that_names_it()
    {
        using var folder = new TestDirectory("build");
        var script = Copy(folder);   // beside no solution
        var error = await Assert.ThrowsAnyAsync<RuntimeException>(() => BuildScript.RunAsync(script, new Dictionary<string, object>
        {
            ["Task"] = (string[])["restore", "contracts"],
        }));
        Assert.Equal($"'dotnet restore {Path.Combine(folder.Path, "Platone.sln")}' failed with exit code 1", error.Message);
    }

    private static Dictionary<string, object> Parameters(string task) => new() { ["Task"] = task };

    private static string Copy(TestDirectory folder)
    {
        var copy = folder.File("build.ps1");
        File.Copy(BuildScript.File, copy);
        return copy;
    }

    private static FunctionDefinitionAst? FunctionAround(Ast ast)
    {
        var at = ast;
        while (at is not (null or FunctionDefinitionAst))
            at = at.Parent;
        return (FunctionDefinitionAst?)at;
    }
}
