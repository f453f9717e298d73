using System.Text;
using System.Text.Json;
using Platone.Actors.Ethereum;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>Public test vectors beside the repository.</summary>
internal static class Vectors
{
    /// <summary>A file of <c>../shared/data/ledger</c>.</summary>
    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require($"ledger/{file}"), Encoding.UTF8));
        return document.RootElement.Clone();
    }

    /// <summary>Text of a property.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>Bytes of a property, in hexadecimal with or without 0x.</summary>
    public static byte[] Bytes(this JsonElement element, string name) => element.Text(name).HexToByteArray();

    /// <summary>Whether an action fails as bad input does; any other exception is a fault.</summary>
    public static bool IsRefused(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
