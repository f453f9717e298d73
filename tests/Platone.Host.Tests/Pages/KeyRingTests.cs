using Platone.Host.Node;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Pages;

/// <summary>A node's cookies outlive its restart, and are nothing to another node.</summary>
public sealed class KeyRingTests : IDisposable
{
    private readonly TestDirectory _folder = new("ring");
    private readonly TestDirectory _other = new("other");

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_restart_signs_nobody_out()
    {
        PageClient browser;
        await using (var node = await StartAsync(_folder))
        {
            browser = new PageClient(node.Rest!);
            await browser.SignInAsync(node.OperatorKey!);
            Assert.True(await browser.IsSignedInAsync());
        }

        var cookie = Assert.Single(browser.Cookies.GetAllCookies(), c => c.Name.StartsWith("platone-page", StringComparison.Ordinal));
        browser.Dispose();
        await using (var node = await StartAsync(_folder))
            Assert.True(await WithAsync(node, cookie.Name, cookie.Value));
        await using (var node = await StartAsync(_other))
        {
            using var own = new PageClient(node.Rest!);
            await own.SignInAsync(node.OperatorKey!);
            var name = Assert.Single(own.Cookies.GetAllCookies(), c => c.Name.StartsWith("platone-page", StringComparison.Ordinal)).Name;
            Assert.NotEqual(cookie.Name, name);
            Assert.False(await WithAsync(node, name, cookie.Value));
        }
    }

    private static async Task<bool> WithAsync(NodeHost node, string name, string value)
    {
        using var browser = new PageClient(node.Rest!);
        browser.Cookies.Add(node.Rest!, new System.Net.Cookie(name, value));
        return await browser.IsSignedInAsync();
    }

    private static Task<NodeHost> StartAsync(TestDirectory folder) =>
        NodeHost.StartAsync(TestNode.Configuration(folder.Path), TimeProvider.System, CancellationToken.None).WaitAsync(Deadline.Default);
}
