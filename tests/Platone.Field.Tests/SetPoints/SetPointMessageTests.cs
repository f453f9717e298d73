using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Metering;
using Platone.Field.SetPoints;
using Platone.Testing;

namespace Platone.Field.Tests.SetPoints;

public class SetPointMessageTests
{
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.From(SHA256.HashData("platone example"u8));

    private static readonly SetPoint Example = new("da-1122/17/sn-1", new DateTimeOffset(2026, 11, 22, 14, 15, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 11, 22, 14, 30, 0, TimeSpan.Zero), -3_300);

    [Fact]
    public void The_documented_example_is_what_is_sent()
    {
        var documented = File.ReadAllText(Repository.Path("docs/field-protocol.md"));
        var (message, key) = (Encoding.UTF8.GetString(SetPointMessage.Write("sn-1", Example, Key)), Key.PublicKey.Hex);
        Assert.True(documented.Contains(message, StringComparison.Ordinal), $"not there: {message}");
        Assert.True(documented.Contains(key, StringComparison.Ordinal), $"not there: {key}");
        Assert.Contains("\nplatone set point v1\nsn-1\nda-1122/17/sn-1\n2026-11-22T14:15:00Z\n2026-11-22T14:30:00Z\n-3300\n",
            documented.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_signed_is_the_six_lines()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(SetPointMessage.Write("sn-1", Example, Key))!;
        var signed = string.Join('\n', "platone set point v1", "sn-1", (string)json["id"]!, (string)json["validFrom"]!, (string)json["validUntil"]!, json["p"]!.ToJsonString());
        Assert.True(Key.PublicKey.Verify(Encoding.UTF8.GetBytes(signed), System.Buffers.Text.Base64Url.DecodeFromChars((string)json["sig"]!)));
    }

    [Fact]
    public void Any_set_point_is_read_as_it_was_written() =>
        Gen.Select(Gen.String[Gen.Char['\u0020', '\ud7ff'], 1, 200], Gen.Long[0, 4_000_000_000_000_000], Gen.Long[1, 1_000_000_000_000], Gen.Long, Gen.Int[0, 99])
            .Sample((id, from, length, watts, serial) =>
            {
                var start = DateTimeOffset.UnixEpoch.AddMicroseconds(from);
                var setPoint = new SetPoint(id, start, start.AddMicroseconds(length), watts);
                var payload = SetPointMessage.Write($"sn-{serial}", setPoint, Key);
                Assert.Null(SetPointMessage.Read($"sn-{serial}", payload, Key.PublicKey, out var read));
                Assert.Equal(setPoint, read);
            }, iter: 100);

    [Fact]
    public void Nothing_that_was_changed_is_a_set_point()
    {
        var payload = SetPointMessage.Write("sn-1", Example, Key);
        Gen.Select(Gen.Int[0, payload.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = payload.ToArray();
            changed[at] = value;
            // What says the same in other bytes (a space, an escape) is the same; nothing else is signed.
            if (SetPointMessage.Read("sn-1", changed, Key.PublicKey, out var read) is null)
                Assert.Equal(Example, read);
            else
                Assert.Null(read);
        }, iter: 2_000);
    }

    [Fact]
    public void It_is_for_one_device_and_from_one_platform()
    {
        var payload = SetPointMessage.Write("sn-1", Example, Key);
        Assert.Equal("is not signed by the platform", SetPointMessage.Read("sn-2", payload, Key.PublicKey, out _));
        Assert.Equal("is not signed by the platform", SetPointMessage.Read("sn-1", payload, Secp256k1PrivateKey.New().PublicKey, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"id": 1, "validFrom": "2026-11-22T14:15:00Z", "validUntil": "2026-11-22T14:30:00Z", "p": 1, "sig": "AAAA"}""")]
    [InlineData("""{"id": "a", "validFrom": "today", "validUntil": "2026-11-22T14:30:00Z", "p": 1, "sig": "AAAA"}""")]
    [InlineData("""{"id": "a", "validFrom": "2026-11-22T14:30:00Z", "validUntil": "2026-11-22T14:30:00Z", "p": 1, "sig": "AAAA"}""")]
    [InlineData("""{"id": "a", "validFrom": "2026-11-22T14:15:00Z", "validUntil": "2026-11-22T14:30:00Z", "p": 1.5, "sig": "AAAA"}""")]
    [InlineData("""{"id": "a", "validFrom": "2026-11-22T14:15:00Z", "validUntil": "2026-11-22T14:30:00Z", "p": 1}""")]
    [InlineData("""{"id": "a", "validFrom": "2026-11-22T14:15:00Z", "validUntil": "2026-11-22T14:30:00Z", "p": 1, "sig": "*"}""")]
    [InlineData("""{"id": "\ud800", "validFrom": "2026-11-22T14:15:00Z", "validUntil": "2026-11-22T14:30:00Z", "p": 1, "sig": "AAAA"}""")]
    public void What_is_none_is_said_to_be_none(string text) =>
        Assert.NotNull(SetPointMessage.Read("sn-1", Encoding.UTF8.GetBytes(text), Key.PublicKey, out _));
}
