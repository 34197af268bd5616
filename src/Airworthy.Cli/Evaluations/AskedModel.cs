using System.Text;

using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Probes;

namespace Airworthy.Cli.Evaluations;

/// <summary>The opening and the end of commands that ask a model: it is found from what somebody typed, and what was seen is kept with its run.</summary>
internal static class AskedModel
{
    /// <summary>Finds the model and does the work with it, while the server that keeps it is open.</summary>
    /// <param name="text">A run or a model version; null for the candidate's.</param>
    /// <param name="split">Whose rows are asked; models are ranked on it here, and what is stored of others is left out.</param>
    /// <param name="work">Gets the model, and the contract that the table is opened with.</param>
    public static async Task<T> WithAsync<T>(Project project, string? text, string split, Func<KeptModel, ProjectContract, Task<T>> work, CancellationToken cancel)
    {
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        await using var targets = new EvaluationTargets(around, split);
        var model = await targets.ModelAsync(text, cancel);
        return await work(model, project.Contract with { Predictions = null, Baselines = null, Metric = (project.Contract.Metric ?? new Metric()) with { On = split } });
    }

    /// <summary>Keeps what was seen with the model's run, and says by a tag when it was; what a server refuses is told and stops nothing.</summary>
    public static async Task KeepAsync(KeptModel model, string json, string file, string tag, DateTimeOffset at, CancellationToken cancel)
    {
        try
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
            await model.Client.Artifacts.UploadAsync(model.Run, content, file, cancel);
            await model.Client.LogBatchAsync(model.Run.Id, tags: [new(tag, at.ToString("O", System.Globalization.CultureInfo.InvariantCulture))], cancel: cancel);
            Terminal.Note($"Kept with the run: {file}.");
        }
        catch (Exception e) when (e is TrackingException or NotSupportedException or HttpRequestException)
        {
            Terminal.Note($"Not kept with the run: {e.Message.Split('\n')[0]}");
        }
    }
}
