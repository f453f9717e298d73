using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Platone.Actors.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Architecture;

/// <summary>Who may know whom: the rules of the README's picture.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Actors = typeof(PlatoneSetup).Assembly;

    [Fact]
    public void Folders_depend_only_downward()
    {
        var uses = new TypeUses(Actors).All.ToList();
        Assert.Contains(uses, u => Folders.Of(u.User) == "Kernel" && u.Used.StartsWith("Akka.", StringComparison.Ordinal));
        Findings.None(uses.Select(u => Folders.Fault(u.User, u.Used)).OfType<string>());
    }

    [Theory]
    [InlineData("Kernel.X", "Metering.Reading")]
    [InlineData("Metering.Pods.X", "Scd.Y")]
    [InlineData("Metering.X", "Participants.Role")]
    [InlineData("Participants.X", "Metering.Reading")]
    [InlineData("Metering.X", "Grid.PowerFlow")]
    [InlineData("Grid.X", "Kernel.Units.Power")]
    [InlineData("Ethereum.X", "Kernel.Y")]
    [InlineData("Notary.X+Inner", "Scd.Y")]
    [InlineData("Markets.X", "Aggregation.Y`1")]
    [InlineData("Audit.X", "Scd.Y")]
    [InlineData("Kernel.X", "Composition")]
    [InlineData("Kernel.X", "Node.Y")]
    [InlineData("Elsewhere.X", "Kernel.Y")]
    public void An_upward_use_is_a_fault(string user, string used) =>
        Assert.NotNull(Folders.Fault($"Platone.Actors.{user}", $"Platone.Actors.{used}"));

    [Theory]
    [InlineData("Composition", "Scd.Y")]
    [InlineData("Node.X", "Scd.Y")]
    [InlineData("Kernel.X", "Serialization.EventCodec")]
    [InlineData("Serialization.X", "Kernel.Y")]
    [InlineData("Metering.X", "Grid.BusId")]
    [InlineData("Scd.X", "Notary.INotary")]
    [InlineData("Notary.X", "Ethereum.Y")]
    public void A_downward_use_is_none(string user, string used) =>
        Assert.Null(Folders.Fault($"Platone.Actors.{user}", $"Platone.Actors.{used}"));

    [Fact]
    public void Pure_folders_use_no_actor_type() => Assert.NotNull(Folders.Fault("Platone.Actors.Grid.X", "Akka.Actor.IActorRef"));

    [Fact]
    public void The_picture_in_the_readme_shows_these_rules()
    {
        var picture = Picture().Match(File.ReadAllText(Repository.Path("README.md"))).Groups[1].Value;
        var shown = Edge().Matches(picture).Select(m => $"{m.Groups[1].Value} --> {m.Groups[2].Value}");
        var rules = Folders.MayUse.SelectMany(f => f.Value, (folder, used) => $"{folder.Key} --> {used}");
        Assert.Equal(rules.Order(), shown.Order());
    }

    [Fact]
    public void Projects_refer_one_way()
    {
        Assert.Empty(ProjectReferences("Platone.Actors"));
        Assert.Equal(["Platone.Actors"], ProjectReferences("Platone.Field"));
        Assert.Equal(["Platone.Field"], ProjectReferences("Platone.Host").Except(["Platone.Actors"]));
    }

    [Fact]
    public void The_domain_knows_no_web_server_broker_or_device()
    {
        string[] forbidden = ["Microsoft.AspNetCore", "MQTTnet", "Confluent", "NModbus", "Platone.Field", "platone"];
        var project = XDocument.Load(Repository.Path("src/Platone.Actors/Platone.Actors.csproj"));
        var referred = Actors.GetReferencedAssemblies().Select(a => a.Name!)
            .Concat(project.Descendants().Where(e => e.Name.LocalName is "PackageReference" or "FrameworkReference")
                .Select(e => e.Attribute("Include")!.Value))
            .ToList();
        Assert.Contains(referred, r => r == "Akka");
        Assert.DoesNotContain(referred, r => forbidden.Any(f => r.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void Generated_code_is_internal()
    {
        var generated = Actors.GetTypes().Where(t => typeof(IMessage).IsAssignableFrom(t) || HoldsDescriptor(t)).ToList();
        Assert.NotEmpty(generated);
        Assert.DoesNotContain(generated, t => t.IsVisible);

        static bool HoldsDescriptor(Type type) =>
            type.GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public)?.PropertyType == typeof(FileDescriptor);
    }

    [Fact]
    public void No_static_can_be_changed_from_outside()
    {
        const BindingFlags statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var types = Actors.GetTypes().Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute), false)).ToList();
        var fields = types.SelectMany(t => t.GetFields(statics)).Where(f => !f.IsPrivate && !f.IsInitOnly && !f.IsLiteral);
        var properties = types.SelectMany(t => t.GetProperties(statics)).Where(p => p.SetMethod is { IsPrivate: false });
        Findings.None(fields.Concat<MemberInfo>(properties).Select(m => $"{m.DeclaringType!.FullName}.{m.Name}"));
    }

    private static IEnumerable<string> ProjectReferences(string project) =>
        XDocument.Load(Repository.Path($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    [GeneratedRegex("```mermaid\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Picture();

    [GeneratedRegex(@"^\s*(\w+) --> (\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Edge();
}
