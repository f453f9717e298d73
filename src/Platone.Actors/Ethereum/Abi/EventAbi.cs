using System.Text;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>An event as readers of logs see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Its arguments; indexed ones are topics.</param>
/// <param name="IsAnonymous">Whether logs have no topic that names it.</param>
internal sealed record EventAbi(string Name, AbiTuple Inputs, bool IsAnonymous)
{
    /// <summary>Name and types of the arguments, such as <c>Anchored(uint64,bytes32)</c>.</summary>
    public string Signature => Name + Inputs.Name;

    /// <summary>The signature's Keccak-256: the first topic, unless the event is anonymous.</summary>
    public byte[] Topic { get; } = Keccak256.Hash(Name + Inputs.Name);

    /// <summary>Whether a log is one of this event.</summary>
    public bool Matches(IReadOnlyList<byte[]> topics) => !IsAnonymous && topics.Count > 0 && topics[0].AsSpan().SequenceEqual(Topic);

    /// <summary>The topic that an indexed argument's value has: its word, or the Keccak-256 of a dynamic or composed value.</summary>
    /// <exception cref="AbiException">Not a value of the type.</exception>
    public static byte[] TopicOf(AbiParameter parameter, object value) => parameter.Type switch
    {
        AbiBytes => Keccak256.Hash(AbiBytes.Of(value) is { } bytes ? bytes.Span : Encoding.UTF8.GetBytes((string)value)),
        AbiArray or AbiTuple => throw new AbiException($"{parameter.Name}: topics of arrays and tuples are not searched by value"),
        var type => type.Encode(value, parameter.Name),
    };

    /// <summary>
    /// The arguments in order. Of an indexed argument of dynamic or composed type only the hash is in a log: that is given.
    /// </summary>
    /// <exception cref="AbiException">Another event's, or not the one encoding of the arguments.</exception>
    public object[] Decode(IReadOnlyList<byte[]> topics, ReadOnlySpan<byte> data)
    {
        var indexed = Inputs.Parameters.Where(p => p.IsIndexed).ToList();
        var first = IsAnonymous ? 0 : 1;
        if (!IsAnonymous && !Matches(topics))
            throw new AbiException($"{Name}: the log is another event's");
        if (topics.Count != first + indexed.Count)
            throw new AbiException($"{Name}: {topics.Count - first} indexed arguments in the log, where it has {indexed.Count}");

        var ofTopics = new Queue<object>(indexed.Select((p, i) => OfTopic(p, topics[first + i])));
        var ofData = new Queue<object>(new AbiTuple([.. Inputs.Parameters.Where(p => !p.IsIndexed)]).DecodeAll(data, Name));
        return [.. Inputs.Parameters.Select(p => (p.IsIndexed ? ofTopics : ofData).Dequeue())];
    }

    private object OfTopic(AbiParameter parameter, byte[] topic)
    {
        var at = 0;
        var path = $"{Name}.{parameter.Name}";
        return topic.Length != AbiType.WordBytes ? throw new AbiException($"{path}: a topic of {topic.Length} bytes")
            : parameter.Type is AbiBytes or AbiArray or AbiTuple ? topic
            : parameter.Type.Decode(topic, ref at, path);
    }
}
