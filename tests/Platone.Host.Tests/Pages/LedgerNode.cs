using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Pages;

/// <summary>A node with a ledger whose chain is not there: what is asked for stays in the queue, and a test puts it there.</summary>
public sealed class LedgerNode : TestNode
{
    private const string Password = "correct horse";

    /// <summary>The contract of sessions.</summary>
    public static ContractAnchorId Market { get; } = Contract("00aa");

    /// <summary>The contract of tokens.</summary>
    public static ContractAnchorId Token { get; } = Contract("00bb");

    private readonly TestDirectory _keys = new("ledger-node");

    private protected override IReadOnlyList<string> More =>
    [
        $"ledger.service.keystore={_keys.File("account.json")}",
        // Nobody listens on port 1.
        "ledger.service.url=http://127.0.0.1:1", "ledger.service.chain-id=31337", "ledger.service.interval=200ms",
        $"ledger.service.flex-market={Market.Contract}", $"ledger.service.flex-token={Token.Contract}", $"ledger.service.event-log={Contract("00cc").Contract}",
    ];

    public override Task InitializeAsync()
    {
        // In the environment of this process, and so of those it starts, it is what they are given anyway: none of them is to have a bare key.
        Environment.SetEnvironmentVariable("PLATONE_LEDGER_SERVICE_PASSWORD", Password);
        _keys.Write("account.json", KeystoreFile.Encrypt(Secp256k1PrivateKey.New(), Password, scryptN: 4096));
        return base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _keys.Dispose();
    }

    private static ContractAnchorId Contract(string end) => new(LedgerId.Service, Address.Parse($"0x{end.PadLeft(40, '1')}"));
}
