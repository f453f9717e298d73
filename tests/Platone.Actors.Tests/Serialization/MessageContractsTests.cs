using System.Text;
using System.Text.Json;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Messages;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Serialization;

/// <summary>
/// What nodes of different versions say to each other while a cluster is upgraded: the bytes of each message as the version sent them that
/// first had it, under <c>golden-messages/</c>. Set <c>PLATONE_APPROVE_MESSAGES=1</c> to write those that are missing.
/// </summary>
public sealed class MessageContractsTests(ITestOutputHelper output)
{
    private const string ApproveVariable = "PLATONE_APPROVE_MESSAGES";
    private static readonly MessageCodec Codec = new(new MessageRegistry(PlatoneMessages.Tables));

    public static TheoryData<string> Manifests => [.. Codec.Registry.Rows.Select(r => r.Manifest)];

    private static string Folder => Path.Combine(Path.GetDirectoryName(ThisFile())!, "golden-messages");

    [Fact]
    public void Everything_that_is_sent_to_an_entity_or_comes_back_is_in_a_table()
    {
        var sent = typeof(PlatoneMessages).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false }
            && new[] { typeof(ICommand), typeof(IQuery), typeof(IAnswer), typeof(CommandReply) }.Any(m => m.IsAssignableFrom(t)));
        Assert.All(sent, t => Assert.Equal(t, Codec.Registry.For(t).Type));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Any_message_comes_back_as_it_was(string manifest)
    {
        var random = Seeds.Random(output);
        for (var i = 0; i < Nightly.Times(5, 500); i++)
        {
            var example = new MessageExamples(random).Of(Codec.Registry.For(manifest));
            MessageExamples.Same(example, Codec.Decode(manifest, Codec.Encode(example)), manifest);
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Bytes_of_the_version_that_first_had_it_are_read_in_full(string manifest)
    {
        var path = Path.Combine(Folder, manifest + ".bin");
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1" && !File.Exists(path))
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllBytes(path, Codec.Encode(new MessageExamples(new Random(1), count: 2).Of(Codec.Registry.For(manifest))));
        }
        Assert.True(File.Exists(path), $"{manifest} has no golden bytes: run this test once with {ApproveVariable}=1 and commit {path}");
        var golden = File.ReadAllBytes(path);
        var now = Codec.Encode(Codec.Decode(manifest, golden));
        // Members may have been added since; every one that was there must still be, with its value.
        Contains(Json(now), Json(golden), manifest);
    }

    [Fact]
    public void Every_golden_file_has_a_manifest() => Assert.Equal(Codec.Registry.Rows.Select(r => r.Manifest),
        Directory.GetFiles(Folder).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Fact]
    public void A_member_of_a_newer_version_is_left_out_and_a_message_of_one_is_refused()
    {
        var silent = Encoding.UTF8.GetString(Codec.Encode(new CommandReply.Unavailable("why")).AsSpan(1));
        var newer = silent.Replace("{", """{"since":{"a":[1]},""", StringComparison.Ordinal);
        Assert.Equal(new CommandReply.Unavailable("why"), Codec.Decode("reply.unavailable.1", [0, .. Encoding.UTF8.GetBytes(newer)]));
        Assert.Throws<UnregisteredTypeException>(() => Codec.Decode("reply.unavailable.2", [0, (byte)'{', (byte)'}']));
        Assert.Throws<UnregisteredTypeException>(() => Codec.Encode("text"));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Any_bytes_give_a_message_or_are_refused_as_corrupt(string manifest)
    {
        var random = Seeds.Random(output);
        var good = Codec.Encode(new MessageExamples(random).Of(Codec.Registry.For(manifest)));
        for (var i = 0; i < Nightly.Times(200, 5_000); i++)
        {
            var bytes = good.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.NotNull(Codec.Decode(manifest, random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes));
            }
            catch (Exception e) when (e is CorruptMessageException or UnregisteredTypeException)
            {
                // The only ways to fail; the latter where the manifest of a report was changed.
            }
        }
    }

    [Fact]
    public void A_long_message_goes_compressed()
    {
        var report = new ReadingsReport(0, 0, [.. Enumerable.Range(0, 10_000).Select(i => new RefusedReading(1, i, RefusalReason.Malformed, "out of range"))], []);
        var bytes = Codec.Encode(report);
        Assert.InRange(bytes.Length, 1, 100_000);
        MessageExamples.Same(report, Codec.Decode("ln.readings-report.1", bytes), "report");
    }

    private static void Contains(JsonElement whole, JsonElement part, string path)
    {
        if (part.ValueKind == JsonValueKind.Object && whole.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in part.EnumerateObject())
            {
                Assert.True(whole.TryGetProperty(member.Name, out var kept), $"{path}.{member.Name} is lost");
                Contains(kept, member.Value, $"{path}.{member.Name}");
            }
            return;
        }

        if (part.ValueKind == JsonValueKind.Array && whole.ValueKind == JsonValueKind.Array && part.GetArrayLength() == whole.GetArrayLength())
        {
            foreach (var (kept, (i, item)) in whole.EnumerateArray().Zip(part.EnumerateArray().Index()))
                Contains(kept, item, $"{path}[{i}]");
            return;
        }

        Assert.True(whole.GetRawText() == part.GetRawText(), $"{path}: {part.GetRawText()} is {whole.GetRawText()} now");
    }

    private static JsonElement Json(byte[] bytes)
    {
        Assert.Equal(0, bytes[0]);
        return JsonDocument.Parse(bytes.AsMemory(1)).RootElement;
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
