using Airworthy.Core.Reading;
using Airworthy.Core.Records;
using Airworthy.Data.Records;

namespace Airworthy.Pipelines.Records;

/// <summary>What came of a journey.</summary>
/// <param name="Moved">Records that were new on the side they were brought to.</param>
/// <param name="Together">Records that are there now.</param>
/// <param name="Attempts">How often others were faster, plus one.</param>
public sealed record Journey(int Moved, int Together, int Attempts);

/// <summary>
/// Brings records to a git remote and back, so that a colleague, a fresh clone and a CI runner see the same history without a server.
/// Both sides are joined by record, and nothing is ever taken away. Stopped at any moment, it leaves both sides whole.
/// </summary>
public sealed class RecordsTravel
{
    /// <summary>How often a push is tried when others push at the same time.</summary>
    public const int MaxAttempts = 5;

    private readonly RecordStore _store;
    private readonly RecordsRef _ref;
    private readonly GitProgram _git;
    private readonly string _remote;
    private readonly Random _jitter;

    private RecordsTravel(string root, string prefix, string remote, Random jitter)
    {
        (_store, _ref, _git, _remote, _jitter) = (new RecordStore(root), new RecordsRef(root, prefix), new GitProgram(root), remote, jitter);
    }

    /// <summary>Prepares a journey.</summary>
    /// <param name="remote">A remote's name, an address or a path.</param>
    /// <param name="jitter">Spreads attempts of several machines.</param>
    /// <exception cref="RecordsRefusedException">The project is in no git repository.</exception>
    public static async Task<RecordsTravel> OpenAsync(string root, string remote, Random jitter, CancellationToken cancel)
    {
        if (remote.Length == 0 || remote[0] == '-')
        {
            throw new RecordsRefusedException($"--remote {remote} is no remote.", "Name one that `git remote` lists, an address or a path.");
        }

        var where = await new GitProgram(root).RunAsync(cancel, "rev-parse", "--show-prefix");
        return where.IsDone
            ? new RecordsTravel(root, where.Output.TrimEnd('\n'), remote, jitter)
            : throw new RecordsRefusedException("The project is in no git repository.", "Put it under version control: `git init`, then commit.");
    }

    /// <summary>Brings what others recorded into the store.</summary>
    /// <exception cref="RecordsRefusedException">The remote cannot be reached, or its history is broken.</exception>
    public async Task<Journey> PullAsync(CancellationToken cancel)
    {
        var tip = await FetchAsync(cancel);
        var theirs = Checked(tip);
        Join(theirs, _store.Lines());
        var moved = theirs.Count == 0 ? 0 : await _store.TakeAsync(theirs, cancel);
        if (tip is not null)
        {
            _ref.Remember(_remote, tip);
        }

        return new Journey(moved, _store.Lines().Values.Sum(l => l.Count), 1);
    }

