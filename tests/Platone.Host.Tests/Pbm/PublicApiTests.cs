using System.Runtime.CompilerServices;
using Platone.Host.Pbm.Cmd;
using PublicApiGenerator;

namespace Platone.Host.Tests.Pbm;

/// <summary>The shapes that Petabridge.Cmd's packages have too, so that they can take this module's place: a promise, approved in <c>PublicApi.txt</c>.</summary>
public sealed class PublicApiTests
{
    private const string ApproveVariable = "PLATONE_APPROVE_API";

    [Fact]
    public void The_public_surface_is_the_one_approved()
    {
        var types = typeof(PetabridgeCmd).Assembly.GetExportedTypes().Where(t => t.Namespace == typeof(PetabridgeCmd).Namespace).ToArray();
        var surface = types.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "PublicApi.txt");
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
            File.WriteAllText(path, surface);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), surface);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
