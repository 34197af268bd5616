using Airworthy.Serving.PredictionLog;

namespace Airworthy.Cli.Tests;

public sealed class DataForgetTests : IDisposable
{
    private const string Contract = """
        airworthy: 1
        project: small
        data:
          dataset: trips
          files: [trips.csv]
          id: trip
          entity: person
          label: late
          privacy: {personal_data: personal, readers: [team], retention_days: 730, deletion_sla_days: 30}

        """;

    private readonly ScratchProject _project = new();

    public DataForgetTests() => _project.Write("airworthy.yaml", Contract);

    [Fact]
    public async Task From_the_request_to_a_store_without_the_person()
    {
        await AddAsync(100, "2026-01-05");
        await AddAsync(200, "2026-01-06");
        _project.Commit("Two versions");
        _project.Write("keys.txt", "P003\nP004\nP999\n");

        var asked = await _project.RunAsync("data", "forget", "trips", "--keys-from", "keys.txt", "--why", "letter 4711", "--now", "2026-01-09T10:00:00Z", "--asked", "2026-01-07");
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("d0001: 3 keys of person, asked on 2026-01-07, due on 2026-02-06.", asked.Output, StringComparison.Ordinal);
        Assert.Contains("v0002 holds 8 such rows: the next version is made without, and will be withdrawn.", asked.Output, StringComparison.Ordinal);
        Assert.Contains("1 key of these 3 is in no version.", asked.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was deleted; add --yes.", asked.Output, StringComparison.Ordinal);
        Assert.False(_project.Has(".airworthy/data/trips.deletions.yaml"));

        var done = await _project.RunAsync("data", "forget", "trips", "--keys-from", "keys.txt", "--why", "letter 4711", "--now", "2026-01-09T10:00:00Z", "--asked", "2026-01-07", "--retire", "small 3", "--yes");
        Assert.Equal((0, ""), (done.ExitCode, done.Errors));
        Assert.Contains("trips v0003: 192 rows, without the 8 rows of d0001.", done.Output, StringComparison.Ordinal);
        Assert.Contains("Withdrawn: v0001, v0002.", done.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("P003", _project.Read("trips.csv") + _project.Read(".airworthy/data/trips.deletions.yaml") + _project.Read(".airworthy/data/trips.versions.yaml"), StringComparison.Ordinal);
        Assert.Contains("withdrawn: {on: 2026-01-09, by: maria, why: deletion request d0001}", _project.Read(".airworthy/data/trips.versions.yaml"), StringComparison.Ordinal);

        Assert.Contains("withdrawn on 2026-01-09 by maria: deletion request d0001", (await _project.RunAsync("data", "list")).Output, StringComparison.Ordinal);
        var old = await _project.RunAsync("data", "checkout", "v0001", "--to", "old");
        Assert.Equal(1, old.ExitCode);
        Assert.Contains("trips v0001 was withdrawn on 2026-01-09 by maria: deletion request d0001.", old.Errors, StringComparison.Ordinal);

        // The commit on the branch still names the old versions; what was withdrawn goes all the same.
        Assert.StartsWith("Removed ", (await _project.RunAsync("data", "gc", "--yes")).Output, StringComparison.Ordinal);
        Assert.Contains("1 version is whole", (await _project.RunAsync("data", "verify")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(_project.Root, ".airworthy"), "*", SearchOption.AllDirectories), f => File.ReadAllBytes(f).AsSpan().IndexOf("P003"u8) >= 0);
    }

    [Fact]
    public async Task Rows_about_the_person_leave_the_prediction_log_too_also_where_the_dataset_has_none()
    {
        _project.Replace("airworthy.yaml", "deletion_sla_days: 30}", "deletion_sla_days: 30, subject: person}");
        await AddAsync(100, "2026-01-05");
        var folder = Path.Combine(_project.Root, ".airworthy", "store", "predictions");
        await using (var log = RequestLog.Open(folder, TimeProvider.System))
        {
            var keys = RedactionKeys.ReadOrMake(folder + ".keys");
            foreach (var (id, subject) in ((string, string)[])[("a", "P003"), ("b", "P777"), ("c", "P004")])
            {
                log.TryAppend(new PredictionEntry { Id = id, Time = DateTimeOffset.UnixEpoch, Endpoint = "late", Model = "models:/late/1", Version = "1", Arm = "live", Generation = 1, ServedBy = "primary", Status = 200, Inclusion = 1, Subject = keys.HashOf(subject) });
            }
        }

        var both = await _project.RunAsync("data", "forget", "trips", "P003", "--why", "letter 1", "--now", "2026-01-09T10:00:00Z", "--yes");
        Assert.Equal((0, ""), (both.ExitCode, both.Errors));
        Assert.Contains("Prediction log: 1 row about them removed from 1 file.", both.Output, StringComparison.Ordinal);
        Assert.Contains("trips v0002: 98 rows", both.Output, StringComparison.Ordinal);

        var alone = await _project.RunAsync("data", "forget", "trips", "P777", "--why", "letter 2", "--now", "2026-01-09T10:00:00Z", "--yes");
        Assert.Equal((0, ""), (alone.ExitCode, alone.Errors));
        Assert.Contains("has this key in person. The prediction log is looked through all the same.", alone.Output, StringComparison.Ordinal);
        Assert.Contains("Prediction log: 1 row about them removed", alone.Output, StringComparison.Ordinal);
        await using var left = RequestLog.Open(folder, TimeProvider.System);
        var found = await Task.WhenAll(((string[])["a", "b", "c"]).Select(async id => (await left.FindAsync("late", id, TestContext.Current.CancellationToken)).Count));
        Assert.Equal([0, 0, 1], found);
    }

    [Theory]
    [InlineData(64, "No key is given.", "--why", "x")]
    [InlineData(64, "No reason is given.", "P003")]
    [InlineData(64, "The reason holds one of the keys", "P003", "--why", "P003 wrote to us")]
    [InlineData(64, "--asked 2026-02-01 is after 2026-01-09.", "P003", "--why", "letter", "--asked", "2026-02-01")]
    [InlineData(1, "None of 1 versions of trips that can be read has this key in person", "P998", "--why", "letter")]
    [InlineData(1, "has no column name; it has trip, person, late", "P003", "--why", "letter", "--column", "name")]
    public async Task What_is_wrong_is_said_and_nothing_changes(int code, string says, params string[] arguments)
    {
        await AddAsync(50, "2026-01-05");
        var manifest = _project.Read(".airworthy/data/trips.versions.yaml");
        var run = await _project.RunAsync(["data", "forget", "trips", "--now", "2026-01-09T10:00:00Z", "--yes", .. arguments]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        Assert.Equal(manifest, _project.Read(".airworthy/data/trips.versions.yaml"));
        Assert.False(_project.Has(".airworthy/data/trips.deletions.yaml"));
    }

    private async Task AddAsync(int rows, string day)
    {
        _project.Write("trips.csv", "trip,person,late\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"T{i:000},P{i % 50:000},{i % 2}\n")));
        var run = await _project.RunAsync("data", "add", "trips", "trips.csv", "--now", $"{day}T10:00:00Z");
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    public void Dispose() => _project.Dispose();
}
