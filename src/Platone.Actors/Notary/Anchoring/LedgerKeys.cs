using Akka.Configuration;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>The private key of a ledger's account: from the environment, or from an encrypted keystore file. Never from configuration.</summary>
internal static class LedgerKeys
{
    /// <summary>Reads a ledger's key.</summary>
    /// <exception cref="ConfigurationException">There is none, or it cannot be read. No message has anything of the key in it.</exception>
    public static Secp256k1PrivateKey Load(LedgerOptions ledger) => Load(ledger.Keystore, ledger.KeyVariable, ledger.PasswordVariable);

    /// <summary>Reads a key.</summary>
    /// <param name="keystore">A keystore file, or null.</param>
    /// <param name="keyVariable">The environment variable that has the key where there is no file.</param>
    /// <param name="passwordVariable">The environment variable that has the file's password.</param>
    /// <exception cref="ConfigurationException">There is none, or it cannot be read.</exception>
    public static Secp256k1PrivateKey Load(string? keystore, string keyVariable, string passwordVariable)
    {
        if (keystore is not null)
        {
            var password = Environment.GetEnvironmentVariable(passwordVariable)
                ?? throw new ConfigurationException($"the keystore {keystore} needs its password in the environment variable {passwordVariable}");
            try
            {
                return KeystoreFile.Decrypt(File.ReadAllText(keystore), password);
            }
            catch (Exception e) when (e is KeystoreException or FormatException or IOException or UnauthorizedAccessException)
            {
                throw new ConfigurationException($"the keystore {keystore} cannot be used: {e.Message}", e);
            }
        }
        var hex = Environment.GetEnvironmentVariable(keyVariable)
            ?? throw new ConfigurationException($"the account needs a key: the environment variable {keyVariable}, or a keystore file");
        try
        {
            return Secp256k1PrivateKey.Parse(hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex);
        }
        catch (FormatException)
        {
            throw new ConfigurationException($"the environment variable {keyVariable} is not a private key (64 hexadecimal digits)");
        }
    }
}
