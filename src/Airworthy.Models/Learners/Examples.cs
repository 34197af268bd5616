using Airworthy.Core.Statistics;

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Airworthy.Models.Learners;

/// <summary>Rows as the learning library reads them: one object that each reader fills anew, so that a million rows are not copied into a million objects.</summary>
internal sealed class Example
{
    [ColumnName("Features")]
    public float[] Features { get; set; } = [];

    public bool Truth { get; set; }

    public float Number { get; set; }

    /// <summary>Of several classes the number, from 0 on; the library counts its keys from 1 by itself.</summary>
    public uint Class { get; set; }

    /// <summary>A view of rows with labels.</summary>
    /// <param name="labels">As many as rows.</param>
    /// <param name="label">Writes a label into an example.</param>
    /// <param name="classes">How many there are; 1 where <see cref="Class"/> is not used.</param>
    public static IDataView View<T>(MLContext context, FloatMatrix rows, IReadOnlyList<T> labels, Action<Example, T> label, int classes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, rows.Rows);
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.Columns);
        schema[nameof(Class)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return context.Data.LoadFromEnumerable(Read(rows, labels, label), schema);
    }

    /// <summary>A view of rows alone.</summary>
    public static IDataView View(MLContext context, FloatMatrix rows) => View(context, rows, new bool[rows.Rows], (_, _) => { });

    private static IEnumerable<Example> Read<T>(FloatMatrix rows, IReadOnlyList<T> labels, Action<Example, T> label)
    {
        var example = new Example { Features = new float[rows.Columns] };
        for (var i = 0; i < rows.Rows; i++)
        {
            rows.Row(i).CopyTo(example.Features);
            label(example, labels[i]);
            yield return example;
        }
    }
}
