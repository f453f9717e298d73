using System.CommandLine;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Ledger;

/// <summary>
/// The options by which a verb is given the private key of a POD's owner: from an encrypted keystore file, else from the environment. Never on
/// the command line, which others of the machine can read.
/// </summary>
internal sealed class OwnerKey
{
    /// <summary>The environment variable with the key: 64 hexadecimal digits.</summary>
    public const string KeyVariable = "PLATONE_OWNER_KEY";

    /// <summary>The environment variable with the keystore's password.</summary>
    public const string PasswordVariable = "PLATONE_OWNER_PASSWORD";

    private readonly Option<string?> _keystore = new("--keystore")
    {
        Description = $"The account's encrypted keystore file (version 3). Standard: the key in the environment variable {KeyVariable}.", HelpName = "FILE",
    };

    private readonly Option<string?> _password = new("--password-file")
    {
        Description = $"A file whose first line is the keystore's password. Standard: the environment variable {PasswordVariable}.", HelpName = "FILE",
    };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Add(_keystore);
        verb.Add(_password);
    }

    /// <summary>The key.</summary>
    /// <exception cref="InputException">There is none, or it cannot be read. No message has anything of key or password in it.</exception>
    public async Task<Secp256k1PrivateKey> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_keystore) is { } keystore)
        {
            var text = await InputFile.TextAsync(keystore, cancellation);
            var password = await PasswordAsync(parsed.GetValue(_password), cancellation);
            try
            {
                return KeystoreFile.Decrypt(text, password);
            }
            catch (Exception e) when (e is KeystoreException or FormatException)
            {
                throw new InputException($"--keystore {keystore}: {e.Message}", e);
            }
        }
        if (parsed.GetValue(_password) is not null)
            throw new InputException("--password-file: is the password of a --keystore, and there is none");
        var hex = Environment.GetEnvironmentVariable(KeyVariable)
            ?? throw new InputException($"the owner's key is missing: give --keystore FILE, or set {KeyVariable}");
        try
        {
            return Secp256k1PrivateKey.Parse(hex.Trim() is var key && key.StartsWith("0x", StringComparison.Ordinal) ? key[2..] : key);
        }
        catch (FormatException)
        {
            throw new InputException($"the environment variable {KeyVariable} is not a private key (64 hexadecimal digits)");
        }
    }

    private static async Task<string> PasswordAsync(string? file, CancellationToken cancellation) => file is null
        ? Environment.GetEnvironmentVariable(PasswordVariable)
            ?? throw new InputException($"the keystore's password is missing: give --password-file FILE, or set {PasswordVariable}")
        // An editor ends the line; the password does not have that in it.
        : (await InputFile.TextAsync(file, cancellation)).Split('\n')[0].TrimEnd('\r');
}