    /// <summary>Brings what is in the store to the remote.</summary>
    /// <exception cref="RecordsRefusedException">The remote cannot be reached, a history is broken, or others were faster too often.</exception>
    public async Task<Journey> PushAsync(CancellationToken cancel)
    {
        var ours = _store.Lines();
        Refuse(ours.SelectMany(f => History.Problems($".airworthy/store/records/{f.Key}", f.Value)));
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var tip = await FetchAsync(cancel);
            var theirs = Checked(tip);
            var joined = Join(theirs, ours);
            var moved = joined.Values.Sum(l => l.Count) - theirs.Values.Sum(l => l.Count);
            if (moved == 0)
            {
                if (tip is not null)
                {
                    _ref.Remember(_remote, tip);
                }

                return new Journey(0, joined.Values.Sum(l => l.Count), attempt);
            }

            var grown = joined.Where(f => f.Value.Count > (theirs.GetValueOrDefault(f.Key)?.Count ?? 0)).ToDictionary();
            var commit = _ref.Append(grown, tip ?? _ref.Seen(_remote), $"{moved} record{(moved == 1 ? "" : "s")} of {string.Join(", ", grown.Keys.Select(Path.GetFileNameWithoutExtension).Take(3))}");
            var pushed = await _git.RunAsync(cancel, "push", "--quiet", "--no-verify", _remote, $"{commit}:{RecordsRef.Name}");
            if (pushed.IsDone)
            {
                _ref.Remember(_remote, commit);
                return new Journey(moved, joined.Values.Sum(l => l.Count), attempt);
            }

            // Whatever git's words are: if the remote stands where it stood, nobody was faster, and it will not take the push.
            if (await TipAsync(cancel) == tip)
            {
                throw new RecordsRefusedException($"{_remote} did not take the records: {pushed.Complaint}", $"Look whether you may push there: `git push {_remote} {RecordsRef.Name}`.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_jitter.Next(50, 250) * attempt), cancel);
        }

        throw new RecordsRefusedException($"Others pushed records to {_remote} at the same time, {MaxAttempts} times in a row.", "Nothing is lost; run `airworthy records push` again.");
    }

    /// <summary>What a remote's commit holds, after its history was found whole.</summary>
    private IReadOnlyDictionary<string, IReadOnlyList<string>> Checked(string? tip)
    {
        var files = _ref.Read(tip);
        Refuse(tip is null ? [] : _ref.Rewritten(tip, _ref.Seen(_remote), _remote));
        Refuse(files.SelectMany(f => History.Problems($"{RecordsRef.Name} of {_remote}: {f.Key}", f.Value)));
        return files;
    }

    /// <summary>Both sides in one, the first side's lines first.</summary>
    private Dictionary<string, IReadOnlyList<string>> Join(IReadOnlyDictionary<string, IReadOnlyList<string>> theirs, IReadOnlyDictionary<string, IReadOnlyList<string>> ours)
    {
        var joined = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var name in theirs.Keys.Union(ours.Keys).Order(StringComparer.Ordinal))
        {
            var (first, second) = (theirs.GetValueOrDefault(name) ?? [], ours.GetValueOrDefault(name) ?? []);
            joined[name] = History.Union(first, second);
            Refuse(History.Problems(name, joined[name]).Select(p => p with { At = PlaceOf(name, p.At.Line, first, joined[name][p.At.Line - 1], second) }));
        }

        return joined;
    }

    private Place PlaceOf(string name, int line, IReadOnlyList<string> theirs, string text, IReadOnlyList<string> ours) => line <= theirs.Count
        ? new Place($"{RecordsRef.Name} of {_remote}: {name}", line, 1)
        : new Place($".airworthy/store/records/{name}", ours.ToList().IndexOf(text) + 1, 1);

    private static void Refuse(IEnumerable<Problem> problems)
    {
        if (problems.Select(p => p.ToString()).ToList() is { Count: > 0 } wrong)
        {
            throw new RecordsRefusedException([.. wrong, "Nothing was moved. `airworthy records verify` looks at your own side; docs/guide/records.md says how to mend a broken history."]);
        }
    }

    private async Task<string?> TipAsync(CancellationToken cancel)
    {
        var listed = await _git.RunAsync(cancel, "ls-remote", "--quiet", _remote, RecordsRef.Name);
        return !listed.IsDone
            ? throw new RecordsRefusedException($"{_remote} cannot be reached: {listed.Complaint}", "Look whether `git fetch` works there, or name another with --remote.")
            : listed.Output.Split('\t') is [var id, ..] && id.Length >= 40 ? id : null;
    }

    private async Task<string?> FetchAsync(CancellationToken cancel)
    {
        if (await TipAsync(cancel) is null)
        {
            return null;
        }

        // A ref of its own, so that two fetches in one clone do not meet.
        var incoming = $"refs/airworthy/incoming/{Environment.ProcessId}";
        var fetched = await _git.RunAsync(cancel, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _remote, $"+{RecordsRef.Name}:{incoming}");
        return fetched.IsDone
            ? _ref.Release(incoming)
            : throw new RecordsRefusedException($"The records of {_remote} could not be fetched: {fetched.Complaint}", "Look whether `git fetch` works there.");
    }
}
