using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Runs;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Inputs;

/// <summary>The tables of datasets, and of what runs took in and gave out.</summary>
public sealed class RunInputStore(Database database)
{
    /// <summary>Summaries that one search answers, at most.</summary>
    private const int MostSummaries = 1000;

    private const string Columns = "d.no, d.name, d.digest, d.source_type, d.source, d.schema, d.profile";

    /// <summary>Notes what a run took in. What is there already is not noted twice; of equal tags the first counts.</summary>
    /// <param name="models">Ids of logged models.</param>
    /// <exception cref="Protocol.RefusedException">The run is deleted.</exception>
    public Task LogAsync(RunKey run, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<string> models, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await RunStore.ActiveAsync(session, run);
        await LogDatasetsAsync(session, run, datasets);
        var ids = models.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        await session.InsertAsync("run_model_inputs", "on conflict do nothing", new("run", ids.Select(_ => run.No).ToArray()), new("model_id", ids));
    }, cancel);

    /// <summary>Notes what a run gave out. For a model that is there already, the later step counts.</summary>
    /// <exception cref="Protocol.RefusedException">The run is deleted.</exception>
    public Task LogOutputsAsync(RunKey run, IReadOnlyList<ModelOutput> outputs, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await RunStore.ActiveAsync(session, run);
        var last = outputs.GroupBy(o => o.ModelId, StringComparer.Ordinal).Select(o => o.MaxBy(m => m.Step)!).OrderBy(o => o.ModelId, StringComparer.Ordinal).ToList();
        await session.InsertAsync("run_model_outputs",
            "on conflict (run, model_id) do update set step = excluded.step where excluded.step > run_model_outputs.step",
            new("run", last.Select(_ => run.No).ToArray()), new("model_id", last.Select(o => o.ModelId).ToArray()), new("step", last.Select(o => o.Step).ToArray()));
    }, cancel);

    /// <summary>The datasets that active runs of experiments used, at most 1,000.</summary>
    /// <param name="experiments">Their numbers.</param>
    public Task<IReadOnlyList<DatasetSummary>> SearchAsync(IReadOnlyCollection<long> experiments, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<DatasetSummary>>(async session =>
        await session.ListAsync<DatasetSummary>(
            $"""
            select distinct d.experiment, d.name, d.digest, t.value as context
            from datasets d
            join run_datasets rd on rd.dataset = d.no
            join runs r on r.no = rd.run and r.deleted = 0
            left join run_dataset_tags t on t.run = rd.run and t.dataset = d.no and t.key = @key
            where {session.Dialect.IsIn("d.experiment", "@experiments")}
            order by d.experiment, d.name, d.digest, context limit {MostSummaries}
            """, new { key = DatasetInput.ContextTag, experiments = session.Dialect.List(experiments) }), cancel);

    /// <summary>What runs took in and gave out.</summary>
    /// <param name="runs">Their numbers.</param>
    /// <returns>By the run's number; runs that took in and gave out nothing are left out.</returns>
    internal static async Task<IReadOnlyDictionary<long, RunInputs>> OfAsync(Session session, IReadOnlyCollection<long> runs)
    {
        var list = session.Dialect.List(runs);
        var used = (await session.ListAsync<UseRow>($"select run, dataset from run_datasets where {session.Dialect.IsIn("run", "@list")} order by run, dataset", new { list })).ToLookup(u => u.Run, u => u.Dataset);
        var models = (await session.ListAsync<ModelRow>($"select run, model_id, cast(0 as bigint) as step from run_model_inputs where {session.Dialect.IsIn("run", "@list")} order by run, model_id", new { list })).ToLookup(m => m.Run);
        var outputs = (await session.ListAsync<ModelRow>($"select run, model_id, step from run_model_outputs where {session.Dialect.IsIn("run", "@list")} order by run, step, model_id", new { list })).ToLookup(m => m.Run);
        var (datasets, tags) = used.Count == 0 ? ([], Enumerable.Empty<TagRow>().ToLookup(_ => (0L, 0L), t => new KeyText(t.Key, t.Value))) : await DatasetsAsync(session, list, [.. used.SelectMany(u => u).Distinct()]);
        return runs.Distinct().Where(run => used.Contains(run) || models.Contains(run) || outputs.Contains(run)).ToDictionary(run => run, run => new RunInputs(
            [.. used[run].Select(d => new DatasetInput(datasets[d], [.. tags[(run, d)]]))],
            [.. models[run].Select(m => m.ModelId)],
            [.. outputs[run].Select(m => new ModelOutput(m.ModelId, m.Step))]));
    }

    private static async Task<(Dictionary<long, Dataset> Datasets, ILookup<(long, long), KeyText> Tags)> DatasetsAsync(Session session, object runs, IReadOnlyCollection<long> datasets) => (
        (await session.ListAsync<Dataset>($"select {Columns} from datasets d where {session.Dialect.IsIn("d.no", "@nos")}", new { nos = session.Dialect.List(datasets) })).ToDictionary(d => d.No),
        (await session.ListAsync<TagRow>($"select run, dataset, key, value from run_dataset_tags where {session.Dialect.IsIn("run", "@runs")} order by run, dataset, key", new { runs }))
            .ToLookup(t => (t.Run, t.Dataset), t => new KeyText(t.Key, t.Value)));

    private static async Task LogDatasetsAsync(Session session, RunKey run, IReadOnlyList<DatasetInput> inputs)
    {
        // In one order everywhere, so that two writers never wait for each other.
        foreach (var same in inputs.GroupBy(i => (i.Dataset.Name, i.Dataset.Digest)).OrderBy(i => i.Key.Name, StringComparer.Ordinal).ThenBy(i => i.Key.Digest, StringComparer.Ordinal))
        {
            var dataset = same.First().Dataset;
            var what = new { run.Experiment, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile };
            await session.ExecuteAsync(
                """
                insert into datasets (experiment, name, digest, source_type, source, schema, profile)
                values (@Experiment, @Name, @Digest, @SourceType, @Source, @Schema, @Profile) on conflict do nothing
                """, what);
            var no = await session.FirstAsync<long>("select no from datasets where experiment = @Experiment and name = @Name and digest = @Digest", what);
            await session.ExecuteAsync("insert into run_datasets (run, dataset) values (@run, @no) on conflict do nothing", new { run = run.No, no });
            foreach (var tag in same.SelectMany(i => i.Tags))
            {
                await session.ExecuteAsync("insert into run_dataset_tags (run, dataset, key, value) values (@run, @no, @Key, @Value) on conflict do nothing", new { run = run.No, no, tag.Key, tag.Value });
            }
        }
    }

    private sealed record UseRow
    {
        public long Run { get; init; }

        public long Dataset { get; init; }
    }

    private sealed record ModelRow
    {
        public long Run { get; init; }

        public string ModelId { get; init; } = "";

        public long Step { get; init; }
    }

    private sealed record TagRow
    {
        public long Run { get; init; }

        public long Dataset { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
