using System.Globalization;
using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>A message that the access ledger's bridge sent for good: it releases a settlement's tokens on the service ledger.</summary>
/// <param name="Number">Its id in that bridge, from 1 without gaps.</param>
/// <param name="Settlement">The settlement it releases.</param>
/// <param name="Data">What the other bridge is to be given: <c>abi.encode(id, leaf, settlement)</c>.</param>
/// <param name="Receipt">The transaction that sent it.</param>
public sealed record BridgeMessage(ulong Number, Hash256 Settlement, ValueList<byte> Data, ChainReceipt Receipt)
{
    /// <summary>Name of the call by which the service ledger's bridge is given it.</summary>
    public string ReceiveName => NameOf("receive");

    /// <summary>Name of the call that says on the access ledger that it took effect.</summary>
    public string CommitName => NameOf("commit");

    /// <summary>Name of the call that says there that it never will.</summary>
    public string AbortName => NameOf("abort");

    /// <summary>Name of the call that sends one: the first for a settlement is 1, after an abort comes the next.</summary>
    public static string ReleaseName(Hash256 settlement, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"release-{settlement}-{attempt}");

    /// <summary>Names of the calls that may end a message.</summary>
    public static IReadOnlyList<string> EndNames(ulong number) =>
        [string.Create(CultureInfo.InvariantCulture, $"commit-{number}"), string.Create(CultureInfo.InvariantCulture, $"abort-{number}")];

    /// <summary>Id of the message that a call of this name is to end; null for other calls.</summary>
    public static ulong? EndedBy(string name) => name.Split('-') is [("commit" or "abort"), { } number]
        && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var message) ? message : null;

    /// <summary>The settlement that a call of this name is to release; null for other calls.</summary>
    public static Hash256? ReleasedBy(string name) => name.Split('-') is ["release", { } settlement, _] ? Hash256.Parse(settlement) : null;

    /// <summary>Name under which it is known that a settlement was released for good.</summary>
    public static string ReleasedName(Hash256 settlement) => $"released-{settlement}";

    private string NameOf(string what) => string.Create(CultureInfo.InvariantCulture, $"{what}-{Number}");
}

/// <summary>A message that has not ended on its own ledger.</summary>
/// <param name="Message">It.</param>
/// <param name="Since">When it was read, UTC.</param>
/// <param name="Answer">What the other ledger made of it for good; null while that is not known.</param>
public sealed record PendingMessage(BridgeMessage Message, DateTimeOffset Since, BridgeAnswer? Answer);

/// <summary>What became of a message on the service ledger, for good.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Receipt">The transaction there.</param>
public readonly record struct BridgeAnswer(BridgeOutcome Outcome, ChainReceipt Receipt);

/// <summary>What the service ledger's bridge made of a message. The numbers are stored: never change one.</summary>
public enum BridgeOutcome
{
    /// <summary>The tokens are minted.</summary>
    Accepted = 1,

    /// <summary>The token refused.</summary>
    Rejected = 2,

    /// <summary>Somebody gave the bridge other data under the message's nonce: it will never take this.</summary>
    Displaced = 3,
}

/// <summary>How a message ended on the access ledger. The numbers are stored: never change one.</summary>
public enum BridgeEnd
{
    /// <summary>Its tokens are minted.</summary>
    Committed = 1,

    /// <summary>It had no effect, and never will.</summary>
    Aborted = 2,
}

/// <summary>Where the releases of a settlement are.</summary>
/// <param name="Aborted">How many messages for it were aborted.</param>
/// <param name="End">How the last one ended; null while it has not.</param>
public readonly record struct SettlementRelease(int Aborted, BridgeEnd? End);

/// <summary>Messages for a settlement that went with the blocks they were in.</summary>
/// <param name="Settlement">It.</param>
/// <param name="Count">How many.</param>
public readonly record struct LostMessages(Hash256 Settlement, int Count);

/// <summary>A settlement whose last message was aborted and that was not released again.</summary>
/// <param name="Settlement">It.</param>
/// <param name="Aborted">How many messages for it were aborted.</param>
public readonly record struct AbortedRelease(Hash256 Settlement, int Aborted);
