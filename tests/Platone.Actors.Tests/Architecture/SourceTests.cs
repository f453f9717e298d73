using System.Text.RegularExpressions;
using System.Xml.Linq;
using Platone.Testing;

namespace Platone.Actors.Tests.Architecture;

/// <summary>What a compiler does not check of the sources.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 500;

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold()
    {
        var files = Sources().ToList();
        Assert.NotEmpty(files);
        Findings.None(files.Select(f => (File: f, Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > MostLines).Select(f => $"{f.File}: {f.Lines} lines"));
    }

    [Fact]
    public void A_namespace_is_the_files_folder()
    {
        var wrong = from file in Sources()
                    let found = Namespace().Match(File.ReadAllText(file))
                    where found.Success
                    let folder = Path.GetRelativePath(Repository.Path("src"), Path.GetDirectoryName(file)!)
                        .Replace(Path.DirectorySeparatorChar, '.')
                    where found.Groups[1].Value != folder
                    select $"{file}: {found.Groups[1].Value}";
        Findings.None(wrong);
    }

    [Fact]
    public void Versions_are_exact_and_in_one_place()
    {
        var central = XDocument.Load(Repository.Path("Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.NotEmpty(central);
        Findings.None(central.Where(p => !ExactVersion().IsMatch(p.Attribute("Version")!.Value)).Select(p => p.ToString()));
        Findings.None(central.GroupBy(p => p.Attribute("Include")!.Value).Where(g => g.Count() > 1).Select(g => g.Key));

        var projects = Files("*.csproj").Concat(Files("*.props")).Where(f => Path.GetFileName(f) != "Directory.Packages.props");
        Findings.None(from project in projects
                      from reference in XDocument.Load(project).Descendants("PackageReference")
                      where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
                      select $"{project}: {reference}");
    }

    private static IEnumerable<string> Sources() =>
        Files("*.cs").Where(f => f.StartsWith(Repository.Path("src"), StringComparison.Ordinal));

    private static IEnumerable<string> Files(string pattern) => ((string[])["src", "tests"])
        .SelectMany(f => Directory.EnumerateFiles(Repository.Path(f), pattern, SearchOption.AllDirectories))
        .Where(f => !f.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any());

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\A\d+(\.\d+){1,3}(-[\w.]+)?\z")]
    private static partial Regex ExactVersion();
}
