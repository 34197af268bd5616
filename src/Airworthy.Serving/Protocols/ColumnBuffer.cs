using System.Globalization;
using System.Text.Json;

using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>The values of one feature, while rows are read.</summary>
internal sealed class ColumnBuffer(Feature feature)
{
    private readonly Elements _elements = Elements.Of(feature.Type);
    private Array _values = Elements.Of(feature.Type).New(4);

    public Feature Feature { get; } = feature;

    /// <summary>Rows whose value was read so far, in order.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the value the reader stands on as that of the next row.</summary>
    public bool TryRead(ref Utf8JsonReader json)
    {
        Grow();
        if (!_elements.TryRead(ref json, _values, Count) && !(Feature.IsTime && json.TokenType == JsonTokenType.String && TryTime(json.GetString()!, Count)))
        {
            return false;
        }

        Count++;
        return true;
    }

    /// <summary>Reads a text as the value of the next row.</summary>
    public bool TryParse(string text)
    {
        Grow();
        if (!_elements.TryParse(text, _values, Count) && !(Feature.IsTime && TryTime(text, Count)))
        {
            return false;
        }

        Count++;
        return true;
    }

    /// <summary>All values, as long as there are rows.</summary>
    public Array Values()
    {
        var values = _elements.New(Count);
        Array.Copy(_values, values, Count);
        return values;
    }

    /// <summary>What a value should have been, in words.</summary>
    public string Expected => Feature.IsTime ? "a time such as 2001-06-01T12:30:00, or seconds since 1970" : Feature.Type switch
    {
        DataType.Bool => "true or false",
        DataType.Bytes => "a text",
        DataType.Fp16 or DataType.Fp32 or DataType.Fp64 => "a number",
        _ => $"a whole number ({Feature.Type.Name()})",
    };

    private bool TryTime(string text, int at)
    {
        if (_values is not double[] seconds || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return false;
        }

        seconds[at] = (time - DateTime.UnixEpoch).TotalSeconds;
        return true;
    }

    private void Grow()
    {
        if (Count == _values.Length)
        {
            var wider = _elements.New(Count * 2);
            Array.Copy(_values, wider, Count);
            _values = wider;
        }
    }
}
