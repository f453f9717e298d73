using System.Text;
using Google.Protobuf.Reflection;
using Platone.Actors.Serialization;

namespace Platone.Actors.Tests.Serialization;

/// <summary>
/// What is stored for ever: manifests, types, units and messages as approved in <c>EventContracts.txt</c>, and one stored payload of each
/// manifest under <c>golden/</c>. Set <c>PLATONE_APPROVE_EVENTS=1</c> to write what is missing: the list anew, golden files only where
/// there is none. A change of a line that was released is a bug; give the event a new version.
/// </summary>
public sealed class EventContractsTests
{
    private const string ApproveVariable = "PLATONE_APPROVE_EVENTS";

    private static bool Approves => Environment.GetEnvironmentVariable(ApproveVariable) == "1";

    private static string Folder => Path.Combine(Path.GetDirectoryName(ThisFile())!);

    public static TheoryData<string> Manifests => [.. PlatoneEvents.Registry.Rows.Select(r => r.Manifest)];

    [Fact]
    public void Stored_forms_are_those_approved()
    {
        var path = Path.Combine(Folder, "EventContracts.txt");
        var contracts = Contracts();
        if (Approves)
            File.WriteAllText(path, contracts);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), contracts);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Golden_bytes_decode_to_the_example(string manifest)
    {
        var codec = new EventCodec(PlatoneEvents.Registry, new MemoryKeys());
        var path = Path.Combine(Folder, "golden", manifest + ".bin");
        if (Approves && !File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, codec.Encode(Examples.All.Single(e => codec.ManifestOf(e) == manifest)));
        }
        Assert.True(File.Exists(path), $"{manifest} has no golden bytes: run this test once with {ApproveVariable}=1 and commit {path}");
        var decoded = codec.Decode(manifest, File.ReadAllBytes(path));
        Assert.Equal(Examples.All.Single(e => codec.ManifestOf(e) == codec.ManifestOf(decoded)), decoded);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_example_is_stored_as_its_golden_bytes_but_for_what_is_sealed(string manifest)
    {
        var codec = new EventCodec(PlatoneEvents.Registry, new MemoryKeys());
        if (!codec.Registry.For(manifest).IsCurrent)
            return;
        var golden = File.ReadAllBytes(Path.Combine(Folder, "golden", manifest + ".bin"));
        var written = Stored(codec.Encode(Examples.All.Single(e => codec.ManifestOf(e) == manifest)));
        // Sealing draws a nonce; the length stays.
        var sealedBefore = Stored(golden);
        Assert.Equal(sealedBefore.Sealed.Length, written.Sealed.Length);
        written.Sealed = sealedBefore.Sealed;
        Assert.Equal(sealedBefore.Members.Select(m => m.Sealed.Length), written.Members.Select(m => m.Sealed.Length));
        foreach (var (member, before) in written.Members.Zip(sealedBefore.Members))
            member.Sealed = before.Sealed;
        Assert.Equal(golden, Google.Protobuf.MessageExtensions.ToByteArray(written));

        static Actors.Serialization.Wire.StoredEvent Stored(byte[] bytes) => Actors.Serialization.Wire.StoredEvent.Parser.ParseFrom(bytes);
    }

    [Fact]
    public void Every_golden_file_has_a_manifest()
    {
        var files = Directory.GetFiles(Path.Combine(Folder, "golden"))
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);
        Assert.Equal(PlatoneEvents.Registry.Rows.Select(r => r.Manifest), files);
    }

    private static string Contracts()
    {
        var text = new StringBuilder("""
            # The stored form of every event and snapshot: manifest, CLR type, units of disclosure (open | personal), then their messages.
            # Where an event is about many, a fourth column has the units of each member, sealed under that member's key.
            # Approved by hand; see EventContractsTests. Lines here change only by addition.


            """.ReplaceLineEndings("\n"));
        var messages = new SortedDictionary<string, MessageDescriptor>(StringComparer.Ordinal);
        foreach (var row in PlatoneEvents.Registry.Rows)
        {
            var layout = Assert.IsType<UnitLayout>(row.Layout);
            text.Append(row.Manifest).Append(row.IsCurrent ? " | " : " (read only) | ").Append(row.Type.FullName).Append(" | ")
                .AppendJoin(", ", layout.Open.Select(Shown)).Append(" | ")
                .Append(layout.Personal.Count == 0 ? "-" : string.Join(", ", layout.Personal.Select(Shown)));
            if (layout.Members.Count > 0)
                text.Append(" | ").AppendJoin(", ", layout.Members.Select(Shown));
            text.Append('\n');
            foreach (var unit in layout.Open.Concat(layout.Personal).Concat(layout.Members))
                Collect(unit.Message, messages);
        }
        Collect(Actors.Serialization.Wire.StoredEvent.Descriptor, messages);
        Collect(Actors.Serialization.Wire.UnitList.Descriptor, messages);
        foreach (var (name, message) in messages)
        {
            text.Append('\n').Append(name).Append('\n');
            foreach (var field in message.Fields.InFieldNumberOrder())
                text.Append("  ").Append(field.FieldNumber).Append(' ').Append(Shown(field)).Append('\n');
        }
        return text.ToString();
    }

    private static string Shown(UnitKind unit) => $"{unit.Count} {unit.Message.FullName}";

    private static string Shown(FieldDescriptor field)
    {
        var type = field.FieldType == FieldType.Message ? field.MessageType.FullName : field.FieldType.ToString().ToLowerInvariant();
        var label = field.IsRepeated ? "repeated " : field.HasPresence && field.FieldType != FieldType.Message ? "optional " : "";
        return $"{field.Name} {label}{type}";
    }

    private static void Collect(MessageDescriptor message, SortedDictionary<string, MessageDescriptor> messages)
    {
        if (!messages.TryAdd(message.FullName, message))
            return;
        foreach (var field in message.Fields.InFieldNumberOrder().Where(f => f.FieldType == FieldType.Message))
            Collect(field.MessageType, messages);
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
