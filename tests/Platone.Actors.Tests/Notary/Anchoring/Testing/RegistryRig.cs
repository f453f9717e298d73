using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Deployment;
using Platone.Actors.Notary.Anchoring.Registry;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>A registry of PODs on a rig's chain: asks it for calls, and reads it as anybody does.</summary>
/// <param name="rig">The rig.</param>
internal sealed class RegistryRig(AnchoringRig rig)
{
    public static readonly Hash256 MeterKey = new(Keccak256.Hash("meter"u8));
    private static readonly long Year2100 = DateTimeOffset.Parse("2100-01-01T00:00:00Z",
        System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
    private long _eventNr;

    public ContractAnchorId Contract => rig.Options.Find(ContractKind.PodRegistry)!.Value;

    public static Hash256 Pod(byte number) => new(Keccak256.Hash([number]));

    /// <summary>A link as an owner signs it.</summary>
    /// <param name="pod">Which POD.</param>
    /// <param name="owner">Which of anvil's keys.</param>
    /// <param name="nonce">The owner's.</param>
    /// <param name="deadline">Second; null for far away.</param>
    /// <param name="signer">Who signs in truth; null for the owner.</param>
    public RegistryLink Signed(byte pod, int owner, ulong nonce, long? deadline = null, int? signer = null)
    {
        var link = new RegistryLink(Pod(pod), rig.Anvil.Keys[owner].PublicKey.Address, MeterKey, nonce, deadline ?? Year2100, []);
        return link with
        {
            Signature = LinkMessage.Of(link, Contract.Contract,
                rig.Options.ChainId).Sign(rig.Anvil.Keys[signer ?? owner]).ToBytes().ToValueList(),
        };
    }

    public Task<CallRequest> LinkAsync(RegistryLink link) => AskAsync(RegistryCalls.Link(link, ++_eventNr));

    public Task<CallRequest> RevokeAsync(RegistryLink link) => AskAsync(RegistryCalls.Revoke(link.Commitment, link.Owner, link.Nonce,
        ++_eventNr));

    public async Task<IReadOnlyList<(Address Owner, bool Holds)>> LinksAsync(byte pod)
    {
        var links = await rig.Anvil.Web3().Eth.GetContract(ContractArtifact.Of("PodRegistry").Abi, Contract.Contract.ToString())
            .GetFunction("linksOf").CallAsync<(Address Owner, ulong Since, ulong Until, byte[] MeterKeyHash)[]>(Pod(pod).ToBytes());
        return [.. links.Select(l => (l.Owner, l.Until == 0))];
    }

    public Task<ContractAnchorView> ViewAsync() => rig.Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(Contract),
        CancellationToken.None);

    public IReadOnlyList<CallAbandoned> Abandoned() => [.. rig.Entities.Events.OfType<CallAbandoned>()];

    /// <summary>Looks and mines until nothing is under way.</summary>
    public async Task CalmAsync(int blocks = 3)
    {
        for (var i = 0; i < 60; i++)
        {
            await rig.LookAsync();
            await rig.Anvil.MineAsync(blocks);
            if ((await ViewAsync()).Calls.IsEmpty && (await rig.AccountAsync()).UnderWay.IsEmpty)
                return;
            rig.Log.Clock.Advance(rig.Options.StuckAfter / 4);
        }
        Assert.Fail($"not calm: {await ViewAsync()} {await rig.AccountAsync()}");
    }

    // Whoever asks, asks until it is answered.
    private async Task<CallRequest> AskAsync(CallRequest call)
    {
        while (true)
        {
            try
            {
                var reply = await rig.Entities.SendAsync(new RequestCalls(Contract, [call], rig.Log.Clock.GetUtcNow()),
                    CancellationToken.None);
                Assert.IsType<CommandReply.Done>(reply);
                return call;
            }
            catch (CrashException)
            {
                // The node died before it was answered.
            }
        }
    }
}
