using System.Text;
using Platone.Actors.Ethereum.Keystore;
using Platone.Actors.Ethereum.Transactions;

namespace Platone.Actors.Ethereum;

/// <summary>
/// An account whose private key is here, read from a keystore file or an environment variable. The key never shows in text.
/// </summary>
public sealed class Account : IAccount
{
    private readonly Secp256k1PrivateKey _key;

    /// <summary>The account of a key.</summary>
    /// <param name="key">Its private key.</param>
    /// <param name="chainId">The chain it signs for; null: the node's.</param>
    public Account(Secp256k1PrivateKey key, ulong? chainId = null) => (_key, ChainId) = (key, chainId);

    /// <summary>The account of a key in hexadecimal.</summary>
    /// <param name="privateKey">64 hexadecimal digits, with or without 0x.</param>
    /// <param name="chainId">The chain it signs for; null: the node's.</param>
    /// <exception cref="FormatException">Not a key. The text is not repeated.</exception>
    public Account(string privateKey, ulong? chainId = null) : this(Key(privateKey), chainId)
    {
    }

    /// <inheritdoc/>
    public Address Address => _key.PublicKey.Address;

    /// <inheritdoc/>
    public ulong? ChainId { get; }

    /// <summary>The account of a keystore file.</summary>
    /// <param name="filePath">The file (Web3 Secret Storage, version 3).</param>
    /// <param name="password">Its password.</param>
    /// <param name="chainId">The chain it signs for; null: the node's.</param>
    /// <exception cref="KeystoreException">The file is broken or cannot be read here; the message names file and field.</exception>
    /// <exception cref="KeystorePasswordException">The password does not open it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Account LoadFromKeyStoreFile(string filePath, string password, ulong? chainId = null)
    {
        try
        {
            return LoadFromKeyStore(File.ReadAllText(filePath, Encoding.UTF8), password, chainId);
        }
        catch (KeystorePasswordException e)
        {
            throw new KeystorePasswordException($"{filePath}: {e.Message}");
        }
        catch (KeystoreException e)
        {
            throw new KeystoreException($"{filePath}: {e.Message}");
        }
    }

    /// <summary>The account of a keystore file's content.</summary>
    /// <inheritdoc cref="LoadFromKeyStoreFile"/>
    /// <param name="json">What is in the file.</param>
    /// <param name="password">Its password.</param>
    /// <param name="chainId">The chain it signs for; null: the node's.</param>
    public static Account LoadFromKeyStore(string json, string password, ulong? chainId = null) =>
        new(KeystoreFile.Decrypt(json, password), chainId);

    /// <summary>The account whose key, in hexadecimal, an environment variable holds.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="chainId">The chain it signs for; null: the node's.</param>
    /// <exception cref="FormatException">The variable is not set, or does not hold a key. Its value is not repeated.</exception>
    public static Account FromEnvironment(string variable, ulong? chainId = null)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        try
        {
            return value is { Length: > 0 } ? new Account(value, chainId) : throw new FormatException("it is not set");
        }
        catch (FormatException e)
        {
            throw new FormatException($"environment variable {variable}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public SignedTransaction Sign(UnsignedTransaction transaction) => ChainId is null || transaction.ChainId == ChainId
        ? transaction.Sign(_key)
        : throw new InvalidOperationException($"the account signs for chain {ChainId}, not for {transaction.ChainId?.ToString() ?? "any"}");

    /// <summary>Its address.</summary>
    public override string ToString() => Address.ToString();

    private static Secp256k1PrivateKey Key(string hex) =>
        Secp256k1PrivateKey.Parse(hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex);
}
