using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Experiments;

/// <summary>The calls about experiments.</summary>
/// <remarks>Source: MLflow REST API, "Create Experiment" to "Delete Experiment Tag".</remarks>
internal sealed class ExperimentCalls(ExperimentStore experiments) : ICalls
{
    private const int LongestName = 500;
    private const int LongestTag = 5000;

    private static ExperimentJson Json => ExperimentJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/experiments/create", Json.CreateExperiment, Json.ExperimentNumber, CreateAsync);
        routes.Get("/mlflow/experiments/get", Json.ExperimentNumber, Json.ExperimentAnswer, GetAsync);
        routes.Get("/mlflow/experiments/get-by-name", Json.ExperimentByName, Json.ExperimentAnswer, GetByNameAsync);
        routes.Get("/mlflow/experiments/search", Json.SearchExperiments, Json.ExperimentsAnswer, SearchAsync);
        routes.Post("/mlflow/experiments/search", Json.SearchExperiments, Json.ExperimentsAnswer, SearchAsync);
        routes.Post("/mlflow/experiments/update", Json.UpdateExperiment, Json.Nothing, UpdateAsync);
        routes.Post("/mlflow/experiments/delete", Json.ExperimentNumber, Json.Nothing, DeleteAsync);
        routes.Post("/mlflow/experiments/restore", Json.ExperimentNumber, Json.Nothing, RestoreAsync);
        routes.Post("/mlflow/experiments/set-experiment-tag", Json.ExperimentTag, Json.Nothing, SetTagAsync);
        routes.Post("/mlflow/experiments/delete-experiment-tag", Json.ExperimentTag, Json.Nothing, DeleteTagAsync);
    }

    private async Task<ExperimentNumber> CreateAsync(CreateExperiment ask, Caller caller, CancellationToken cancel)
    {
        var name = Names.Text(ask.Name?.Trim(), "name", LongestName);
        caller.Need(Right.Edit);
        return new(Wire.Text(await experiments.CreateAsync(name, string.IsNullOrEmpty(ask.ArtifactLocation) ? null : ArtifactLocation(ask.ArtifactLocation), Wire.Tags(ask.Tags, LongestTag), cancel)));
    }

    // A client that is told such a place would write outside of what it means to write to.
    private static string ArtifactLocation(string location) => location.Split('/', '\\').Contains("..") || location.Contains('#', StringComparison.Ordinal)
        ? throw RefusedException.Invalid($"Invalid artifact location '{location}': it must not contain '..' or '#'.")
        : location.TrimEnd('/');

    private async Task<ExperimentAnswer> GetAsync(ExperimentNumber ask, Caller caller, CancellationToken cancel)
    {
        var no = Wire.Experiment(ask.ExperimentId);
        caller.Need(Right.View, no);
        return new(ExperimentShape.Of(await experiments.FindAsync(no, cancel) ?? throw ExperimentStore.NoSuch(no)));
    }

    private async Task<ExperimentAnswer> GetByNameAsync(ExperimentByName ask, Caller caller, CancellationToken cancel)
    {
        var name = ask.ExperimentName ?? throw RefusedException.Missing("experiment_name");
        var found = await experiments.FindAsync(name, cancel);
        return found is not null && caller.On(found.No) >= Right.View
            ? new(ExperimentShape.Of(found))
            : throw RefusedException.NotFound($"Could not find experiment with name '{name}'");
    }

    private async Task<ExperimentsAnswer> SearchAsync(SearchExperiments ask, Caller caller, CancellationToken cancel)
    {
        var (page, next) = await experiments.SearchAsync(
            new ExperimentSearch(ask.Filter, ask.OrderBy, Wire.View(ask.ViewType, "view_type")),
            PageToken.Size(ask.MaxResults, 1000, 50_000), PageToken.Offset(ask.PageToken), no => caller.On(no) >= Right.View, cancel);
        return new(page.Count == 0 ? null : [.. page.Select(ExperimentShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private async Task<Nothing> UpdateAsync(UpdateExperiment ask, Caller caller, CancellationToken cancel)
    {
        var no = Editable(ask.ExperimentId, caller);
        await experiments.RenameAsync(no, Names.Text(ask.NewName?.Trim(), "new_name", LongestName), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteAsync(ExperimentNumber ask, Caller caller, CancellationToken cancel)
    {
        await experiments.DeleteAsync(Editable(ask.ExperimentId, caller), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> RestoreAsync(ExperimentNumber ask, Caller caller, CancellationToken cancel)
    {
        await experiments.RestoreAsync(Editable(ask.ExperimentId, caller), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> SetTagAsync(ExperimentTag ask, Caller caller, CancellationToken cancel)
    {
        await experiments.SetTagAsync(Editable(ask.ExperimentId, caller), new(Names.Key(ask.Key, "key"), Names.Value(ask.Value, "value", LongestTag)), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteTagAsync(ExperimentTag ask, Caller caller, CancellationToken cancel)
    {
        await experiments.DeleteTagAsync(Editable(ask.ExperimentId, caller), ask.Key ?? throw RefusedException.Missing("key"), cancel);
        return Nothing.AtAll;
    }

    private static long Editable(string? id, Caller caller)
    {
        var no = Wire.Experiment(id);
        caller.Need(Right.Edit, no);
        return no;
    }
}
