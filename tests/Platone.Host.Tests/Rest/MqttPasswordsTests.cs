using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Host.Rest.LightNodes;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

public sealed class MqttPasswordsTests : IDisposable
{
    private static readonly LightNodeId Node = new(Pseudonym.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
    private static readonly LightNodeId Another = new(Pseudonym.From(new byte[16]));
    private readonly TestDirectory _folder = new("passwords");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_registration_gives_the_same_password_also_after_a_restart()
    {
        var first = (await OpenAsync()).Current(Node, "serial-1");
        var second = await OpenAsync();

        Assert.Equal(first, second.Current(Node, "serial-1"));
        Assert.True(second.IsRight(Node, "serial-1", first));
        Assert.NotEqual(first, second.Current(Another, "serial-2"));
    }

    [Fact]
    public async Task Only_the_node_s_own_current_password_is_right()
    {
        var passwords = await OpenAsync();
        var (old, another) = (passwords.Current(Node, "serial-1"), passwords.Current(Another, "serial-2"));

        var rotated = passwords.Rotate(Node, "serial-1");

        Assert.NotEqual(old, rotated);
        Assert.True(passwords.IsRight(Node, "serial-1", rotated));
        Assert.False(passwords.IsRight(Node, "serial-1", old));
        Assert.False(passwords.IsRight(Node, "serial-1", another));
        Assert.False(passwords.IsRight(Node, "serial-1", ""));
        Assert.False(passwords.IsRight(Node, "serial-2", rotated));
        Assert.True((await OpenAsync()).IsRight(Node, "serial-1", rotated));
        Assert.Equal(rotated, passwords.Current(Node, "serial-1"));
    }

    [Fact]
    public async Task A_node_that_was_never_registered_has_none() =>
        Assert.False((await OpenAsync()).IsRight(Node, "serial-1", ""));

    private async Task<MqttPasswords> OpenAsync() =>
        new(await KeyStore.OpenAsync(Database.Sqlite(_folder.File("keys.db")), new MasterKey(new byte[32])));
}
