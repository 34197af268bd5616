using System.Security.Cryptography;

using Airworthy.Cli.Guarding;
using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Trials;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Monitoring;

/// <summary>What <c>airworthy monitor skew</c> does: makes the features of logged requests again by the code of training, and answers them again.</summary>
internal sealed class SkewRun(Project project, string folder, Action<string> doing)
{
    /// <summary>Rows of train whose features are counted.</summary>
    private const long MostTraining = 20_000;

    /// <summary>Moments that the data is cut at, and the newest rows of each that are looked at.</summary>
    private const int Moments = 2, Newest = 25;

    private const string UsualForm = "{id}";

    /// <param name="days">How far back requests are drawn from, 1 to 90.</param>
    /// <exception cref="Refusal">Nothing answers there, or the comparison cannot be made.</exception>
    /// <exception cref="NotAskedException">The features cannot be made, or the model cannot be asked.</exception>
    public async Task<SkewReport> CompareAsync(int count, int days, CancellationToken cancel)
    {
        var form = project.Contract.Monitoring?.Skew?.Request ?? UsualForm;
        if (form.Split(UsualForm).Length != 2)
        {
            throw new Refusal(3, $"monitoring.skew.request is {form}, which does not hold {UsualForm} once, so the id of a request names no row.", $"Write the form of the ids that callers send, such as order-{UsualForm}.");
        }

        doing("fetching the version and its logged requests");
        var version = await ServedHere.LiveAsync(project, cancel);
        var logged = await ServedHere.WithAsync(project, (client, endpoint) => RowsAsync(client, endpoint, version.Model, count, days, cancel), cancel);
        doing("reading the table");
        var cut = Path.Combine(folder, project.Contract.Data?.Files is [var first, ..] && !first.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? "as-of.csv" : "as-of.parquet");
        await using var table = await Table.OpenAsync(project.Contract with { Predictions = null, Baselines = null, Slices = null }, project.Root, cancel, writable: [cut]);
        var task = await LearningTask.OfAsync(table, cancel);
        var reader = new ModelRows(project, table, task, version.Onnx!, folder, doing);
        var train = await reader.ReadAsync("train", cancel, MostTraining);
        using var scorer = OnnxRows.Of(version.Onnx!, task, train.Rows);

        // A request may have several rows, and only its id names one; the same row may have been asked about twice.
        var named = logged.Rows.Select(r => (Row: r, Id: r.Row == 0 ? ServedRows.RowOf(r.Id, form) : null)).ToList();
        var which = Which(table, named.Select(n => n.Id).OfType<string>());
        var known = which is null ? null : await reader.ReadAsync("requests", cancel, named: true, only: which);
        var places = (known?.Ids ?? []).Select((id, place) => (id, place)).ToDictionary(x => x.id, x => x.place, StringComparer.Ordinal);
        var there = named.Where(n => n.Id is not null && places.ContainsKey(n.Id)).ToList();
        List<LoggedRow> rows = [.. there.Select(n => n.Row)];
        List<int> at = [.. there.Select(n => places[n.Id!])];
        var compared = known is null || rows.Count == 0 ? [] : scorer.Columns.Select(c => ServedRows.Compare(rows, known.Rows[c], at)).ToList();
        var answers = known is null || rows.Count == 0 ? null : ServedRows.Answers(rows, scorer.Answer(known.Rows, cancel), at);
        var shifts = scorer.Columns.Select(c => ServedRows.Spread(train.Rows[c], logged.Rows)).OfType<BinnedColumn>().ToList();
        var (later, whyNot) = which is null || rows.Count == 0 ? (null, "no logged request names a row of the data") : await LaterAsync(table, reader, which, cut, cancel);
        return new SkewReport(project.Contract.Serving!.Endpoint!, version.Model, version.Digest, TimeProvider.System.GetUtcNow(), days, logged.Rows.Count, logged.Rows.Count - rows.Count, rows.Count,
            [.. compared.Select(c => c.Feature).OfType<SkewedFeature>()], [.. compared.Select(c => c.WhyNot).OfType<string>()], train.Rows.Rows, logged.Rows.Count(r => r.Features.Count > 0), shifts, named.Except(there).FirstOrDefault().Row?.Id, answers, later, whyNot);
    }

