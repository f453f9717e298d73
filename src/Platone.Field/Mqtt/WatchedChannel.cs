using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace Platone.Field.Mqtt;

/// <summary>
/// The bytes of one connection to the embedded broker. Reads ahead, because the protocol layer asks for two bytes at a time, and watches the
/// lengths of packets go by: the protocol layer would allocate whatever length a packet claims, up to 256 MiB, before anybody has signed in.
/// </summary>
internal sealed class WatchedChannel(Stream stream, EndPoint? remote, EndPoint? local, X509Certificate2? clientCertificate, bool isSecure,
    EmbeddedBrokerOptions options) : IMqttChannel, IDisposable
{
    private readonly byte[] _ahead = new byte[4096];
    private int _aheadFrom;
    private int _aheadTo;
    private bool _isLength;
    private bool _isConnected;
    private int _length;
    private int _shift;
    private int _bodyLeft;

    public X509Certificate2 ClientCertificate => clientCertificate!;

    public EndPoint RemoteEndPoint => remote!;

    public EndPoint LocalEndPoint => local!;

    public bool IsSecureConnection => isSecure;

    public Task ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException("the connection was accepted, not made");

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read;
        try
        {
            if (_aheadFrom == _aheadTo)
            {
                if (count >= _ahead.Length)
                {
                    read = await stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
                    Watch(buffer.AsSpan(offset, read));
                    return read;
                }

                _aheadFrom = 0;
                _aheadTo = await stream.ReadAsync(_ahead, cancellationToken);
            }
        }
        catch (ObjectDisposedException)
        {
            // The broker closed the connection while this was waiting.
            return 0;
        }

        read = Math.Min(count, _aheadTo - _aheadFrom);
        _ahead.AsSpan(_aheadFrom, read).CopyTo(buffer.AsSpan(offset));
        _aheadFrom += read;
        Watch(buffer.AsSpan(offset, read));
        return read;
    }

    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        if (buffer.IsSingleSegment)
        {
            await stream.WriteAsync(buffer.First, cancellationToken);
            return;
        }

        var length = checked((int)buffer.Length);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(whole);
            await stream.WriteAsync(whole.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    public void Dispose() => stream.Dispose();

    // Fixed header (MQTT 5, section 2.1): one byte, then the remaining length in 1 to 4 bytes of 7 bits, lowest first.
    private void Watch(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_bodyLeft > 0)
            {
                var skipped = Math.Min(_bodyLeft, bytes.Length);
                _bodyLeft -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var b = bytes[0];
            bytes = bytes[1..];
            if (!_isLength)
            {
                (_isLength, _length, _shift) = (true, 0, 0);
                continue;
            }

            _length |= (b & 127) << _shift;
            _shift += 7;
            var limit = _isConnected ? options.MaxPacketBytes : options.MaxConnectBytes;
            if (_length > limit || ((b & 128) != 0 && _shift > 21))
                throw new MqttProtocolViolationException($"a packet claims more than {limit} bytes");
            if ((b & 128) == 0)
                (_isLength, _isConnected, _bodyLeft) = (false, true, _length);
        }
    }
}
