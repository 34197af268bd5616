using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Runs;

/// <summary>The calls about runs as a whole.</summary>
/// <remarks>Source: MLflow REST API, "Create Run" to "Search Runs".</remarks>
internal sealed class RunCalls(RunStore runs) : ICalls
{
    private static RunJson Json => RunJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/runs/create", Json.CreateRun, Json.RunAnswer, CreateAsync);
        routes.Get("/mlflow/runs/get", Json.RunId, Json.RunAnswer, GetAsync);
        routes.Post("/mlflow/runs/update", Json.UpdateRun, Json.RunInfoAnswer, UpdateAsync);
        routes.Post("/mlflow/runs/delete", Json.RunId, Json.Nothing, DeleteAsync);
        routes.Post("/mlflow/runs/restore", Json.RunId, Json.Nothing, RestoreAsync);
        routes.Post("/mlflow/runs/search", Json.SearchRuns, Json.RunsAnswer, SearchAsync);
    }

    private async Task<RunAnswer> CreateAsync(CreateRun ask, Caller caller, CancellationToken cancel)
    {
        var experiment = string.IsNullOrEmpty(ask.ExperimentId) ? 0 : Wire.Experiment(ask.ExperimentId);
        caller.Need(Right.Edit, experiment);
        var tags = Wire.Tags(ask.Tags, Names.LongestTagValue);
        var named = tags.LastOrDefault(t => t.Key == RunStore.NameTag)?.Value;
        if (!string.IsNullOrEmpty(named) && !string.IsNullOrEmpty(ask.RunName) && named != ask.RunName)
        {
            throw RefusedException.Invalid($"Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{ask.RunName}', mlflow.runName='{named}').");
        }

        var name = Names.Value(string.IsNullOrEmpty(ask.RunName) ? named : ask.RunName, "run_name", Names.LongestTagValue);
        var run = await runs.CreateAsync(experiment, name, ask.UserId ?? caller.Account ?? "", ask.StartTime, tags, cancel);
        return new(RunShape.Of(run) with { Outputs = null });
    }

    private async Task<RunAnswer> GetAsync(RunId ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View, (await runs.KeyAsync(ask.Either, cancel)).Experiment);
        return new(RunShape.Of(await runs.GetAsync(ask.Either!, cancel)));
    }

    private async Task<RunInfoAnswer> UpdateAsync(UpdateRun ask, Caller caller, CancellationToken cancel)
    {
        var run = await EditableAsync(string.IsNullOrEmpty(ask.RunId) ? ask.RunUuid : ask.RunId, caller, cancel);
        if (ask.Status is not null && !RunStatus.All.Contains(ask.Status))
        {
            throw RefusedException.Invalid($"Invalid value \"{ask.Status}\" for parameter 'status' supplied. Valid values are {string.Join(", ", RunStatus.All)}.");
        }

        return new(RunInfoShape.Of(await runs.UpdateAsync(run, ask.Status, ask.EndTime, Names.Value(ask.RunName, "run_name", Names.LongestTagValue), cancel)));
    }

    private async Task<Nothing> DeleteAsync(RunId ask, Caller caller, CancellationToken cancel)
    {
        await runs.DeleteAsync(await EditableAsync(ask.Either, caller, cancel), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> RestoreAsync(RunId ask, Caller caller, CancellationToken cancel)
    {
        await runs.RestoreAsync(await EditableAsync(ask.Either, caller, cancel), cancel);
        return Nothing.AtAll;
    }

    private async Task<RunsAnswer> SearchAsync(SearchRuns ask, Caller caller, CancellationToken cancel)
    {
        // Experiments that are not there, or not for this caller, hold no runs.
        var experiments = (ask.ExperimentIds ?? []).Select(Wire.Experiment).Distinct().Where(e => caller.On(e) >= Right.View).ToList();
        var search = new RunSearch(experiments, ask.Filter, ask.OrderBy, Wire.View(ask.RunViewType, "run_view_type"));
        var (page, next) = await runs.SearchAsync(search, PageToken.Size(ask.MaxResults, 1000, 50_000), PageToken.Offset(ask.PageToken), cancel);
        return new(page.Count == 0 ? null : [.. page.Select(RunShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private async Task<RunKey> EditableAsync(string? id, Caller caller, CancellationToken cancel)
    {
        var run = await runs.KeyAsync(id, cancel);
        caller.Need(Right.Edit, run.Experiment);
        return run;
    }
}