    /// <summary>Keeps the comparison with the run of the version, under its digest, and names it in tags of the version.</summary>
    public Task<string> KeepAsync(SkewReport report, CancellationToken cancel) => ServedHere.WithAsync(project, async (client, _) =>
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(SkewJson.Of(report));
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var (slash, file) = (report.Model.LastIndexOf('/'), $"skew/{digest[..16]}.json");
        var version = await client.Models.GetVersionAsync(report.Model["models:/".Length..slash], report.Model[(slash + 1)..], cancel);
        using var content = new MemoryStream(bytes);
        await client.Artifacts.UploadAsync(await client.GetRunAsync(version.RunId!, cancel), content, file, cancel);
        await client.Models.SetVersionTagAsync(version.Name, version.Version, SkewJson.FileTag, file, cancel);
        await client.Models.SetVersionTagAsync(version.Name, version.Version, SkewJson.DigestTag, $"sha256:{digest}", cancel);
        return file;
    }, cancel);

    private static async Task<EndpointRows> RowsAsync(TrackingClient client, string endpoint, string model, int count, int days, CancellationToken cancel)
    {
        try
        {
            return await client.Endpoints.RowsAsync(endpoint, model, count, days, cancel);
        }
        catch (TrackingException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            throw new Refusal(1, $"No running gateway of these runs answers at {endpoint}, and only a running one reads its prediction log.", "Start it: airworthy serve");
        }
    }

    /// <summary>SQL that holds for the rows of some ids; null without any.</summary>
    private static string? Which(Table table, IEnumerable<string> ids) => ids.Distinct(StringComparer.Ordinal).Select(i => i.Literal).ToList() is { Count: > 0 } all ? $"{table.RowId} in ({string.Join(", ", all)})" : null;

    /// <summary>Makes features as of earlier moments, from data that ends there, and lays them beside those of the whole data.</summary>
    private async Task<(MadeLater? Later, string? WhyNot)> LaterAsync(Table table, ModelRows reader, string which, string cut, CancellationToken cancel)
    {
        if (reader.Made is not { } now)
        {
            return (null, $"the model takes columns as they are, and no code makes any of them");
        }

        if (reader.Data is not { } data || !File.Exists(data.Path))
        {
            return (null, $"the data is {(reader.Data is null ? "not handed to commands.features" : "more than one file")}, and an earlier state of it cannot be handed over instead");
        }

        var moments = await AsOfTable.MomentsAsync(table, which, Moments, cancel);
        if (moments.Count == 0)
        {
            return (null, "data.time names no column of times, or no row that was asked about lies after train");
        }

        var (features, hidden) = (new Dictionary<string, SkewedFeature>(), (IReadOnlyList<string>)[]);
        foreach (var moment in moments)
        {
            doing($"making the features as of {moment}");
            var past = await AsOfTable.CutAsync(table, cut, moment, Newest, cancel);
            var own = Directory.CreateDirectory(Path.Combine(folder, $"as-of-{features.Count}-{Guid.NewGuid():N}")).FullName;
            var then = await MadeFeatures.MakeAsync(project.Contract, project.Root, own, data with { Path = cut }, reader.Needed, cancel);
            var (before, after) = (await then.OfAsync([.. past.Ids.Select(i => i.InFile)], reader.Needed, cancel), await now.OfAsync([.. past.Ids.Select(i => i.Id)], reader.Needed, cancel));
            foreach (var name in reader.Needed)
            {
                var one = ServedRows.Compare([.. past.Ids.Select(i => i.Id)], before[name], after[name]);
                features[name] = features.TryGetValue(name, out var so) ? new SkewedFeature(name, so.Rows + one.Rows, so.Different + one.Different, so.Example ?? one.Example) : one;
            }

            hidden = past.Hidden;
        }

        return (new MadeLater(moments, [.. features.Values], hidden), null);
    }
}
