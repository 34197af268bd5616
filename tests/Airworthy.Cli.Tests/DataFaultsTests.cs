using System.Diagnostics;
using System.Globalization;

namespace Airworthy.Cli.Tests;

/// <summary>Stops the real program at many points, fills its disk, and runs two of it at once.</summary>
[Trait("Category", "slow")]
public sealed class DataFaultsTests : IDisposable
{
    private const string Contract = "airworthy: 1\nproject: small\ndata: {dataset: trips, files: [trips.csv], id: trip, label: late}\n";

    /// <summary>Stops per command; each at another moment.</summary>
    private static readonly int s_stops = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is null ? 1 : 60;

    private static readonly int s_half = Math.Max(1, s_stops / 2);

    private readonly ScratchProject _project = new();

    public DataFaultsTests() => _project.Write("airworthy.yaml", Contract);

    [Fact]
    public async Task Killed_while_adding_every_visible_version_is_whole_and_the_next_run_works()
    {
        Rows(1);
        Assert.Equal(0, (await _project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
        var span = await SpanAsync(() => Rows(2), "data", "add", "trips", "trips.csv");
        for (var stop = 0; stop < s_stops; stop++)
        {
            Rows(stop + 3);
            await KillAfterAsync(span * (stop + 0.5) / s_stops, "data", "add", "trips", "trips.csv");
            await WholeAsync();
        }

        Rows(1_000);
        var after = await _project.RunAsync("data", "add", "trips", "trips.csv");
        Assert.True(after.ExitCode == 0, after.Errors);
        await WholeAsync();
        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task Killed_while_collecting_every_visible_version_is_whole_and_the_next_run_works()
    {
        var span = TimeSpan.Zero;
        for (var stop = 0; stop <= s_half; stop++)
        {
            for (var i = 0; i < 2; i++)
            {
                Rows((stop * 10) + i);
                Assert.Equal(0, (await _project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
            }

            // The version before the newest goes, so that a pack has to be written anew.
            var blocks = _project.Read(".airworthy/data/trips.versions.yaml").Split("  - id: ");
            _project.Write(".airworthy/data/trips.versions.yaml", blocks[0] + "  - id: " + blocks[^1].Replace($", parent: v{int.Parse(blocks[^1][1..5], CultureInfo.InvariantCulture) - 1:0000}", "", StringComparison.Ordinal));
            if (stop == 0)
            {
                span = await SpanAsync(() => { }, "data", "gc", "--yes");
            }
            else
            {
                await KillAfterAsync(span * (stop - 0.5) / s_half, "data", "gc", "--yes");
            }

            await WholeAsync();
        }

        Assert.Equal(0, (await _project.RunAsync("data", "gc", "--yes")).ExitCode);
        await WholeAsync();
        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task Killed_while_deleting_every_visible_version_is_whole_and_asking_again_ends_it()
    {
        Rows(1);
        Assert.Equal(0, (await _project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
        string[] Forget(int trip) => ["data", "forget", "trips", $"T{trip:0000000}", "--why", "letter", "--yes"];
        var span = await SpanAsync(() => { }, Forget(0));
        for (var stop = 0; stop < s_stops; stop++)
        {
            await KillAfterAsync(span * (stop + 0.5) / s_stops, Forget(stop + 1));
            await WholeAsync();
            var again = await _project.RunAsync(Forget(stop + 1));
            // When it was done before the kill, no version has the key any more.
            Assert.True(again.ExitCode == 0 || again.Errors.Contains("has this key in trip", StringComparison.Ordinal), again.Output + again.Errors);
            Assert.DoesNotContain($"T{stop + 1:0000000},", _project.Read("trips.csv"), StringComparison.Ordinal);
            await WholeAsync();
        }

        var log = _project.Read(".airworthy/data/trips.deletions.yaml");
        Assert.Equal(s_stops + 1, log.Split("  - id: ").Length - 1);
        Assert.Equal(s_stops + 1, log.Split("    done: ").Length - 1);
        Assert.Equal(400_000 - s_stops - 1, _project.Read("trips.csv").Split('\n').Length - 2);
        Assert.Equal(0, (await _project.RunAsync("data", "gc", "--yes")).ExitCode);
        await WholeAsync();
        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task Killed_while_fetching_no_half_file_has_a_name_and_the_next_run_works()
    {
        Rows(1);
        Assert.Equal(0, (await _project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
        var original = _project.Read("trips.csv");
        var span = await SpanAsync(() => { }, "data", "checkout", "v0001", "--to", "first");
        for (var stop = 0; stop < s_stops; stop++)
        {
            await KillAfterAsync(span * (stop + 0.5) / s_stops, "data", "checkout", "v0001", "--to", "again");
            if (_project.Has("again/trips.csv"))
            {
                Assert.Equal(original, _project.Read("again/trips.csv"));
                File.Delete(Path.Combine(_project.Root, "again/trips.csv"));
            }
        }

        Assert.Equal(0, (await _project.RunAsync("data", "checkout", "v0001", "--to", "again")).ExitCode);
        Assert.Equal(original, _project.Read("again/trips.csv"));
        Assert.Equal(["trips.csv"], Directory.EnumerateFiles(Path.Combine(_project.Root, "again")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Two_at_once_take_turns_and_both_versions_are_there()
    {
        Rows(1);
        var other = Text(2);
        _project.Write("other.csv", other);
        var both = await Task.WhenAll(_project.RunAsync("data", "add", "trips", "trips.csv"), _project.RunAsync("data", "add", "trips", "other.csv"));

        Assert.All(both, run => Assert.True(run.ExitCode == 0, run.Errors));
        var manifest = _project.Read(".airworthy/data/trips.versions.yaml");
        Assert.Contains("id: v0001", manifest, StringComparison.Ordinal);
        Assert.Contains("id: v0002", manifest, StringComparison.Ordinal);
        await WholeAsync();
    }

    [Fact]
    public async Task A_full_disk_ends_in_a_message_and_the_old_versions_are_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root may mount a small file system.");
        var store = Path.Combine(_project.Root, ".airworthy", "store");
        Directory.CreateDirectory(store);
        var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", store]) { RedirectStandardError = true })!;
        await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(mount.ExitCode == 0, "No file system can be mounted here.");
        try
        {
            _project.Write("trips.csv", Text(1)[..4_000_000]);
            _project.Write("trips.csv", _project.Read("trips.csv")[..(_project.Read("trips.csv").LastIndexOf('\n') + 1)]);
            Assert.Equal(0, (await _project.RunAsync("data", "add", "trips", "trips.csv")).ExitCode);
            Rows(2);
            var full = await _project.RunAsync("data", "add", "trips", "trips.csv");

            Assert.Equal(1, full.ExitCode);
            Assert.Contains("The store could not be written: No space left on device", full.Errors, StringComparison.Ordinal);
            Assert.Contains("Nothing half-written is visible", full.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("v0002", _project.Read(".airworthy/data/trips.versions.yaml"), StringComparison.Ordinal);
            Assert.Empty(Unfinished());
            await WholeAsync();
        }
        finally
        {
            ScratchProject.Shell("/", "umount", store);
        }
    }

    /// <summary>About 15 MB of rows that differ from those of any other seed.</summary>
    private static string Text(int seed)
    {
        var random = new Random(seed);
        return "trip,way,late\n" + string.Concat(Enumerable.Range(0, 400_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"T{i:0000000},{random.NextDouble():0.0000000000000000},{random.Next(2)}\n")));
    }

    private void Rows(int seed) => _project.Write("trips.csv", Text(seed));

    private async Task<TimeSpan> SpanAsync(Action before, params string[] arguments)
    {
        before();
        var watch = Stopwatch.StartNew();
        var run = await _project.RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return watch.Elapsed;
    }

    private async Task KillAfterAsync(TimeSpan span, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [BuiltProgram.Path, .. arguments])
        {
            WorkingDirectory = _project.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await Task.Delay(span, TestContext.Current.CancellationToken);
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task WholeAsync()
    {
        var verified = await _project.RunAsync("data", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    private IEnumerable<string> Unfinished() => Directory.EnumerateFileSystemEntries(Path.Combine(_project.Root, ".airworthy"), "*.new", SearchOption.AllDirectories);

    public void Dispose() => _project.Dispose();
}
