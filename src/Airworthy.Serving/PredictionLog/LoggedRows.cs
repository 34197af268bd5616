using System.Collections.Concurrent;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.PredictionLog;

/// <summary>The rows of a request as the log may keep them under one route table: whom each is about, and what is left of its values.</summary>
/// <remarks>
/// Where the contract names a column of subjects, values of a row about nobody are not kept: no deletion would find them. Texts of an internal feature
/// stay only where the approved schema lists what they may be; anything may stand in others.
/// </remarks>
internal sealed class LoggedRows
{
    /// <summary>Names that are kept: callers of a constant may send any.</summary>
    private const int MostNames = 10_000;

    private static readonly ConcurrentDictionary<(string First, int Count), Listed> s_names = new();

    private readonly RouteTable _table;
    private readonly RedactionKeys? _keys;

    /// <summary>Null: all values stay.</summary>
    private readonly FeatureRedaction? _redaction;

    private readonly HashSet<string> _freeTexts = [];

    public LoggedRows(RouteTable table, RedactionKeys? keys)
    {
        (_table, _keys) = (table, keys);
        var classes = table.Privacy?.Classes;
        if (!table.LogFeatures || classes?.Any(c => c.Value is FeatureClass.Personal or FeatureClass.Secret) == true)
        {
            var schema = table.Guards?.Schema?.Columns;
            _redaction = new FeatureRedaction((classes ?? new Dictionary<string, FeatureClass>()).Select(c => new FeaturePrivacy(c.Key, c.Value)), keys);
            _freeTexts = [.. (classes ?? new Dictionary<string, FeatureClass>()).Where(c => c.Value == FeatureClass.Internal && !table.LogFeatures && schema?.GetValueOrDefault(c.Key) is not ({ Values: not null } or { Pattern: not null })).Select(c => c.Key)];
        }
    }

    /// <summary>The keyed hash of whom a row is about; null where nobody said.</summary>
    /// <param name="subjects">As the request names them.</param>
    /// <param name="row">Of the inputs; empty inputs have none.</param>
    /// <param name="no">The same row, counted in the request.</param>
    public string? SubjectOf(IReadOnlyList<string>? subjects, IReadOnlyList<Tensor> inputs, int row, int no)
    {
        var subject = subjects is [var one] ? one : no < subjects?.Count ? subjects[no] : Own(inputs, row);
        return subject is null ? null : _keys?.HashOf(subject);
    }

    /// <summary>What may be kept of a row.</summary>
    /// <param name="subject">From <see cref="SubjectOf"/>.</param>
    public IReadOnlyList<LoggedValue> Features(IReadOnlyList<Tensor> inputs, int row, string? subject) =>
        _redaction is null ? Values(inputs, row)
        : !_table.LogFeatures && (_table.Privacy?.Classes is null || (_table.Privacy.Subject is not null && subject is null)) ? []
        : Redacted(inputs, row);

    /// <summary>All values of a row.</summary>
    public static IReadOnlyList<LoggedValue> Values(IReadOnlyList<Tensor> tensors, int row)
    {
        var (count, areNumbers) = (0, true);
        for (var t = 0; t < tensors.Count; t++)
        {
            count += tensors[t].Width;
            areNumbers &= tensors[t].Type != DataType.Bytes;
        }

        return areNumbers ? Numbers(tensors, row, count) : Mixed(tensors, row, count);
    }

    private static LoggedNumbers Numbers(IReadOnlyList<Tensor> tensors, int row, int count)
    {
        var (numbers, at) = (new double[count], 0);
        for (var t = 0; t < tensors.Count; t++)
        {
            var (tensor, width) = (tensors[t], tensors[t].Width);
            Elements.Of(tensor.Type).ToNumbers(tensor.Values, row * width, numbers.AsSpan(at, width));
            at += width;
        }

        return new LoggedNumbers(Names(tensors, count), numbers);
    }

    private static LoggedValue[] Mixed(IReadOnlyList<Tensor> tensors, int row, int count)
    {
        var (values, at) = (new LoggedValue[count], 0);
        for (var t = 0; t < tensors.Count; t++)
        {
            var (tensor, width) = (tensors[t], tensors[t].Width);
            var (names, elements) = (Names([tensor], width).All, Elements.Of(tensor.Type));
            for (var k = 0; k < width; k++)
            {
                values[at++] = elements.Logged(names[k], tensor.Values, (row * width) + k);
            }
        }

        return values;
    }

    private LoggedValue[] Redacted(IReadOnlyList<Tensor> inputs, int row)
    {
        var kept = new List<LoggedValue>();
        foreach (var tensor in inputs)
        {
            if (_table.LogFeatures && _table.Privacy?.Classes?.ContainsKey(tensor.Name) != true)
            {
                kept.AddRange(Values([tensor], row));
            }
            else if (tensor.Type != DataType.Bytes || !_freeTexts.Contains(tensor.Name))
            {
                foreach (var value in Values([tensor], row))
                {
                    var left = value;
                    if (_redaction!.TryKeep(tensor.Name, ref left))
                    {
                        kept.Add(left);
                    }
                }
            }
        }

        return [.. kept];
    }

    /// <summary>Where the model itself takes the column, each row says whom it is about.</summary>
    private string? Own(IReadOnlyList<Tensor> inputs, int row)
    {
        if (_table.Privacy?.Subject is not { } column || inputs.FirstOrDefault(i => i.Name == column) is not { Width: 1 } tensor)
        {
            return null;
        }

        var value = Elements.Of(tensor.Type).Logged(column, tensor.Values, row);
        return value.Text is { Length: > 0 } text ? text : value.Number?.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The name of each value of a row: the tensor's, numbered where it holds several. Made once, as they are the same in every request.</summary>
    private static LoggedNames Names(IReadOnlyList<Tensor> tensors, int count)
    {
        var key = (tensors.Count == 0 ? "" : tensors[0].Name, count);
        if (s_names.TryGetValue(key, out var known) && known.Is(tensors))
        {
            return known.Names;
        }

        var made = new Listed([.. tensors.Select(t => (t.Name, t.Width))]);
        if (known is not null || s_names.Count < MostNames)
        {
            s_names[key] = made;
        }

        return made.Names;
    }

    private sealed record Listed((string Name, int Width)[] Tensors)
    {
        public LoggedNames Names { get; } = LoggedNames.Of([.. Tensors.SelectMany(t => t.Width == 1 ? [t.Name] : Enumerable.Range(0, t.Width).Select(k => $"{t.Name}.{k}"))]);

        public bool Is(IReadOnlyList<Tensor> tensors)
        {
            var isSame = tensors.Count == Tensors.Length;
            for (var t = 0; isSame && t < Tensors.Length; t++)
            {
                isSame = tensors[t].Width == Tensors[t].Width && tensors[t].Name == Tensors[t].Name;
            }

            return isSame;
        }
    }
}
