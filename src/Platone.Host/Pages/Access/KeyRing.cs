using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;
using Platone.Actors.Kernel.Keys;

namespace Platone.Host.Pages.Access;

/// <summary>
/// The keys that seal cookies, form tokens and circuits: in the node's data folder, so that a restart signs nobody out, readable by their
/// owner only, and sealed under the master key.
/// </summary>
internal static class KeyRing
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Hold a <see cref="MasterKey"/>.</param>
    /// <param name="data">The node's data folder.</param>
    public static void AddKeyRing(this IServiceCollection services, string data)
    {
        var folder = new DirectoryInfo(Path.Combine(data, "page-keys"));
        if (OperatingSystem.IsWindows())
            folder.Create();
        else
            Directory.CreateDirectory(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        services.AddDataProtection().SetApplicationName("platone").PersistKeysToFileSystem(folder);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            ring => ring.XmlEncryptor = new Sealing(provider.GetRequiredService<MasterKey>())));
    }

    private static byte[] Key(MasterKey master) => master.Derive("platone pages: key ring");

    private sealed class Sealing(MasterKey master) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement)
        {
            var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
            var whole = new byte[NonceBytes + plain.Length + TagBytes];
            var nonce = whole.AsSpan(0, NonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using var aes = new AesGcm(Key(master), TagBytes);
            aes.Encrypt(nonce, plain, whole.AsSpan(NonceBytes, plain.Length), whole.AsSpan(NonceBytes + plain.Length));
            return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(whole)), typeof(Opening));
        }
    }

    private sealed class Opening(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement)
        {
            var whole = Convert.FromBase64String(encryptedElement.Value);
            var plain = new byte[whole.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(Key(services.GetRequiredService<MasterKey>()), TagBytes);
            aes.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes, plain.Length), whole.AsSpan(NonceBytes + plain.Length), plain);
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
    }

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
}
