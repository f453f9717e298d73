using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Platone.Actors.Kernel.Keys;

/// <summary>
/// What was used of late, in bounded memory: two generations. What is found in the older one moves to the younger; when that is full, the
/// older one is let go of and the younger takes its place. So what is used often stays, and a hit among the younger takes no lock.
/// Thread-safe; what was removed stays away until it is put again.
/// </summary>
/// <typeparam name="TKey">Its key.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
/// <param name="most">Entries of a generation: at most twice as many are kept.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Lock _changing = new();
    private ConcurrentDictionary<TKey, TValue> _young = [];
    private ConcurrentDictionary<TKey, TValue> _old = [];
    private int _count;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_changing)
                return _young.Count + _old.Count;
        }
    }

    /// <summary>Finds what is kept.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (Volatile.Read(ref _young).TryGetValue(key, out value))
            return true;
        lock (_changing)
        {
            if (_young.TryGetValue(key, out value))
                return true;
            if (!_old.TryRemove(key, out value))
                return false;
            Add(key, value);
            return true;
        }
    }

    /// <summary>Keeps a value in place of the one before.</summary>
    public void Put(TKey key, TValue value)
    {
        lock (_changing)
        {
            _old.TryRemove(key, out _);
            if (_young.ContainsKey(key))
                _young[key] = value;
            else
                Add(key, value);
        }
    }

    /// <summary>Forgets one.</summary>
    public void Remove(TKey key)
    {
        lock (_changing)
        {
            _old.TryRemove(key, out _);
            if (_young.TryRemove(key, out _))
                _count--;
        }
    }

    /// <summary>Forgets all for which a condition holds.</summary>
    public void RemoveWhere(Func<TKey, TValue, bool> condition)
    {
        lock (_changing)
        {
            foreach (var (key, _) in _old.Where(e => condition(e.Key, e.Value)))
                _old.TryRemove(key, out _);
            foreach (var (key, _) in _young.Where(e => condition(e.Key, e.Value)))
                Remove(key);
        }
    }

    private void Add(TKey key, TValue value)
    {
        _young[key] = value;
        if (++_count < most)
            return;
        _old = _young;
        Volatile.Write(ref _young, []);
        _count = 0;
    }
}
