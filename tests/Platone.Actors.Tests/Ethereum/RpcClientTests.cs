using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>What a client does with answers that a well-behaved node never gives.</summary>
public sealed class RpcClientTests
{
    private static readonly Uri Url = new("https://user:s%3Acret@node.example:8545/v3/secret-path");

    [Fact]
    public async Task A_request_is_json_rpc_2_and_carries_the_password_in_its_head_only()
    {
        var node = new Node(request => Answer(request, "\"0x10\""));
        using var client = new RpcClient(Url, handler: node);
        Assert.Equal(16,
            (await client.SendRequestAsync<HexBigInteger>(new RpcRequest("eth_x", BlockParameter.CreateFinalized(), new HexBigInteger(0),
            (byte[])[1]))).Value);
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"method":"eth_x","params":["finalized","0x0","0x01"]}""", node.Body);
        Assert.Equal("https://node.example:8545/v3/secret-path", node.Url);
        Assert.Equal(Convert.ToBase64String("user:s:cret"u8), node.Authorization);
        Assert.Equal("https://node.example:8545", client.ToString());
    }

    [Theory]
    [InlineData(200, "", "no JSON")]
    [InlineData(200, "<html>", "no JSON")]
    [InlineData(502, "Bad gateway", "HTTP 502, and no JSON")]
    [InlineData(500, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}", "an HTTP error")]
    [InlineData(200, "[]", "not an object")]
    [InlineData(200, "{\"id\":1}", "neither result nor error")]
    [InlineData(200, "{\"id\":2,\"result\":\"0x1\"}", "another request")]
    [InlineData(200, "{\"id\":1,\"result\":null}", "cannot be read")]
    [InlineData(200, "{\"id\":1,\"result\":\"0x\"}", "cannot be read")]
    [InlineData(200, "{\"id\":1,\"result\":7}", "cannot be read")]
    [InlineData(200, "{\"id\":1,\"error\":7}", "neither result nor error")]
    public async Task An_answer_that_cannot_be_read_is_an_error_without_the_url_s_secrets(int status, string body, string reason)
    {
        using var client = new RpcClient(Url,
            handler: new Node(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) }));
        var error = await Assert.ThrowsAsync<RpcClientUnknownException>(() =>
            client.SendRequestAsync<HexBigInteger>(new RpcRequest("eth_chainId")));
        Assert.Contains("eth_chainId at https://node.example:8545: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task An_error_has_code_message_and_data(int status)
    {
        using var client = new RpcClient(Url, handler: new Node(_ => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent("{\"id\":null,\"error\":{\"code\":-32000,\"message\":\"nonce too low\",\"data\":{\"next\":5}}}"),
        }));
        var error = await Assert.ThrowsAsync<RpcResponseException>(() =>
            client.SendRequestAsync<string>(new RpcRequest("eth_sendRawTransaction", "0x")));
        Assert.Equal((-32000L, "nonce too low", 5),
            (error.RpcError.Code, error.RpcError.Message, error.RpcError.Data!.Value.GetProperty("next").GetInt32()));
        Assert.Equal("eth_sendRawTransaction: nonce too low (code -32000)", error.Message);
        Assert.Null(error.RevertReason);
    }

    // geth, Besu and anvil; Parity's words; Hardhat; ganache, by the transaction's hash.
    [Theory]
    [InlineData("\"DATA\"")]
    [InlineData("{\"data\":\"DATA\"}")]
    [InlineData("{\"message\":\"x\",\"data\":{\"result\":\"DATA\"}}")]
    [InlineData("{\"0x1234\":{\"error\":\"revert\",\"return\":\"DATA\"},\"stack\":\"at\"}")]
    public void Revert_data_is_found_where_nodes_put_it(string data)
    {
        var reason = FunctionAbi.Parse("Error(string)").EncodeCall(["not the owner"]).ToHex(prefix: true);
        using var json = JsonDocument.Parse(data.Replace("DATA", reason, StringComparison.Ordinal));
        var error = new RpcResponseException("eth_call", new RpcError(3, "execution reverted", json.RootElement.Clone()));
        Assert.Equal("not the owner", error.RevertReason!.ToString());
        Assert.Equal("eth_call: execution reverted (code 3): not the owner", error.Message);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_in_time_is_given_up()
    {
        var time = new FakeTimeProvider();
        var node = new Node(null);
        using var client = new RpcClient(Url, TimeSpan.FromSeconds(5), node, time);
        var waiting = client.SendRequestAsync<string>(new RpcRequest("eth_x"));
        await node.Asked.Task;
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Contains("no answer within 5 s", (await Assert.ThrowsAsync<RpcClientTimeoutException>(() => waiting)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_can_be_given_up()
    {
        var node = new Node(null);
        using var client = new RpcClient(Url, handler: node);
        using var mind = new CancellationTokenSource();
        var waiting = client.SendRequestAsync<string>(new RpcRequest("eth_x"), mind.Token);
        await node.Asked.Task;
        await mind.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read()
    {
        using var client = new RpcClient(Url,
            handler: new Node(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Endless()) }));
        await Assert.ThrowsAsync<RpcClientUnknownException>(() => client.SendRequestAsync<string>(new RpcRequest("eth_x")));
    }

    [Theory]
    [InlineData("node.example:8545")]
    [InlineData("ws://node.example")]
    [InlineData("file:///etc/passwd")]
    public void Another_kind_of_url_is_refused(string url) => Assert.Throws<ArgumentException>(() => new Web3(url));

    [Fact]
    public void Any_json_as_a_block_gives_a_block_or_an_error() =>
        Gen.Select(Gen.Int[0, Block.Length - 1], Gen.Int[0, 40], Gen.Char[" {}[]\":,0xf\\"].Array[0, 3])
        .Sample((at, cut, with) =>
        {
            var changed = Block[..at] + new string(with) + Block[Math.Min(Block.Length, at + cut)..];
            using var client = new RpcClient(Url, handler: new Node(request => Answer(request, changed)));
            try
            {
#pragma warning disable xUnit1031 // The handler answers at once: there is nothing to wait for.
                client.SendRequestAsync<Block?>(new RpcRequest("eth_getBlockByNumber")).GetAwaiter().GetResult();
#pragma warning restore xUnit1031
            }
            catch (Exception e) when (e is RpcClientUnknownException or RpcResponseException)
            {
                return true;
            }

            return true;
        }, iter: Nightly.Times(500, 50_000));

    private static string Block { get; } = $$"""
        {"number":"0x1","hash":"0x{{new string('1', 64)}}","parentHash":"0x{{new string('2', 64)}}","sha3Uncles":"0x",
         "miner":"0x{{new string('3', 40)}}","stateRoot":"0x","transactionsRoot":"0x","receiptsRoot":"0x","logsBloom":"0x","difficulty":"0x0","gasLimit":"0x1","gasUsed":"0x1",
         "timestamp":"0x1","extraData":"0x","transactions":["0x"],"uncles":[]}
        """;

    private static HttpResponseMessage Answer(string request, string result)
    {
        var id = JsonDocument.Parse(request).RootElement.GetProperty("id").GetInt64();
        var body = $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""";
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8) };
    }

    /// <summary>Answers as a test says, or never.</summary>
    private sealed class Node(Func<string, HttpResponseMessage>? answer) : HttpMessageHandler
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Body { get; private set; }

        public string? Url { get; private set; }

        public string? Authorization { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Url, Authorization) = (request.RequestUri!.ToString(), request.Headers.Authorization?.Parameter);
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Asked.TrySetResult();
            if (answer is null)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return answer!(Body);
        }
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override int Read(Span<byte> buffer) => buffer.Length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(buffer.Length);

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            FillAsync(destination, cancellationToken);

        private static async Task FillAsync(Stream destination, CancellationToken cancellation)
        {
            var page = new byte[1 << 20];
            while (true)
                await destination.WriteAsync(page, cancellation);
        }
    }
}
