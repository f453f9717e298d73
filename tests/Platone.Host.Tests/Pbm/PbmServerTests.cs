using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Hosting;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Google.Protobuf;
using Platone.Host.Configuration;
using Platone.Host.Pbm.Client;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Wire;
using Platone.Host.Verbs;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>
/// Server and client with palettes of the test's own: what a palette's author and an operator can rely on, whatever the palettes are.
/// </summary>
public sealed class PbmServerTests : IDisposable
{
    private const string Token = "let me in";
    private readonly TestDirectory _folder = new("pbm");
    private readonly ActorSystem _system = ActorSystem.Create("greeter");
    private readonly List<OperatorAction> _recorded = [];

    public void Dispose()
    {
        _system.Terminate().Wait(Deadline.Default);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_client_learns_the_commands_from_the_server()
    {
        var address = Start();

        var (code, output, _) = await RunAsync(address, "greet", "hello", "-n", "Ada");
        Assert.Equal((ExitCode.Ok, "hello Ada\n"), (code, output));
        var (_, help, _) = await RunAsync(address, "help");
        Assert.Contains("hello               Greets somebody.", help, StringComparison.Ordinal);
        Assert.Contains("-n NAME", (await RunAsync(address, "help", "greet", "hello")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.No, (await RunAsync(address, "help", "nothing")).Code);
        await using var client = await ConnectAsync(address);
        Assert.Equal(["hello"], Completion.Of(client.Welcome.Palettes, "greet he"));
    }

    [Fact]
    public void What_a_client_does_not_know_yet_is_no_obstacle()
    {
        // A newer server's welcome has fields this client has never heard of.
        var known = new Welcome { Protocol = 1, Node = "n" }.ToByteArray();
        Assert.Equal("n", Welcome.Parser.ParseFrom([.. known, 0xFA, 0x3E, 3, 1, 2, 3]).Node);
    }

    [Theory]
    [InlineData("", "there is no token")]
    [InlineData("let me in please", "the token is no operator's")]
    public async Task Nobody_comes_in_without_the_token(string token, string reason)
    {
        var address = Start();
        var refused = await Assert.ThrowsAsync<InputException>(() => ConnectAsync(address, token));
        Assert.Contains($"refused: {reason}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_before_the_hello_is_refused()
    {
        var address = Start();
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPEndPoint.Parse(address));
        await using var stream = connection.GetStream();
        var run = new Run { Words = { "greet", "hello", "-n", "Eve" } };
        await Frames.WriteAsync(stream, new ClientMessage { Run = run }, CancellationToken.None);
        var answer = await ReadAsync(stream);
        Assert.Equal("the first message must be a hello", answer!.Refusal.Reason);
        Assert.Null(await ReadAsync(stream));
    }

    [Fact]
    public async Task Answers_have_exit_codes()
    {
        var address = Start();
        Assert.Equal(ExitCode.BadInput, (await RunAsync(address, "greet", "hello")).Code);
        Assert.Equal((ExitCode.Internal, "platone: it is broken\n"), await Errors("greet", "fail"));
        var (code, errors) = await Errors("greet", "throw");
        Assert.Equal((ExitCode.Internal, "platone: greet throw failed: thrown\n"), (code, errors));
        // The handler lives on.
        Assert.Equal(ExitCode.Ok, (await RunAsync(address, "greet", "hello", "-n", "Ada")).Code);

        async Task<(int, string)> Errors(params string[] words)
        {
            var (exit, _, error) = await RunAsync(address, words);
            return (exit, error);
        }
    }

    [Fact]
    public async Task A_streaming_command_goes_on_until_it_is_stopped_and_the_next_one_can_run()
    {
        await using var client = await ConnectAsync(Start());
        using var stop = new CancellationTokenSource();
        var lines = new List<string>();
        await foreach (var response in client.RunAsync(["greet", "forever"], false, stop.Token))
        {
            lines.Add(response.Text);
            if (lines.Count == 3)
                await stop.CancelAsync();
        }

        Assert.Equal(["1", "2", "3"], lines.Take(3));
        Assert.Equal("", lines[^1]);
        var next = new List<string>();
        await foreach (var response in client.RunAsync(["greet", "hello", "-n", "Ada"], false, CancellationToken.None))
            next.Add(response.Text);
        Assert.Equal(["hello Ada"], next);
    }

    [Fact]
    public async Task A_destructive_command_asks_is_recorded_first_and_not_done_where_it_cannot_be()
    {
        var address = Start();
        var asked = new List<string>();
        await using (var client = await ConnectAsync(address))
        {
            Assert.Equal(ExitCode.No, await Run(client, question => { asked.Add(question); return false; }));
            Assert.Empty(_recorded);
            Assert.Equal(ExitCode.Ok, await Run(client, _ => true));
        }

        Assert.Equal("greet insult: Insults everybody. Really?", Assert.Single(asked));
        var action = Assert.Single(_recorded);
        Assert.Equal(("root", "greet", "greet insult", "akka://greeter"), (action.Who, action.Palette, action.Command, action.Node));

        _recorded.Add(action with { Command = "no more" });
        var (code, output, errors) = await RunAsync(address, "greet", "insult", "--yes");
        Assert.Equal((ExitCode.Internal, "", "platone: not done, because it could not be recorded: full\n"), (code, output, errors));

        Task<int> Run(PbmClient client, Func<string, bool> confirm) =>
            new PbmRun(client, new VerbContext(TextWriter.Null, TextWriter.Null), false, confirm)
                .RunAsync(["greet", "insult"], CancellationToken.None);
    }

    [Fact]
    public async Task Rows_are_objects_for_programs()
    {
        var (_, output, _) = await RunAsync(Start(), "greet", "hello", "-n", "Ada", "--json");
        Assert.Equal("""{"rows":[],"text":["hello Ada"]}""", Compact(output));
    }

    [Fact]
    public async Task Over_TLS_the_certificate_must_be_of_an_authority_the_client_trusts()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var address = Start(o => (o.Host, o.Certificate) = ("0.0.0.0", certificate))
            .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        var authority = _folder.Write("ca.pem", certificate.ExportCertificatePem());

        Assert.Equal("hello Ada\n", (await RunAsync(address, "greet", "hello", "-n", "Ada", "--authorities", authority)).Output);
        var (code, _, errors) = await RunAsync(address, "greet", "hello", "-n", "Ada", "--tls");
        Assert.Equal(ExitCode.Internal, code);
        Assert.Contains("no TLS", errors, StringComparison.Ordinal);
        // In the clear it gets nowhere either.
        Assert.Equal(ExitCode.Internal, (await RunAsync(address, "greet", "hello", "-n", "Ada")).Code);
    }

    [Fact]
    public void It_does_not_start_open()
    {
        Assert.Contains("Authenticate", Fault(o => o.Authenticate = null), StringComparison.Ordinal);
        Assert.Contains("Record must be given: insult is destructive", Fault(o => o.Record = null), StringComparison.Ordinal);
        Assert.Contains("Host is 0.0.0.0, which is not loopback: that needs Certificate", Fault(o => o.Host = "0.0.0.0"),
            StringComparison.Ordinal);

        string Fault(Action<PetabridgeCmdOptions> change) => Assert.Throws<InvalidOperationException>(() => Start(change)).Message;
    }

    [Fact]
    public async Task Noise_from_anyone_leaves_it_serving()
    {
        var address = Start(o => o.HandshakeTimeout = TimeSpan.FromMilliseconds(200));
        await Gen.Byte.Array[1, 300].SampleAsync(async noise =>
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPEndPoint.Parse(address));
            await using var stream = connection.GetStream();
            // Some after a good hello.
            if (noise[0] % 2 == 0)
            {
                var hello = new Hello { Protocol = 1, Token = Token };
                await Frames.WriteAsync(stream, new ClientMessage { Hello = hello }, CancellationToken.None);
                Assert.NotNull((await ReadAsync(stream))!.Welcome);
            }

            try
            {
                await stream.WriteAsync(noise);
                connection.Client.Shutdown(SocketShutdown.Send);
                // It closes by itself, whatever it has said before.
                while (await ReadAsync(stream) is { } said)
                    Assert.NotEqual(ServerMessage.BodyOneofCase.None, said.BodyCase);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Closed before it read all: the system resets the connection then.
            }
        }, iter: 200, threads: 4);
        Assert.Equal(ExitCode.Ok, (await RunAsync(address, "greet", "hello", "-n", "Ada")).Code);
    }

