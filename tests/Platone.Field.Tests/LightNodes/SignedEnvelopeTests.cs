using System.Buffers.Text;
using System.Text;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Field.LightNodes;

namespace Platone.Field.Tests.LightNodes;

public class SignedEnvelopeTests
{
    private static readonly string Signature = Base64Url.EncodeToString(new byte[64]);

    [Fact]
    public void The_signed_bytes_come_out_as_they_went_in() => Gen.Byte.Array[1, 500].Sample(data =>
    {
        var key = Secp256k1PrivateKey.Parse(new string('1', 64));
        var signature = key.Sign(data);
        var json = $$"""{"data":"{{Base64Url.EncodeToString(data)}}","x":{"data":1},"sig":"{{Base64Url.EncodeToString(signature)}}"}""";
        Assert.True(SignedEnvelope.TryDecode(Encoding.UTF8.GetBytes(json), out var envelope, out var refusal, out _), refusal);
        Assert.Equal(data, envelope.Data);
        Assert.True(key.PublicKey.Verify(envelope.Data, envelope.Signature));
    }, iter: 20);

    [Theory]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z"}""", "data: is missing: this node signs", Rejection.BadSignature)]
    [InlineData("""[]""", "the body is an array, must be an object with data and sig: this node signs", Rejection.BadSignature)]
    [InlineData("""{"data":"e30"}""", "sig: is missing: this node signs", Rejection.BadSignature)]
    [InlineData("""{"data":"e30","sig":"e30"}""", "sig: has 2 bytes, must have 64", Rejection.BadSignature)]
    [InlineData("""{"data":"e30=","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":"e3 0","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":"+/8","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":"e31","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":"e3012","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":"","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":"\u00653","sig":"SIG"}""", "data: is not base64url without padding", Rejection.BadSignature)]
    [InlineData("""{"data":{},"sig":"SIG"}""", "data: is an object, must be a text", Rejection.BadSignature)]
    [InlineData("""{"data":"e30","data":"e30","sig":"SIG"}""", "data: is there twice", Rejection.BadSignature)]
    [InlineData("""{"data":"e30","sig":"SIG"}x""", "malformed JSON at line 1, byte 110", Rejection.Malformed)]
    [InlineData("""{"data":"e30","sig":""", "malformed JSON at line 1, byte 21", Rejection.Malformed)]
    public void What_is_no_envelope_is_refused(string json, string reason, Rejection why)
    {
        var bytes = Encoding.UTF8.GetBytes(json.Replace("SIG", Signature, StringComparison.Ordinal));
        Assert.False(SignedEnvelope.TryDecode(bytes, out _, out var refusal, out var rejection));
        Assert.Equal((reason, why), (refusal, rejection));
    }
}
