using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Field.SetPoints;
using Platone.Host.Mqtt;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.LightNodes;

/// <summary><c>/api/v1/light-nodes</c>: the devices at the PODs, by pseudonym.</summary>
internal static partial class LightNodesApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapLightNodes(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/light-nodes").WithTags("Light nodes");
        group.MapPost("/", RegisterAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Register a light node at a POD")
            .WithDescription("Answers with its MQTT sign-in. The same registration again answers the same; the serial at another POD is a conflict.");
        group.MapGet("/", ListAsync).WithSummary("List light nodes").WithDescription("Those of the PODs the caller may see. With `serial`: the one, if the caller may know its serial.");
        group.MapGet("/{lightNode}", GetAsync).AddEndpointFilter<ETagFilter>().WithSummary("Read a light node");
        group.MapPut("/{lightNode}/key", ChangeKeyAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Change the device key")
            .WithDescription("With a key the node must sign its readings; with null it need not. Repeatable.");
        group.MapDelete("/{lightNode}/key", RevokeKeyAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Revoke a device key that is lost or known to others")
            .WithDescription("Nothing signed with it is taken from now on, and the node never gets it again; without another key nothing the node sends is taken. Without `publicKey` it is the key the node has. Repeatable with `publicKey`.");
        group.MapGet("/{lightNode}/password", ReadPasswordAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Read the node's MQTT sign-in again");
        group.MapPost("/{lightNode}/password", RotatePasswordAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Give the node a new MQTT password")
            .WithDescription("The one before opens nothing any more, and the device's connection is closed.");
        api.MapGet("/set-point-key", SetPointKey).WithTags("Light nodes")
            .WithSummary("Read the public key that set points are signed with")
            .WithDescription("secp256k1, the compressed point in hexadecimal. Devices are given it when they are set up.");
    }

    private static Ok<SetPointKeyView> SetPointKey(SetPointSigner signer) => TypedResults.Ok(new SetPointKeyView(signer.PublicKey.Hex));

    private static async Task<Created<RegisteredLightNodeView>> RegisterAsync(LightNodeBody body, ClaimsPrincipal user, CommandDesk desk,
        IDirectory directory, IScd scd, PodLookup pods, MqttPasswords passwords, CancellationToken aborted)
    {
        Fields.Name("serial", body.Serial);
        var key = DeviceKey(body.PublicKey);
        var podName = Fields.Pseudonym("pod", body.Pod);
        PodRow pod;
        try
        {
            pod = await pods.VisibleAsync(Caller.Of(user), podName.Value, aborted);
        }
        catch (ProblemException e) when (e.Problem.Kind == Actors.Kernel.Aggregates.ProblemKind.NotFound)
        {
            throw ProblemException.Rule("unknown-pod", "pod", $"there is no POD {body.Pod}");
        }

        var node = new LightNodeId(directory.Assign(DirectoryKind.LightNode, body.Serial));
        await desk.SendAsync(new RegisterLightNode(node, pod.Pod, body.ValidFrom, key, desk.Now), aborted);
        var password = passwords.Current(node, body.Serial);
        await desk.ReadBackAsync(c => scd.LightNodeAsync(node, c), aborted);
        return TypedResults.Created($"/api/v1/light-nodes/{node}",
            new RegisteredLightNodeView(node.ToString(), body.Serial, pod.Pod.ToString(), new MqttSignInView(body.Serial, password)));
    }

    private static async Task<Ok<PageView<LightNodeView>>> ListAsync(ClaimsPrincipal user, HttpRequest request, LightNodeLookup lookup, IScd scd,
        CancellationToken aborted, string? serial = null, string? cursor = null, int? limit = null)
    {
        var caller = Caller.Of(user);
        var wanted = Paging.Request(cursor, limit);
        if (serial is not null)
        {
            var found = await lookup.BySerialAsync(caller, serial, aborted);
            return TypedResults.Ok(new PageView<LightNodeView>(found is { } f ? [lookup.View(caller, f.Node, f.Pod)] : [], null));
        }

        var page = await scd.LightNodesAsync(AccessRules.Scope(caller), wanted, aborted);
        var views = new List<LightNodeView>(page.Items.Count);
        foreach (var node in page.Items)
        {
            // The POD may have left the caller's portfolio, or been erased, between the two looks.
            if (await scd.PodAsync(node.Pod, aborted) is { } pod && AccessRules.MaySee(caller, pod))
                views.Add(lookup.View(caller, node, pod));
        }

        return TypedResults.Ok(Paging.View(request, new Page<LightNodeView>(views, page.Next), view => view));
    }

    private static async Task<Ok<LightNodeView>> GetAsync(string lightNode, ClaimsPrincipal user, LightNodeLookup lookup, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var (node, pod) = await lookup.VisibleAsync(caller, lightNode, aborted);
        return TypedResults.Ok(lookup.View(caller, node, pod));
    }

    private static async Task<NoContent> ChangeKeyAsync(string lightNode, DeviceKeyBody body, CommandDesk desk, CancellationToken aborted)
    {
        var id = new LightNodeId(Fields.Pseudonym("lightNode", lightNode));
        await desk.SendAsync(new ChangeLightNodeKey(id, DeviceKey(body.PublicKey), desk.Now), aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RevokeKeyAsync(string lightNode, HttpContext context, OperatorDesk operators, CommandDesk desk,
        CancellationToken aborted, string? publicKey = null)
    {
        var id = new LightNodeId(Fields.Pseudonym("lightNode", lightNode));
        var key = DeviceKey(publicKey);
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new RevokeLightNodeKey(id, key, desk.Now), aborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<MqttSignInView>> ReadPasswordAsync(string lightNode, ClaimsPrincipal user, HttpContext context, LightNodeLookup lookup,
        MqttPasswords passwords, CancellationToken aborted)
    {
        var (node, _) = await lookup.VisibleAsync(Caller.Of(user), lightNode, aborted);
        var serial = lookup.Serial(node.Node);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new MqttSignInView(serial, passwords.Current(node.Node, serial)));
    }

    private static async Task<Ok<MqttSignInView>> RotatePasswordAsync(
        string lightNode, HttpContext context, OperatorDesk operators, LightNodeLookup lookup, MqttPasswords passwords, OpenConnections connections,
        CancellationToken aborted)
    {
        var (node, _) = await lookup.VisibleAsync(Caller.Of(context.User), lightNode, aborted);
        var serial = lookup.Serial(node.Node);
        await operators.RecordAsync(context, aborted);
        var password = passwords.Rotate(node.Node, serial);
        await connections.EndAsync(serial, aborted);
        return TypedResults.Ok(new MqttSignInView(serial, password));
    }

    private static string? DeviceKey(string? publicKey) => publicKey is null || KeyForm().IsMatch(publicKey)
        ? publicKey?.ToLowerInvariant()
        : throw ProblemException.Invalid("publicKey", "publicKey is a compressed secp256k1 key: 66 hex digits, beginning with 02 or 03");

    [GeneratedRegex(@"\A0[23][0-9A-Fa-f]{64}\z")]
    private static partial Regex KeyForm();
}
