using Platone.Host.Pbm.Cmd;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>The prompt as an operator uses it: in a terminal (tmux), key by key.</summary>
[Collection(nameof(TestNode))]
public sealed class PromptTests(TestNode node) : IDisposable
{
    private readonly TestDirectory _folder = new("prompt");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task An_operator_types_completes_asks_again_streams_and_leaves()
    {
        await using var terminal = await Terminal.StartAsync(_folder.Path,
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "platone.dll"), "pbm", $"{node.Host.Pbm}"],
            new Dictionary<string, string> { ["PLATONE_API_KEY"] = node.Host.OperatorKey!, ["XDG_DATA_HOME"] = _folder.Path });
        var prompt = $"[{node.Host.Pbm}] pbm>";
        var self = PetabridgeCmd.Get(node.Host.Node.ActorSystem).Sys.Provider.DefaultAddress.ToString();
        await terminal.WaitAsync($"as operator. help lists the commands.\n{prompt}");

        // Tab completes palette and command, which the node described.
        await terminal.TypeAsync("clus", "Tab");
        await terminal.WaitAsync($"{prompt} cluster");
        await terminal.TypeAsync(" sh", "Tab", "Enter");
        await terminal.WaitAsync($"{prompt} cluster show\n{self} | [api, field, grid, market, notary] | up |");
        await terminal.WaitAsync("Count: 1 nodes");

        await terminal.TypeAsync("help system", "Enter");
        await terminal.WaitAsync("system uptime: Shows since when the node runs");

        // Down asks; no is no.
        await terminal.TypeAsync($"cluster down -a {self}", "Enter");
        await terminal.WaitAsync("Really? [y/n] (n):");
        await terminal.TypeAsync("n", "Enter");
        await terminal.TypeAsync("cluster status", "Enter");
        await terminal.WaitAsync($"{prompt} cluster status\n{self} | [api, field, grid, market, notary] | up |");

        // Ctrl+C ends a streaming command, not the prompt.
        await terminal.TypeAsync("cluster tail", "Enter");
        await terminal.WaitAsync($"leader | {self}");
        await terminal.TypeAsync("C-c");
        await terminal.TypeAsync("system version", "Enter");
        await terminal.WaitAsync($"{prompt} system version\n");

        // Arrow up brings back what was typed.
        await terminal.TypeAsync("Up", "Up");
        await terminal.WaitAsync($"{prompt} cluster tail");
        await terminal.TypeAsync("C-c", "exit", "Enter");
        await terminal.WaitForEndAsync();

        var history = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "platone", "pbm-history"));
        Assert.Equal(
            ["cluster show", "help system", $"cluster down -a {self}", "cluster status", "cluster tail", "system version", "exit"],
            history);
    }
}
