using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Airworthy.Core.Reading;

/// <summary>A map that keeps the order in which its keys were written.</summary>
public sealed class InOrder<T> : IReadOnlyDictionary<string, T>, IFilled
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    public T this[string key] => _values[key];

    public IEnumerable<string> Keys => _keys;

    public IEnumerable<T> Values => _keys.Select(k => _values[k]);

    public int Count => _keys.Count;

    public bool ContainsKey(string key) => _values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _values.TryGetValue(key, out value);

    public void Add(string key, T value)
    {
        if (_values.TryAdd(key, value))
        {
            _keys.Add(key);
        }
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _keys.Select(k => KeyValuePair.Create(k, _values[k])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IFilled.Add(string key, object value) => Add(key, (T)value);
}

/// <summary>A map that the reader fills without knowing its type.</summary>
internal interface IFilled
{
    void Add(string key, object value);
}
