using System.Diagnostics;
using System.Globalization;

namespace Airworthy.Cli.Tests.Buckets;

/// <summary>Dataset versions in an S3-compatible bucket: the real program against a real server on loopback.</summary>
[Trait("Category", "slow")]
public sealed class DataBucketTests : IAsyncLifetime
{
    private const string Address = $"s3://{S3Server.Bucket}/team/flights";

    private readonly ScratchProject _project = new();
    private readonly List<string> _clones = [];
    private S3Server _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await S3Server.StartAsync();
        _project.Write("airworthy.yaml", $"airworthy: 1\nproject: small\nstage: data\nowner: {{person: ana}}\ndata: {{dataset: trips, files: [trips.csv], id: trip, label: late, storage: {{data: \"{Address}\", models: registry, annotations: labels.md}}}}\n");
        _project.Write(".gitignore", ".airworthy/store/\ntrips.csv\n");
    }

    [Fact]
    public async Task What_was_pushed_comes_back_in_a_fresh_clone_byte_for_byte_and_is_sent_once()
    {
        Rows(2_000);
        await AddAsync();
        var first = await GoodAsync("data", "push");
        Assert.Matches(@"^2 packs \([\d,]+ bytes\) sent to s3://airworthy-tests/team/flights/\.", first);
        Assert.Contains("nothing was sent", await GoodAsync("data", "push"), StringComparison.Ordinal);
        var bytes = File.ReadAllBytes(Path.Combine(_project.Root, "trips.csv"));

        Rows(2_300);
        await AddAsync();
        Assert.Matches(@"^2 packs \([\d,]+ bytes\) sent to \S+; 2 were there already\.", await GoodAsync("data", "push"));
        Assert.Equal(4, _server.Objects().Count);
        _project.Commit("Two versions");

        var clone = Clone();
        await GoodInAsync(clone, "data", "checkout", "v0001", "--to", "old");
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(clone, "old", "trips.csv")));
        Assert.True(Directory.GetFiles(Path.Combine(clone, ".airworthy/store/data/packs")).Length < 4, "only the packs of that version are fetched");
        Assert.Matches(@"^2 versions \([\d,]+ bytes\) here; \d packs? fetched from s3://", await GoodInAsync(clone, "data", "pull"));
        Assert.Contains("2 versions are whole: ", await GoodInAsync(clone, "data", "verify"), StringComparison.Ordinal);
        Assert.Contains($"2 versions are whole in {Address}: ", await GoodInAsync(clone, "data", "verify", "--bucket"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_in_a_fresh_clone_fetch_the_version_they_need_and_a_new_version_there_stores_only_what_is_new()
    {
        Rows(5_000);
        await AddAsync();
        await GoodAsync("data", "push");
        _project.Commit("One version");

        var clone = Clone();
        var check = await AirworthyProcess.RunAsync(clone, _server.Variables, "check", "--section", "data", "--format", "json");
        Assert.Contains("Fetched v0001, the only state of trips so far", check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", check.Errors, StringComparison.Ordinal);

        var other = Clone();
        File.WriteAllText(Path.Combine(other, "trips.csv"), File.ReadAllText(Path.Combine(_project.Root, "trips.csv")) + "T9999999,1,0\n");
        var added = await GoodInAsync(other, "data", "add", "trips", "trips.csv");
        Assert.Matches(@"^trips v0002: 5,001 rows, ", added);
        Assert.Contains("Labels since v0001: 0 changed, 1 added", added, StringComparison.Ordinal);
        Assert.DoesNotContain("(100.0 %)", added, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_killed_while_it_is_sent_to_shows_nothing_half_and_the_next_push_ends_it()
    {
        // Large enough to be sent in several parts.
        Rows(1_600_000);
        await AddAsync();
        var push = AirworthyProcess.RunAsync(_project.Root, _server.Variables, "data", "push");
        var watch = Stopwatch.StartNew();
        while (Received() < 6_000_000 && !push.IsCompleted)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "nothing arrived at the server");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        await _server.KillAsync();
        var stopped = await push;
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("does not answer", stopped.Errors, StringComparison.Ordinal);
        AssertNoTrace(stopped);

        await _server.RunAsync();
        _project.Commit("One version");
        var early = await AirworthyProcess.RunAsync(Clone(), _server.Variables, "data", "checkout", "v0001", "--to", "old");
        Assert.Equal(1, early.ExitCode);
        Assert.Contains($"is not in the store and not in {Address}", early.Errors, StringComparison.Ordinal);

        await GoodAsync("data", "push");
        var clone = Clone();
        await GoodInAsync(clone, "data", "checkout", "v0001", "--to", "old");
        Assert.Equal(File.ReadAllBytes(Path.Combine(_project.Root, "trips.csv")), File.ReadAllBytes(Path.Combine(clone, "old", "trips.csv")));
    }

    [Fact]
    public async Task A_flipped_byte_in_an_object_is_named_and_nothing_of_it_is_used()
    {
        Rows(2_000);
        await AddAsync();
        await GoodAsync("data", "push");
        _project.Commit("One version");
        var whole = _server.Objects().ToDictionary(o => o, File.ReadAllBytes);
        var (largest, bytes) = whole.MaxBy(o => o.Value.Length);
        var changed = (byte[])bytes.Clone();
        changed[1_000] ^= 1;
        File.WriteAllBytes(largest, changed);
        var name = Path.GetFileName(largest).Split("._S3rver")[0];

        var clone = Clone();
        var checkout = await AirworthyProcess.RunAsync(clone, _server.Variables, "data", "checkout", "v0001", "--to", "old");
        Assert.Equal(1, checkout.ExitCode);
        Assert.Contains(name[^20..], checkout.Errors, StringComparison.Ordinal);
        Assert.Contains("has other bytes than it had when it was stored", checkout.Errors, StringComparison.Ordinal);
        Assert.Contains("airworthy data push", checkout.Errors, StringComparison.Ordinal);
        AssertNoTrace(checkout);
        Assert.False(File.Exists(Path.Combine(clone, "old", "trips.csv")));
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(clone, ".airworthy/store"), "*", SearchOption.AllDirectories), f => f.EndsWith(name, StringComparison.Ordinal) || f.EndsWith(".new", StringComparison.Ordinal));

        var verify = await AirworthyProcess.RunAsync(_project.Root, _server.Variables, "data", "verify", "--bucket");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(name, verify.Output, StringComparison.Ordinal);
        Assert.Contains("trips v0001: trips.csv: chunk 1 of ", verify.Output, StringComparison.Ordinal);

        // What the message says heals it.
        File.Delete(largest);
        Assert.StartsWith("1 pack (", await GoodAsync("data", "push"), StringComparison.Ordinal);
        await GoodInAsync(clone, "data", "checkout", "v0001", "--to", "old");
    }

    [Fact]
    public async Task Collecting_takes_from_the_bucket_only_what_no_manifest_names_and_only_when_asked()
    {
        Rows(4_000);
        await AddAsync();
        Rows(4_000, changedFrom: 3_900);
        await AddAsync();
        await GoodAsync("data", "push");
        _project.Commit("Two versions");
        _project.Git("branch", "other");
        Assert.Contains("Nothing to remove", await GoodAsync("data", "gc", "--bucket", "--yes"), StringComparison.Ordinal);

        Assert.Contains("The bucket still holds it", await GoodAsync("data", "withdraw", "v0001", "--why", "wrong depot", "--by", "ana"), StringComparison.Ordinal);
        _project.Commit("One version");
        var before = _server.Objects();
        var asked = await AirworthyProcess.RunAsync(_project.Root, _server.Variables, "data", "gc", "--bucket");
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("Nothing was removed; add --yes.", asked.Output, StringComparison.Ordinal);
        Assert.Matches(@"^Removed [\d,]+ chunks", await GoodAsync("data", "gc", "--yes"));
        Assert.Equal(before, _server.Objects());

        Assert.Matches(@"^Removed in s3://airworthy-tests/team/flights/ [1-9]\d* chunks \([\d,]+ bytes\)", await GoodAsync("data", "gc", "--bucket", "--yes"));
        Assert.NotEqual(before, _server.Objects());
        Assert.Contains("nothing was sent", await GoodAsync("data", "push"), StringComparison.Ordinal);
        Assert.Contains("1 version is whole in ", await GoodAsync("data", "verify", "--bucket"), StringComparison.Ordinal);
        var clone = Clone();
        await GoodInAsync(clone, "data", "checkout", "v0002", "--to", "new");
        Assert.Equal(File.ReadAllBytes(Path.Combine(_project.Root, "trips.csv")), File.ReadAllBytes(Path.Combine(clone, "new", "trips.csv")));
    }

    [Fact]
    public async Task What_no_manifest_names_any_more_is_not_pushed()
    {
        Rows(1_000);
        await AddAsync();
        File.Delete(Path.Combine(_project.Root, ".airworthy/data/trips.versions.yaml"));
        var push = await AirworthyProcess.RunAsync(_project.Root, _server.Variables, "data", "push");
        Assert.Equal(1, push.ExitCode);
        Assert.Contains("needed by no version", push.Errors, StringComparison.Ordinal);
        Assert.Contains("airworthy data gc", push.Errors, StringComparison.Ordinal);
        Assert.Empty(_server.Objects());
    }

    /// <remarks>The server compares keys and computes no signatures of version 4, so a wrong secret cannot be shown here.</remarks>
    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID", "SOMEBODY4711", "refuses the credentials")]
    [InlineData("AWS_ACCESS_KEY_ID", "", "there are no credentials")]
    [InlineData("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "http://127.0.0.1:1 does not answer")]
    [InlineData("AWS_ENDPOINT_URL", "http://storage.example.com", "storage.example.com is another machine, and http sends the data unencrypted")]
    [InlineData("AWS_ENDPOINT_URL", "http://me:pw@127.0.0.1:1/x", "AWS_ENDPOINT_URL is no address of a server")]
    [InlineData("AWS_REGION", "../x", "no name of a region")]
    public async Task What_is_wrong_with_the_surroundings_is_said_in_a_line(string variable, string value, string says)
    {
        var push = await AirworthyProcess.RunAsync(_project.Root, [.. _server.Variables, (variable, value)], "data", "push");
        Assert.Equal(1, push.ExitCode);
        Assert.Contains(says, push.Errors, StringComparison.Ordinal);
        AssertNoTrace(push);
        Assert.DoesNotContain("4711", push.Errors + push.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("me:pw", push.Errors + push.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://no-such-bucket/x", "there is no bucket no-such-bucket")]
    [InlineData("s3://UPPER/x", "no address of a bucket")]
    [InlineData("s3://airworthy-tests/../x", "no address of a bucket")]
    [InlineData(".airworthy/store", "The contract names no bucket")]
    public async Task What_is_wrong_with_the_address_is_said_in_a_line(string address, string says)
    {
        _project.Replace("airworthy.yaml", Address, address);
        var push = await AirworthyProcess.RunAsync(_project.Root, _server.Variables, "data", "push");
        Assert.Equal(1, push.ExitCode);
        Assert.Contains(says, push.Errors, StringComparison.OrdinalIgnoreCase);
        AssertNoTrace(push);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _project.Dispose();
        foreach (var clone in _clones)
        {
            ScratchProject.Shell("/", "rm", "-rf", clone);
        }
    }

    private void Rows(int count, int changedFrom = int.MaxValue)
    {
        var random = new Random(7);
        using var file = new StreamWriter(Path.Combine(_project.Root, "trips.csv")) { NewLine = "\n" };
        file.WriteLine("trip,way,late");
        for (var i = 0; i < count; i++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"T{i:0000000},{random.NextDouble() + (i >= changedFrom ? 1 : 0):0.000000000000},{i % 2}"));
        }
    }

    private async Task AddAsync() => await GoodAsync("data", "add", "trips", "trips.csv");

    private Task<string> GoodAsync(params string[] arguments) => GoodInAsync(_project.Root, arguments);

    private async Task<string> GoodInAsync(string folder, params string[] arguments)
    {
        var run = await AirworthyProcess.RunAsync(folder, _server.Variables, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.ExitCode}\n{run.Output}\n{run.Errors}");
        return run.Output;
    }

    private string Clone()
    {
        var folder = Path.Combine(Path.GetTempPath(), "airworthy-clone-" + Path.GetRandomFileName());
        ScratchProject.Shell(_project.Root, "git", "clone", "-q", _project.Root, folder);
        _clones.Add(folder);
        return folder;
    }

    private long Received() => new DirectoryInfo(_server.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Exists ? f.Length : 0);

    private static void AssertNoTrace(AirworthyProcess.Run run)
    {
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Errors, StringComparison.Ordinal);
    }
}
