using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;

namespace Platone.Actors.Notary.Anchoring.Bridging;

/// <summary>How <c>Bridge</c> (contracts/src/Bridge.sol) is asked, and what it answers.</summary>
internal static class BridgeAbi
{
    private const string Settlement = "(bytes32,address[],uint256[],uint256[])";
    private static readonly FunctionAbi Release =
        FunctionAbi.Parse($"release((bytes32,uint64,uint64,bytes32,uint64,bytes32[]),{Settlement})");
    private static readonly FunctionAbi Receive = FunctionAbi.Parse("interledgerReceive(uint256,bytes)");
    private static readonly FunctionAbi Commit = FunctionAbi.Parse("interledgerCommit(uint256,bytes)");
    private static readonly FunctionAbi Abort = FunctionAbi.Parse("interledgerAbort(uint256,uint256)");
    private static readonly AbiTuple Sending = FunctionAbi.Parse("sending(uint256,bytes)").Inputs;
    private static readonly AbiTuple Message = FunctionAbi.Parse($"message(uint256,bytes32,{Settlement})").Inputs;
    private static readonly AbiTuple NonceParts = FunctionAbi.Parse("nonce(uint256,address,uint256)").Inputs;
    private static readonly AbiTuple Known = FunctionAbi.Parse("known(bytes32,uint8)").Inputs;
    private static readonly AbiTuple Holder = FunctionAbi.Parse("holder(address)").Inputs;
    private static readonly AbiTuple Number = FunctionAbi.Parse("number(uint256)").Inputs;

    /// <summary>Topic of the event of a message that is sent. Its arguments are not indexed.</summary>
    public static byte[] SendingTopic { get; } = Keccak256.Hash("InterledgerEventSending(uint256,bytes)");

    /// <summary>Topics of the events that answer a message. Their argument, the nonce, is not indexed.</summary>
    public static IReadOnlyList<byte[]> AnswerTopics { get; } =
        [Keccak256.Hash("InterledgerEventAccepted(uint256)"), Keccak256.Hash("InterledgerEventRejected(uint256)")];

    /// <summary>Topic of the event of a message that ended, by the message's id.</summary>
    public static byte[] EndTopic(BridgeEnd end) =>
        Keccak256.Hash(end == BridgeEnd.Committed ? "Committed(uint256,bytes)" : "Aborted(uint256,uint256)");

    /// <summary>The call that releases a settlement.</summary>
    public static ValueList<byte> ReleaseCall(Certificate certificate, MintRequest mint) => Call(Release, [
        (object[])[certificate.Leaf, certificate.Index, certificate.Head.Size, certificate.Head.Root.ToBytes(), certificate.Head.Seq,
            certificate.Proof.ToArray()],
        (object[])[mint.Settlement.ToBytes(), .. FlexTokenAbi.Lists(mint)]]);

    /// <summary>The call that hands a message over.</summary>
    public static ValueList<byte> ReceiveCall(BigInteger nonce, ValueList<byte> data) => Call(Receive, [nonce, data.Items.ToArray()]);

    /// <summary>The call that says a message took effect, by which transaction of the other ledger.</summary>
    public static ValueList<byte> CommitCall(ulong message, Hash256 transaction) => Call(Commit, [message, transaction.ToBytes()]);

    /// <summary>The call that says a message will never take effect.</summary>
    /// <param name="message">Its id.</param>
    /// <param name="outcome">What became of it.</param>
    public static ValueList<byte> AbortCall(ulong message, BridgeOutcome outcome) => Call(Abort, [message, Reason(outcome)]);

    /// <summary>What a message is carried under.</summary>
    public static BigInteger Nonce(BridgeRoute route, ulong message) => new(Keccak256.Hash(
        NonceParts.Encode((object[])[route.SenderChainId, route.Sender.Contract, message], "nonce")), isUnsigned: true, isBigEndian: true);

    /// <summary>The number in a log's or an answer's only word.</summary>
    /// <exception cref="CallRefusedException">It is not one.</exception>
    public static BigInteger NumberOf(byte[] word) => Read(() => (BigInteger)Number.DecodeAll(word, "number")[0]);

    /// <summary>The address in an answer's only word.</summary>
    /// <exception cref="CallRefusedException">It is not one.</exception>
    public static Address AddressOf(byte[] word) => Read(() => (Address)Holder.DecodeAll(word, "address")[0]);

    /// <summary>A message's id as an argument that is indexed.</summary>
    public static byte[] Word(ulong message) => Number.Encode((object[])[message], "message");

    /// <summary>The message of a log.</summary>
    /// <exception cref="CallRefusedException">It is not one of a bridge.</exception>
    public static BridgeMessage MessageOf(ChainLog log) => Read(() =>
    {
        var sending = Sending.DecodeAll(log.Data, "InterledgerEventSending");
        var (number, data) = ((BigInteger)sending[0], (byte[])sending[1]);
        var message = Message.DecodeAll(data, "message");
        if ((BigInteger)message[0] != number || number > ulong.MaxValue)
            throw new AbiException($"message {number} has the data of {message[0]}");
        return new BridgeMessage((ulong)number, new Hash256((byte[])((object[])message[2])[0]), ValueList.Of<byte>(data), log.Receipt);
    });

    /// <summary>What a bridge knows of a message, as <c>sent</c> and <c>received</c> answer.</summary>
    /// <exception cref="CallRefusedException">The answer is not one of a bridge.</exception>
    public static (Hash256 Content, BridgeState State) KnownOf(byte[] answer) => Read(() =>
    {
        var known = Known.DecodeAll(answer, "message");
        var state = (BridgeState)(int)(BigInteger)known[1];
        return Enum.IsDefined(state) ? (new Hash256((byte[])known[0]), state) : throw new AbiException($"{known[1]} is no outcome");
    });

    // SOFIE's own codes (Interledger, adapter/interfaces.py, ErrorCode): APPLICATION_REJECT and TRANSACTION_FAILURE.
    private static int Reason(BridgeOutcome outcome) => outcome == BridgeOutcome.Rejected ? 4 : 2;

    private static ValueList<byte> Call(FunctionAbi function, IReadOnlyList<object?> values) =>
        ValueList.Of<byte>(function.EncodeCall(values));

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (AbiException e)
        {
            throw new CallRefusedException($"the contract does not speak as a Bridge: {e.Message}", e);
        }
    }
}

/// <summary>How a message ended, as the contract numbers it.</summary>
internal enum BridgeState
{
    /// <summary>There is no such message.</summary>
    None,

    /// <summary>Sent.</summary>
    Pending,

    /// <summary>Sent, and took effect.</summary>
    Committed,

    /// <summary>Sent, and never will take effect.</summary>
    Aborted,

    /// <summary>Received, and took effect.</summary>
    Accepted,

    /// <summary>Received, and refused by the token.</summary>
    Rejected,
}
