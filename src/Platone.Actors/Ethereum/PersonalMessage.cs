using System.Globalization;
using System.Text;

namespace Platone.Actors.Ethereum;

/// <summary>Messages signed as text (EIP-191, version 0x45; <c>personal_sign</c>): no transaction can be mistaken for one.</summary>
public static class PersonalMessage
{
    /// <summary>What is signed: keccak256("\x19Ethereum Signed Message:\n" || length in decimal || message).</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message) => Keccak256.Hash(
    [
        .. Encoding.ASCII.GetBytes("\u0019Ethereum Signed Message:\n" + message.Length.ToString(CultureInfo.InvariantCulture)), .. message,
    ]);

    /// <summary>Signs a text's UTF-8 bytes.</summary>
    public static RecoverableSignature Sign(string message, Secp256k1PrivateKey key) => key.SignHash(Hash(Encoding.UTF8.GetBytes(message)));

    /// <summary>Who signed a text.</summary>
    /// <exception cref="FormatException">The signature is nobody's.</exception>
    public static Address Recover(string message, RecoverableSignature signature) =>
        Secp256k1PublicKey.Recover(Hash(Encoding.UTF8.GetBytes(message)), signature).Address;
}
