using System.Globalization;
using System.Text.RegularExpressions;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Xunit;

namespace Platone.Testing;

/// <summary>
/// A real Ethereum node, <c>anvil</c>, on a free loopback port: a chain of its own, with funded accounts, mining as it is told.
/// </summary>
public sealed partial class Anvil : IAsyncDisposable
{
    private readonly TestDirectory _directory;
    private readonly Func<ProcessHost> _start;
    private ProcessHost _process;

    private Anvil(TestDirectory directory, int port, ulong chainId, Func<ProcessHost> start)
    {
        (_directory, _start, _process, ChainId) = (directory, start, start(), chainId);
        Url = $"http://127.0.0.1:{port}";
        Client = new RpcClient(new Uri(Url), Deadline.Default);
    }

    /// <summary>Where it answers.</summary>
    public string Url { get; }

    /// <summary>The chain's id.</summary>
    public ulong ChainId { get; }

    /// <summary>Private keys of accounts that have 10,000 ether each; known to everyone who has anvil.</summary>
    public IReadOnlyList<Secp256k1PrivateKey> Keys { get; private set; } = [];

    /// <summary>The same keys as text, 64 hexadecimal digits: for a process's environment.</summary>
    public IReadOnlyList<string> KeyTexts { get; private set; } = [];

    /// <summary>A client of it.</summary>
    public RpcClient Client { get; }

    /// <summary>What it wrote: every request and transaction.</summary>
    public IReadOnlyList<string> Log => _process.Lines;

    /// <summary>Starts a node and waits until it listens.</summary>
    /// <param name="hardfork">The rules: <c>berlin</c> (before base fees), <c>cancun</c>, <c>prague</c> and so on.</param>
    /// <param name="chainId">The chain's id.</param>
    /// <param name="arguments">More of its arguments, one word each: <c>--block-time 1</c> mines by the clock and <c>--no-mining</c> only
    /// when asked (<c>evm_mine</c>), else each transaction gets a block; <c>--slots-in-an-epoch 1</c> has blocks finalised two
    /// later.</param>
    /// <exception cref="SkipException">anvil is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static async Task<Anvil> StartAsync(string hardfork = "prague", ulong chainId = 31337, params IEnumerable<string> arguments)
    {
        var program = Foundry.Anvil;
        var directory = new TestDirectory("anvil");
        var port = FreePort.Next();
        IEnumerable<string> all =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--hardfork", hardfork,
            "--chain-id", chainId.ToString(CultureInfo.InvariantCulture),
            "--state", Path.Combine(directory.Path, "state.json"), .. arguments,
        ];
        // Home and temporary files too are the test's own: anvil keeps caches there.
        var environment = new Dictionary<string, string?> { ["HOME"] = directory.Path, ["TMPDIR"] = directory.Path };
        var node = new Anvil(directory, port, chainId,
            () => ProcessHost.Start(program, [.. all], environment, directory.Path));
        await node.ReadyAsync();
        node.KeyTexts = [.. node.Log.Select(l => PrivateKey().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value)];
        node.Keys = [.. node.KeyTexts.Select(Secp256k1PrivateKey.Parse)];
        return node;
    }

    /// <summary>An account that signs for this chain.</summary>
    /// <param name="index">Of <see cref="Keys"/>.</param>
    public Account Account(int index = 0) => new(Keys[index], ChainId);

    /// <summary>The node, and one of its funded accounts that signs.</summary>
    /// <param name="index">Of <see cref="Keys"/>.</param>
    public Web3 Web3(int index = 0) => new(Account(index), Client);

    /// <summary>Asks it something only test nodes know, such as <c>evm_mine</c>, <c>evm_setAutomine</c>, <c>anvil_reorg</c>,
    /// <c>anvil_dropTransaction</c>.</summary>
    public Task<T> SendAsync<T>(string method, params object?[] parameters) =>
        Client.SendRequestAsync<T>(new RpcRequest(method, parameters) { MayBeNull = true });

    /// <summary>Mines empty or waiting blocks.</summary>
    public Task MineAsync(int blocks = 1) => SendAsync<object?>("anvil_mine", new HexBigInteger(blocks));

    /// <summary>Ends it as <c>kill -9</c> does: its chain is lost back to the last <see cref="StopAsync"/>.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Ends it in order: its chain is kept.</summary>
    public Task StopAsync() => _process.TerminateAsync();

    /// <summary>Starts it again on its old port, after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = _start();
        await ReadyAsync();
    }

    /// <summary>Ends it and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    private Task ReadyAsync() => _process.WaitForLineAsync("Listening on 127.0.0.1");

    [GeneratedRegex(@"\(\d+\) 0x([0-9a-f]{64})$")]
    private static partial Regex PrivateKey();
}
