using System.Security.Cryptography;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Keys;

namespace Platone.Host.Demo;

/// <summary>The keys that households of a demo and their meters sign with: each drawn once, and kept in a file that only its owner reads.</summary>
/// <param name="folder">The demo's data folder.</param>
internal sealed class DemoKeys(string folder)
{
    /// <summary>The key of the account that holds a household's tokens.</summary>
    public Secp256k1PrivateKey OwnerOf(DemoHousehold household) => Read("owners", household.Customer);

    /// <summary>The key that a household's meter signs its readings with.</summary>
    public Secp256k1PrivateKey MeterOf(DemoHousehold household) => Read("meters", household.Serial);

    private Secp256k1PrivateKey Read(string kind, string name)
    {
        var file = Path.Combine(folder, kind, $"{name}.key");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            SecretFile.Create(file, RandomNumberGenerator.GetHexString(64, lowercase: true));
        }
        return Secp256k1PrivateKey.Parse(File.ReadAllText(file).Trim());
    }
}
