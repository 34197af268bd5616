using Airworthy.Cli.Training;
using Airworthy.Models.Onnx;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Training;

using Microsoft.ML.OnnxRuntime;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Guarding;

/// <summary>Rows of a project as a model takes them: columns of the table, and what the contract's own step makes of them.</summary>
internal sealed class ModelRows(Project project, Table table, LearningTask task, byte[] onnx, string folder, Action<string>? doing)
{
    private readonly List<string> _needed = NeededBy(onnx, table);
    private MadeFeatures? _made;

    /// <summary>What the model takes and code makes.</summary>
    public IReadOnlyList<string> Needed => _needed;

    /// <summary>What the contract's step has made; null where the model takes columns alone, or no rows were read yet.</summary>
    public MadeFeatures? Made => _made;

    /// <summary>The data that the contract's step read.</summary>
    public HandedData? Data { get; private set; }

    /// <summary>The labelled rows of a split.</summary>
    /// <param name="most">Of more rows about as many are drawn.</param>
    /// <param name="named">Whether ids, labels and units are read too.</param>
    /// <param name="byTime">Whether rows come in the order of their time, as a learner reads them.</param>
    /// <param name="only">Instead of the split: the rows for which this SQL holds, with or without a label.</param>
    /// <exception cref="NotAskedException">The model takes what neither the table has nor the contract's step makes.</exception>
    public async Task<LearningRows> ReadAsync(string split, CancellationToken cancel, long most = LearningRows.Most, bool named = false, string? only = null, bool byTime = false)
    {
        if (_needed.Count > 0 && _made is null)
        {
            doing?.Invoke("making the features (commands.features)");
            var data = await RunData.FindAsync(project, [], null, cancel);
            Data = data.Count > 0 ? data[0] : null;
            _made = await MadeFeatures.MakeAsync(project.Contract, project.Root, folder, Data, _needed, cancel);
        }

        doing?.Invoke($"reading {split}");
        var rows = await LearningRows.ReadAsync(table, split, task, named || _made is not null, n => doing?.Invoke($"read {n:N0} rows of {split}"), cancel, byTime, most, only);
        return _made is null ? rows : await _made.WithAsync(rows, _needed, cancel);
    }

    /// <summary>The inputs of the model that are no features of the table.</summary>
    private static List<string> NeededBy(byte[] onnx, Table table)
    {
        try
        {
            using var model = new OnnxScorer(onnx);
            return [.. model.Inputs.Except(LearningRows.Features(table).Select(c => c.Name))];
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return []; // it is said where the model is asked
        }
    }
}
