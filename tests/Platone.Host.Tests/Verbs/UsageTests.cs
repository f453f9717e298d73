using Platone.Host.Verbs;

namespace Platone.Host.Tests.Verbs;

public sealed class UsageTests
{
    [Theory]
    [InlineData("", "Required command was not provided.", "Try: platone --help")]
    [InlineData("frob", "Unrecognized command or argument 'frob'.", "Try: platone --help")]
    [InlineData("log proof", "Option '--persistence-id' is required.", "Try: platone log proof --help")]
    [InlineData("log proof -p x -n y", "Cannot parse argument 'y' for option '--sequence-nr' as a whole number.", "Try: platone log proof --help")]
    [InlineData("field simulate --nodes x", "Cannot parse argument 'x' for option '--nodes' as a whole number.", "Try: platone field simulate --help")]
    [InlineData("projection rebuild", "Option '--name' is required.", "Try: platone projection rebuild --help")]
    public async Task Bad_usage_ends_with_2_and_says_how_to_learn_more(string line, string error, string hint)
    {
        var (code, output, errors) = await RunAsync(line);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains($"platone: {error}", errors, StringComparison.Ordinal);
        Assert.EndsWith(hint + Environment.NewLine, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_wants_to_be_meant()
    {
        var (code, _, errors) = await RunAsync("erase abc --api-key k");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("say --yes", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_that_is_none_is_refused()
    {
        var (code, _, errors) = await RunAsync("log checkpoint --url ftp://x");

        Assert.Equal((ExitCode.BadInput, "platone: --url ftp://x: must be an http or https URL" + Environment.NewLine), (code, errors));
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_said_so()
    {
        var port = Platone.Testing.FreePort.Next();

        var (code, _, errors) = await RunAsync($"log checkpoint --url http://127.0.0.1:{port}");

        Assert.Equal(ExitCode.Internal, code);
        Assert.StartsWith($"platone: there is no node at http://127.0.0.1:{port}/: ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("log --help")]
    [InlineData("log proof --help")]
    [InlineData("--version")]
    public async Task Help_is_an_answer(string line)
    {
        var (code, output, errors) = await RunAsync(line);

        Assert.Equal((ExitCode.Ok, ""), (code, errors));
        Assert.NotEmpty(output);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
