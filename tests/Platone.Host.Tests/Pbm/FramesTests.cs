using CsCheck;
using Platone.Host.Pbm.Wire;

namespace Platone.Host.Tests.Pbm;

public sealed class FramesTests
{
    private static readonly ClientMessage Message = new() { Run = new Run { Id = 7, Words = { "cluster", "show" }, Confirmed = true } };

    [Fact]
    public async Task Messages_come_one_after_the_other_however_the_stream_cuts_them()
    {
        using var written = new MemoryStream();
        for (var i = 0; i < 3; i++)
            await Frames.WriteAsync(written, Message, CancellationToken.None);
        await using var slow = new OneByteAtATime(written.ToArray());
        for (var i = 0; i < 3; i++)
            Assert.Equal(Message, await ReadAsync(slow));
        Assert.Null(await ReadAsync(slow));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "1 to 65536 bytes long, not 0")]
    [InlineData(new byte[] { 0, 1, 0, 1 }, "1 to 65536 bytes long, not 65537")]
    [InlineData(new byte[] { 255, 255, 255, 255 }, "1 to 65536 bytes long, not 4294967295")]
    [InlineData(new byte[] { 0, 0, 1 }, "inside a length")]
    [InlineData(new byte[] { 0, 0, 0, 2, 8 }, "inside a message")]
    [InlineData(new byte[] { 0, 0, 0, 2, 10, 255 }, "no ClientMessage")]
    public async Task What_is_no_message_is_refused(byte[] bytes, string reason)
    {
        using var stream = new MemoryStream(bytes);
        var fault = await Assert.ThrowsAsync<FrameException>(() => ReadAsync(stream));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Any_bytes_are_messages_or_refused() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool, Gen.Int[0, 60]).SampleAsync(async (noise, isFramed, at) =>
        {
            // Noise as it is, or in a frame of the right length, or a good frame with one byte changed.
            using var good = new MemoryStream();
            await Frames.WriteAsync(good, Message, CancellationToken.None);
            var bytes = isFramed ? [0, 0, 0, (byte)noise.Length, .. noise] : at % 3 == 0 ? noise : good.ToArray();
            if (!isFramed && at % 3 != 0 && noise.Length > 0)
                bytes[at % bytes.Length] = noise[0];
            using var stream = new MemoryStream(bytes);
            try
            {
                while (await ReadAsync(stream) is { } message)
                    Assert.True(message.CalculateSize() <= bytes.Length);
            }
            catch (FrameException)
            {
                // The only way to fail.
            }
        });

    private static Task<ClientMessage?> ReadAsync(Stream stream) =>
        Frames.ReadAsync(stream, ClientMessage.Parser, Frames.MaxRequest, CancellationToken.None);

    private sealed class OneByteAtATime(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