    [Fact]
    public async Task One_client_too_many_is_turned_away()
    {
        var address = Start(o => o.MaxConnections = 1);
        await using (await ConnectAsync(address))
            await Assert.ThrowsAsync<NodeUnreachableException>(() => ConnectAsync(address));
    }

    [Fact]
    public async Task It_is_added_to_an_actor_system_of_Akka_Hosting()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("hosted", akka => akka.AddPetabridgeCmd(Options(), cmd =>
        {
            Assert.True(cmd.RegisterCommandPalette(new GreetHandler()));
            Assert.False(cmd.RegisterCommandPalette(new GreetHandler()));
        }));
        using var host = builder.Build();
        await host.StartAsync();
        var address = PetabridgeCmd.Get(host.Services.GetRequiredService<ActorSystem>()).Endpoint!.ToString();

        Assert.Equal("hello Ada\n", (await RunAsync(address, "greet", "hello", "-n", "Ada")).Output);

        await host.StopAsync();
        Assert.Equal(ExitCode.Internal, (await RunAsync(address, "greet", "hello", "-n", "Ada")).Code);
    }

    private static string Compact(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();

    private static Task<ServerMessage?> ReadAsync(Stream stream) =>
        Frames.ReadAsync(stream, ServerMessage.Parser, Frames.MaxResponse, CancellationToken.None).WaitAsync(Deadline.Default);

    private static Task<PbmClient> ConnectAsync(string address, string token = Token) => PbmClient.ConnectAsync(
        new PbmTarget("127.0.0.1", IPEndPoint.Parse(address).Port, false, []), token, CancellationToken.None);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string address, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await PlatoneCommandLine
            .InvokeAsync(["pbm", address, .. words, "--api-key", Token], output, errors, CancellationToken.None)
            .WaitAsync(Deadline.Default);
        return (code, output.ToString(), errors.ToString());
    }

    private string Start(Action<PetabridgeCmdOptions>? change = null)
    {
        var options = Options();
        change?.Invoke(options);
        var cmd = PetabridgeCmd.Get(_system);
        cmd.Configure(options);
        cmd.RegisterCommandPalette(new GreetHandler());
        cmd.Start();
        return cmd.Endpoint!.ToString();
    }

    private PetabridgeCmdOptions Options() => new()
    {
        Port = 0,
        Authenticate = (token, _) => Task.FromResult(token == Token ? "root" : null),
        Record = (action, _) =>
        {
            if (_recorded.Count == 2)
                throw new NotRecordedException("full");
            _recorded.Add(action);
            return Task.CompletedTask;
        },
    };

    private static class Greet
    {
        public static readonly CommandDefinition Hello = new CommandDefinitionBuilder()
            .WithName("hello").WithDescription("Greets somebody.")
            .WithArgument(b => b.WithName("name").WithSwitch("-n").WithDescription("Who.").IsMandatory(true)).Build();

        public static readonly CommandPalette Palette = new("greet",
        [
            Hello,
            new CommandDefinitionBuilder().WithName("forever").WithDescription("Counts.").IsStreaming().Build(),
            new CommandDefinitionBuilder().WithName("fail").Build(),
            new CommandDefinitionBuilder().WithName("throw").Build(),
            new CommandDefinitionBuilder().WithName("insult").WithDescription("Insults everybody.").IsDestructive().Build(),
        ]);
    }

    // Written as one writes for Petabridge.Cmd.
    private sealed class GreetHandler() : CommandPaletteHandler(Greet.Palette)
    {
        public override Props HandlerProps { get; } = Props.Create(() => new GreetActor());
    }

    private sealed class GreetActor : CommandHandlerActor
    {
        public GreetActor()
            : base(Greet.Palette)
        {
            Process(Greet.Hello.Name, (_, arguments) =>
                Sender.Tell(new CommandResponse($"hello {arguments.ArgumentValues("name").Single()}")));
            Process("forever", _ =>
            {
                var client = Sender;
                Context.ActorOf(Props.Create(() => new Counter(client)));
            });
            Process("fail", _ => Sender.Tell(new ErroredCommandResponse("it is broken")));
            Process("throw", _ => throw new InvalidOperationException("thrown"));
            Process("insult", _ => Sender.Tell(new[] { new CommandResponse("you!", final: false), CommandResponse.Empty }));
        }
    }

    private sealed class Counter : ReceiveActor, IWithTimers
    {
        public Counter(IActorRef client)
        {
            Context.Watch(client);
            var count = 0;
            Receive<string>(_ => client.Tell(new CommandResponse($"{++count}", final: false)));
            Receive<Terminated>(_ => Context.Stop(Self));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(1));
    }
}
