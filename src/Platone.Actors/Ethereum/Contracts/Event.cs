using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum.Contracts;

/// <summary>A contract's event.</summary>
public sealed class Event
{
    private readonly EthApiService _eth;
    private readonly Address _contract;
    private readonly EventAbi _abi;

    internal Event(EthApiService eth, Address contract, EventAbi abi) => (_eth, _contract, _abi) = (eth, contract, abi);

    /// <summary>Whether a log is this event of this contract.</summary>
    public bool IsLogForEvent(FilterLog log) => log.Address == _contract && _abi.Matches(log.Topics);

    /// <summary>Which logs are this event's.</summary>
    /// <param name="from">The first block; null: the newest.</param>
    /// <param name="to">The last block; null: the newest.</param>
    /// <param name="indexed">Of each indexed argument in turn the value it must have; null: any. May be shorter.</param>
    /// <exception cref="ArgumentException">More values than indexed arguments.</exception>
    /// <exception cref="FormatException">A value does not fit its argument.</exception>
    public NewFilterInput CreateFilterInput(BlockParameter? from = null, BlockParameter? to = null, params object?[] indexed)
    {
        var parameters = _abi.Inputs.Parameters.Where(p => p.IsIndexed).ToList();
        if (indexed.Length > parameters.Count)
            throw new ArgumentException($"{_abi.Name} has {parameters.Count} indexed arguments, not {indexed.Length}", nameof(indexed));
        IReadOnlyList<byte[]>? own = _abi.IsAnonymous ? null : [_abi.Topic];
        var topics = indexed.Select((value, i) => value is null ? null : (IReadOnlyList<byte[]>?)[EventAbi.TopicOf(parameters[i], value)]);
        return new NewFilterInput([_contract], [.. own is null ? [] : (IReadOnlyList<byte[]>?[])[own], .. topics], from, to);
    }

    /// <summary>The events of a range of blocks, oldest first.</summary>
    /// <param name="filter">Made by <see cref="CreateFilterInput"/>.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="FormatException">A log that is not this event's one encoding.</exception>
    public async Task<IReadOnlyList<EventLog>> GetAllChangesAsync(NewFilterInput filter, CancellationToken cancellation = default) =>
        DecodeAllEventsForEvent(await _eth.Filters.GetLogs.SendRequestAsync(filter, cancellation));

    /// <summary>Those of some logs, such as a receipt's, that are this event of this contract.</summary>
    /// <exception cref="FormatException">A log that is not this event's one encoding.</exception>
    public IReadOnlyList<EventLog> DecodeAllEventsForEvent(IEnumerable<FilterLog> logs) =>
        [.. logs.Where(IsLogForEvent).Select(l => new EventLog(l, ParameterOutput.All(_abi.Inputs, _abi.Decode(l.Topics, l.Data))))];
}

/// <summary>An event and the log it was read from.</summary>
/// <param name="Log">The log.</param>
/// <param name="Event">The arguments in order. Of an indexed one of dynamic or composed type it is the Keccak-256.</param>
public sealed record EventLog(FilterLog Log, IReadOnlyList<ParameterOutput> Event)
{
    /// <summary>An argument by its name, as a type.</summary>
    /// <exception cref="ArgumentException">No argument of this name.</exception>
    /// <exception cref="FormatException">It does not fit the type.</exception>
    public T Get<T>(string name) =>
        (Event.FirstOrDefault(p => p.Name == name) ?? throw new ArgumentException($"the event has no argument {name}", nameof(name)))
        .As<T>();
}
