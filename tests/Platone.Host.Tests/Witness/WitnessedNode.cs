using System.Globalization;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Witness;

/// <summary>A node that has its checkpoints cosigned by a real witness, a process of its own.</summary>
public sealed class WitnessedNode : TestNode
{
    private readonly TestDirectory _witness = new("witness");
    private readonly int _port = FreePort.Next();
    private ProcessHost? _process;

    /// <summary>The witness's vkey.</summary>
    public string WitnessKey { get; private set; } = "";

    private protected override IReadOnlyList<string> More =>
    [
        $"notary.witnesses=[\"http://127.0.0.1:{_port} {WitnessKey}\"]", "notary.witness-interval=100ms",
    ];

    public override async Task InitializeAsync()
    {
        if (WitnessKey.Length == 0)
        {
            WitnessKey = (await PlatoneHostProcess.RunAsync(["log", "witness", "--data", _witness.Path, "--name", "regulator.example/w1", "--print-key"]))
                .Succeeded().Output.Trim();
        }
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await StopWitnessAsync();
        await base.DisposeAsync();
        _witness.Dispose();
    }

    internal async Task StartWitnessAsync(string trust)
    {
        _process = PlatoneHostProcess.Start(["log", "witness", "--data", _witness.Path, "--trust", trust,
            "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}")]);
        await _process.WaitForLineAsync("asked at");
    }

    internal async Task StopWitnessAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
        _process = null;
    }

    internal Uri Witness => new($"http://127.0.0.1:{_port}/");
}
