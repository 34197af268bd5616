using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Airworthy.Serving.Feedback;

/// <summary>What is remembered of the newest rows that were answered, until what came true is told. It forgets the oldest. Many may ask at once.</summary>
/// <param name="most">Rows that are remembered.</param>
internal sealed class AwaitedRows<T>(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Row, T> _rows = [];
    private readonly Queue<Row> _order = new();

    /// <summary>Remembers a row; what is known of it already stays.</summary>
    public void Add(string id, int row, T known)
    {
        var key = Row.Of(id, row);
        lock (_lock)
        {
            if (_order.Count == 0)
            {
                // At once, for what grows leaves its smaller selves behind; pages that are not written to take no memory.
                _rows.EnsureCapacity(most + 1);
                _order.EnsureCapacity(most + 1);
            }

            if (_rows.TryAdd(key, known))
            {
                _order.Enqueue(key);
                if (_order.Count > most)
                {
                    _rows.Remove(_order.Dequeue());
                }
            }
        }
    }

    /// <summary>The truth of a row came: the first that does counts.</summary>
    public bool TryTake(string id, int row, [MaybeNullWhen(false)] out T known)
    {
        var key = Row.Of(id, row);
        lock (_lock)
        {
            return _rows.Remove(key, out known);
        }
    }

    /// <summary>A row by a digest of its request's id: a text per id would be most of what a small gateway holds.</summary>
    private readonly record struct Row(ulong High, ulong Low, int No)
    {
        public static Row Of(string id, int no)
        {
            var digest = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(id.AsSpan()));
            return new Row((ulong)(digest >> 64), (ulong)digest, no);
        }
    }
}
