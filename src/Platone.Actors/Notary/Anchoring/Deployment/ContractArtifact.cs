using System.Text.Json;

namespace Platone.Actors.Notary.Anchoring.Deployment;

/// <summary>A compiled contract as it is built into this program (<c>contracts/artifacts</c>).</summary>
/// <param name="Abi">Its ABI, JSON.</param>
/// <param name="Bytecode">The code that creates it, hexadecimal.</param>
internal sealed record ContractArtifact(string Abi, string Bytecode)
{
    /// <summary>The contract of a name.</summary>
    /// <param name="name">Such as <c>EventLog</c>.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ContractArtifact Of(string name)
    {
        using var stream = typeof(ContractArtifact).Assembly.GetManifestResourceStream($"contracts/{name}.json")
            ?? throw new ArgumentException($"there is no contract {name} in this program", nameof(name));
        using var document = JsonDocument.Parse(stream);
        return new ContractArtifact(document.RootElement.GetProperty("abi").GetRawText(), document.RootElement.GetProperty("bytecode").GetString()!);
    }
}
