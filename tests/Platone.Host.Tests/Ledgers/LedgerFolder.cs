using System.Globalization;
using System.Text.Json.Nodes;
using Platone.Actors.Ethereum.Keystore;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>A node's folder and its settings for ledgers, as an operator makes them: accounts in keystores, contracts by <c>ledger deploy</c>.</summary>
internal sealed class LedgerFolder : IDisposable
{
    private const string Password = "correct horse";
    private readonly TestDirectory _folder = new("ledger");

    public LedgerFolder()
    {
        Settings["storage.data"] = _folder.Path;
        Settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        Settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        Settings["akka.remote.dot-netty.tcp.port"] = "0";
    }

    public static IReadOnlyDictionary<string, string?> Environment { get; } =
        new Dictionary<string, string?> { ["PLATONE_LEDGER_SERVICE_PASSWORD"] = Password, ["PLATONE_LEDGER_ACCESS_PASSWORD"] = Password };

    public string Path => _folder.Path;

    public Dictionary<string, string> Settings { get; } = [];

    public string this[string ledger, string contract] => Settings[$"ledger.{ledger}.{contract}"];

    /// <summary>Deploys a ledger's contracts and takes what is printed for settings.</summary>
    public async Task DeployAsync(string ledger, Anvil anvil, string profile = "eip1559")
    {
        Settings[$"ledger.{ledger}.url"] = anvil.Url;
        Settings[$"ledger.{ledger}.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture);
        Settings[$"ledger.{ledger}.profile"] = profile;
        Settings[$"ledger.{ledger}.confirmations"] = "3";
        Settings[$"ledger.{ledger}.interval"] = "200ms";
        Settings[$"ledger.{ledger}.keystore"] =
            _folder.Write($"account-{anvil.ChainId}.json", KeystoreFile.Encrypt(anvil.Keys[0], Password, scryptN: 4096));
        var deployed = JsonNode.Parse((await PlatoneHostProcess.RunAsync(
            ["ledger", "deploy", ledger, "--json", .. Settings.SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"])], environment: Environment))
            .Succeeded().Output)!;
        Settings[$"ledger.{ledger}.from-block"] = ((ulong)deployed["fromBlock"]!).ToString(CultureInfo.InvariantCulture);
        foreach (var (kind, contract) in deployed["contracts"]!.AsObject())
            Settings[$"ledger.{ledger}.{kind}"] = (string)contract!["address"]!;
    }

    /// <summary>Starts the node and waits until it is up.</summary>
    public async Task<ProcessHost> StartAsync()
    {
        var node = PlatoneHostProcess.Start(["run"], Settings, Environment);
        await node.WaitForLineAsync("is up");
        return node;
    }

    /// <summary>A client of it, with the operator's key.</summary>
    public NodeClient Client() => new(new Uri($"http://{Settings["http.listen"]}/"), Key());

    /// <summary>Runs a verb that talks to it.</summary>
    public Task<ProcessResult> RunAsync(params IEnumerable<string> verb) =>
        PlatoneHostProcess.RunAsync([.. verb, "--url", $"http://{Settings["http.listen"]}", "--api-key", Key()]);

    public void Dispose() => _folder.Dispose();

    private string Key() => File.ReadAllText(_folder.File("operator.key")).Trim();
}
