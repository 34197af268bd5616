using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>
/// Deletes rows by their keys: the next version is made without them, versions that hold them are withdrawn in the manifest, and a log says who asked when.
/// The log is written before anything is done and after all is, the manifest in one step between: after a stop at any point, asking again with the same
/// keys brings it to its end. The caller has the turn of the store.
/// </summary>
public sealed class Forget(string root, ProjectContract contract, ContentStore store)
{
    private readonly ManifestFiles _manifests = new(root);
    private readonly DeletionFiles _logs = new(root);

    /// <summary>Finds out what a deletion would do.</summary>
    /// <exception cref="StoreException">No version has any of the keys, the newest version cannot be fetched, or a file of the project was changed since it was added.</exception>
    /// <exception cref="TableException">The newest version has no such column, or is in a form that cannot be written.</exception>
    public async Task<ForgetPlan> LookAsync(ForgetWish wish, CancellationToken cancel)
    {
        var manifest = Manifest(wish.Dataset);
        var newest = manifest.Newest ?? throw new StoreException($"{wish.Dataset} has no version", $"Run `airworthy data add {wish.Dataset} PATH` first, or take the rows out of the file.");
        var log = Log(wish.Dataset);
        var secret = KeySecret.Ensure(store);
        var digests = wish.Keys.Select(secret.DigestOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var open = log.Requests.FirstOrDefault(r => r.Done is null && r.Secret == secret.Id && r.Column == wish.Column && r.Keys.Order(StringComparer.Ordinal).SequenceEqual(digests));
        using var kept = new KeptFiles(store);
        var count = new KeyCount(store, new KeyedBy(wish.Column, secret, digests), kept);

        var (holding, found) = (new List<HoldingVersion>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var version in manifest.Standing)
        {
            wish.Progress(version.Id);
            try
            {
                var seen = await count.InAsync(wish.Dataset, version, cancel);
                found.UnionWith(seen.Digests);
                if (version == newest && seen.Keyed > 0 && seen.Keyed == seen.Rows)
                {
                    throw new StoreException($"all {seen.Rows:N0} rows of {newest.Id} have one of these keys, and a version without rows says nothing", "Delete the dataset's manifest instead, and run `airworthy data gc`.");
                }

                if (seen.Keyed > 0)
                {
                    holding.Add(new HoldingVersion(version, seen.Keyed));
                }
            }
            catch (Exception e) when (version != newest && e is StoreException or TableException)
            {
                holding.Add(new HoldingVersion(version, null, e.Message));
            }
        }

        if (open is null && holding.TrueForAll(h => h.Rows is null))
        {
            throw new NoSuchKeyException($"none of {manifest.Standing.Count() - holding.Count:N0} versions of {wish.Dataset} that can be read has {(digests.Count == 1 ? "this key" : $"one of these {digests.Count:N0} keys")} in {wish.Column}",
                "Write keys as they stand in the file, zeros in front included, or name another column with --column.");
        }

        var request = open ?? new DeletionRequest
        {
            Id = log.NextId,
            Asked = wish.Asked,
            Due = contract.Data?.Privacy?.DeletionSlaDays is { } days ? wish.Asked.AddDays(days) : null,
            By = wish.By,
            Why = wish.Why,
            Column = wish.Column,
            Secret = secret.Id,
            Keys = digests,
            Canary = wish.IsCanary ? true : null,
            Retire = wish.Retire,
        };
        return new ForgetPlan(request, open is not null, manifest, newest, holding, digests.Count - found.Count, await new WorkingFiles(root, store, count).HoldingAsync(manifest, newest, cancel));
    }

    /// <summary>Does it.</summary>
    /// <param name="today">The day that the log and the manifest will name.</param>
    /// <exception cref="StoreException">The rows could not be taken out cleanly; then the request stands open in the log and nothing else was changed.</exception>
    public async Task<Forgotten> DoAsync(ForgetPlan plan, DateOnly today, CancellationToken cancel)
    {
        var (dataset, request) = (plan.Manifest.Dataset, plan.Request);
        if (!plan.IsResumed)
        {
            Keep(dataset, request);
        }

        var made = plan.Rows > 0 ? await new VersionWithoutKeys(store, dataset, plan.Newest, new KeyedBy(request.Column, KeySecret.In(store)[request.Secret], [.. request.Keys])).MakeAsync(cancel) : null;
        var version = made is null ? plan.Newest : plan.Newest with
        {
            Id = plan.Manifest.NextId,
            Digest = made.Digest().ToString(),
            Rows = plan.Newest.Rows - plan.Rows,
            Bytes = made.Bytes,
            Made = today,
            From = new VersionOrigin { Source = SourceOf(plan.Newest, request), Parent = plan.Newest.Id },
            Splits = null,
            Profile = null,
            Labels = contract.Data is { Label: not null, Id: not null } data && data.Dataset == dataset ? new LabelRevision { Changed = 0, Added = 0 } : null,
        };
        var why = new VersionWithdrawal { On = today, By = request.By, Why = WhyOf(request) };
        cancel.ThrowIfCancellationRequested();
        _manifests.Write(plan.Manifest with
        {
            Versions =
            [
                .. plan.Manifest.Versions.Select(v => plan.Holding.Any(h => h.Version.Id == v.Id) ? v with { Withdrawn = why } : v),
                .. made is null ? Array.Empty<DatasetVersion>() : [version],
            ],
        });

        // From here on the rows are gone for everybody who asks the manifest; what follows is repeated when it is asked for again.
        var manifest = Manifest(dataset);
        WorkingFiles.Replace(root, store, manifest.Newest!, plan.WorkingFiles);
        foreach (var copy in manifest.WithdrawnDigests.Where(DatasetVersion.IsDigest).Select(d => VersionFiles.CacheOf(store, d)).Where(Directory.Exists))
        {
            VersionFiles.Drop(copy);
        }

        var done = request with { Done = Outcome(manifest, request, today) };
        Keep(dataset, done);
        return new Forgotten(done, manifest.Newest!, made is not null);
    }

    /// <summary>Says no to files that are about to become a version and hold rows that were deleted.</summary>
    /// <exception cref="StoreException">They do.</exception>
    internal async Task RefuseReturningAsync(string dataset, IReadOnlyList<NamedFile> tables, TextForm? form, CancellationToken cancel)
    {
        var secrets = KeySecret.In(store);
        foreach (var group in (_logs.Read(dataset).Log?.Requests ?? []).Where(r => r.Done is not null && secrets.ContainsKey(r.Secret)).GroupBy(r => (r.Column, r.Secret)))
        {
            var keys = group.SelectMany(r => r.Keys.Select(k => (Key: k, r.Id))).GroupBy(k => k.Key, StringComparer.Ordinal).ToDictionary(k => k.Key, k => k.Last().Id, StringComparer.Ordinal);
            foreach (var table in tables)
            {
                try
                {
                    var (_, back) = await Table.KeysAsync(KeptFiles.Source(table.Full, table.Path, form), group.Key.Column, secrets[group.Key.Secret], keys.Keys, cancel);
                    if (back.Count > 0)
                    {
                        throw new StoreException($"{table.Path} holds {back.Values.Sum():N0} rows that were deleted on request ({string.Join(", ", back.Keys.Select(k => keys[k]).Distinct().Order(StringComparer.Ordinal).Take(5))}) by {group.Key.Column}",
                            "Take them out where the data come from, and add the files again.");
                    }
                }
                catch (TableException)
                {
                    // A table without that column has no rows to compare by it.
                }
            }
        }
    }

    private DatasetManifest Manifest(string dataset)
    {
        var reading = _manifests.Read(dataset);
        return reading.Problems.Count == 0 ? reading.Manifest ?? new DatasetManifest { Dataset = dataset } : throw new StoreException(reading.Problems[0].ToString(), "Mend the manifest first; git has its earlier states.");
    }

    private DeletionLog Log(string dataset)
    {
        var reading = _logs.Read(dataset);
        return reading.Problems.Count == 0 ? reading.Log ?? new DeletionLog { Dataset = dataset } : throw new StoreException(reading.Problems[0].ToString(), "Mend the log of deletions first; git has its earlier states.");
    }

    /// <summary>Writes a request into the log, in place of the one of its id.</summary>
    private void Keep(string dataset, DeletionRequest request)
    {
        var log = Log(dataset);
        _logs.Write(log with { Requests = log.Requests.Any(r => r.Id == request.Id) ? [.. log.Requests.Select(r => r.Id == request.Id ? request : r)] : [.. log.Requests, request] });
    }

    private static DeletionDone Outcome(DatasetManifest manifest, DeletionRequest request, DateOnly today)
    {
        var withdrawn = manifest.Versions.Where(v => v.Withdrawn?.Why == WhyOf(request)).ToList();
        var made = manifest.Versions.FirstOrDefault(v => manifest[v.From?.Parent ?? ""] is { } parent && v.From!.Source == SourceOf(parent, request));
        return new DeletionDone
        {
            On = today,
            Version = (made ?? manifest.Newest!).Id,
            Rows = made is null ? 0 : manifest[made.From!.Parent!]!.Rows - made.Rows,
            Withdrawn = [.. withdrawn.Select(v => v.Id)],
        };
    }

    private static string WhyOf(DeletionRequest request) => $"deletion request {request.Id}";

    private static string SourceOf(DatasetVersion parent, DeletionRequest request) => $"{parent.Id} without the rows of deletion request {request.Id}";
}
