using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data.Versions;

using LibGit2Sharp;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>How the same kind of project can look.</summary>
public enum Shape
{
    /// <summary>One CSV, split by time, the label a column of 0 and 1.</summary>
    Deliveries,

    /// <summary>Three files, split by patient, the label an expression.</summary>
    Visits,
}

/// <summary>A small project that keeps every promise it makes, generated from a seed: contract, table, schema, documents, people, statements, code and history.</summary>
public sealed class HonestProject : IDisposable
{
    /// <summary>The day that counts as today in it.</summary>
    public static readonly DateOnly Today = new(2026, 3, 1);

    /// <summary>The key of the record that was planted and is gone.</summary>
    private const string CanaryKey = "999999";

    private static readonly string[] s_carriers = ["north", "west", "east"];

    private static readonly ConcurrentDictionary<Shape, Lazy<HonestProject>> s_shared = new();

    private HonestProject(string root, Shape shape) => (Root, Shape) = (root, shape);

    public string Root { get; }

    public Shape Shape { get; }

    public ProjectContract Contract
    {
        get
        {
            var reading = ProjectFolder.ReadContract(Root);
            Assert.Empty(reading.Problems.Select(p => p.ToString()));
            return reading.Contract!;
        }
    }

    /// <summary>How every item of it stands, for parts that ask how others do: all are done, and each section of the score has three points.</summary>
    public static ChecklistSoFar SoFar { get; } = new(Pages.Items.ToDictionary(i => i.Id, _ => Status.Attested))
    {
        Points = Pages.Items.Where(i => i.IsScoreTest).Select(i => i.Section).Distinct().ToDictionary(s => s, _ => 3.0),
    };

    /// <summary>One project of a shape for all tests that only read it.</summary>
    public static HonestProject Shared(Shape shape) => s_shared.GetOrAdd(shape, s => new Lazy<HonestProject>(() =>
    {
        var project = Make(s);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => project.Dispose();
        return project;
    })).Value;

    /// <summary>How its CI ran, as a forge would tell it: 40 tests, every merged change with a green run, and two red runs that were not merged.</summary>
    public static CiRuns Ci { get; } = new(["the forge"], [.. Enumerable.Range(0, 12).Select(i => new MergedChange($"a1b2c{i:00}", Today.AddDays(-3 * (i + 1)), $"Change {i}", RunOutcome.Green))],
        Tests: 40, LastOnDefault: Today.AddDays(-1), RequiresCheck: true, RedRuns: 2, GreenRuns: 30);

    /// <summary>How often runs read its test split, as the ledger in its store would tell it.</summary>
    public static TestReads TestReads { get; } = new(2, 2, "test has held these rows", [new TestRead(Today.AddDays(-4), "trial-2", "ci-1"), new TestRead(Today.AddDays(-9), "trial-1", "ci-1")]);

    /// <summary>How its data came in: by months of work that no folder shows at once.</summary>
    public static DatasetGrowth Growth { get; } = new("deliveries", [new("v0001", Today.AddDays(-61), 4_780), new("v0002", Today.AddDays(-30), 5_390), new("v0003", Today.AddDays(-1), 6_000)]);

    public static HonestProject Make(Shape shape, int seed = 20260301)
    {
        var project = new HonestProject(Directory.CreateTempSubdirectory("airworthy-honest-").FullName, shape);
        foreach (var (path, text) in Texts.All(shape).Concat(shape == Shape.Deliveries ? Deliveries(seed) : Visits(seed)))
        {
            project.Write(path, text);
        }

        project.Write(".airworthy/statements/stakeholder-impact.yaml", Texts.StakeholderImpact(Subjects.Slice(project.Contract, Pages.Find("stakeholder-impact")!.Read)));
        project.AddVersions();
        project.Commit();
        return project;
    }

    /// <summary>
    /// Its data in versions: without the newest rows and with 14 labels as they were before a recount; then with a planted record; then, when its deletion
    /// was asked for, as it is.
    /// </summary>
    private void AddVersions()
    {
        var contract = Contract;
        var files = contract.Data!.Files ?? [.. contract.Data.Split!.Files!.Values];
        var now = files.ToDictionary(f => f, Read);
        foreach (var (path, i) in files.Select((f, i) => (f, i)))
        {
            var lines = now[path].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Write(path, string.Concat(lines.Take(lines.Length * 9 / 10).Select((line, row) => (i == 0 && row is > 0 and <= 14 ? WithOtherLabel(line) : line) + "\n")));
        }

        Add(contract with { AsOf = new DateOnly(2026, 1, 12) });
        foreach (var (path, text) in now)
        {
            Write(path, text);
        }

        Write(files[0], now[files[0]] + Canary(now[files[0]]));
        Add(contract with { AsOf = new DateOnly(2026, 2, 20) });
        Forget(contract);

        void Add(ProjectContract at) => VersionAdding.AddAsync(Root, at, new Addition(at.Data!.Dataset!, Root, files), TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>A row like the first one, under a key that nobody has.</summary>
    private static string Canary(string text) => string.Join(',', [CanaryKey, .. text.Split('\n')[1].Split(',').Skip(1)]) + "\n";

    private void Forget(ProjectContract contract)
    {
        using var store = ContentStore.Open(Root);
        using var turn = store.TakeTurnAsync(() => { }, CancellationToken.None).GetAwaiter().GetResult();
        var forget = new Forget(Root, contract, store);
        var wish = new ForgetWish(contract.Data!.Dataset!, contract.Data.Id!, [CanaryKey], new DateOnly(2026, 2, 20), "tom.okafor", "a planted record") { IsCanary = true, Retire = ["none"] };
        var plan = forget.LookAsync(wish, CancellationToken.None).GetAwaiter().GetResult();
        forget.DoAsync(plan, new DateOnly(2026, 2, 21), CancellationToken.None).GetAwaiter().GetResult();
        StoreSweep.Remove(store, [new ManifestFiles(Root).Read(wish.Dataset).Manifest!], [], CancellationToken.None);
    }

    private static string WithOtherLabel(string line)
    {
        var (rest, last) = (line[..(line.LastIndexOf(',') + 1)], line[(line.LastIndexOf(',') + 1)..]);
        return rest + (last is "0" or "1" ? 1 - int.Parse(last, CultureInfo.InvariantCulture) : int.Parse(last, CultureInfo.InvariantCulture) <= 30 ? 200 : 5);
    }

    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>6,000 deliveries over ten months; how late one is depends on way, stops and luck.</summary>
    private static IEnumerable<(string, string)> Deliveries(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("delivery_id,booked_at,distance_km,weight_kg,stops,carrier,delivered_after_h,late\n");
        var at = new DateTime(2025, 5, 1, 6, 0, 0);
        var answers = new StoredAnswers(seed);
        for (var i = 0; i < 6_000; i++)
        {
            at = at.AddMinutes(random.Next(20, 122));
            var distance = 5 + (random.NextDouble() * 400);
            var weight = Math.Exp(random.NextDouble() * 5);
            var stops = random.Next(0, 6);
            var odds = (distance / 250) + (0.35 * stops) - 2.4;
            var late = random.NextDouble() < 1 / (1 + Math.Exp(-odds));
            var hours = (distance / 20) + (late ? 24 + (random.NextDouble() * 24) : random.NextDouble() * 20);
            text.Append(CultureInfo.InvariantCulture, $"D{100_000 + i},{at:yyyy-MM-dd HH:mm:ss},{distance:0.00},{weight:0.000},{stops},{s_carriers[random.Next(3)]},{hours:0.00},{(late ? 1 : 0)}\n");
            answers.Add(at < new DateTime(2025, 12, 8) ? "train" : at < new DateTime(2026, 1, 14) ? "dev" : "test", $"D{100_000 + i}", late ? "1" : "0", odds, at >= new DateTime(2025, 12, 8) && at < new DateTime(2026, 1, 11));
        }

        // What serving met lately: the newest rows, without what is only known afterwards.
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        yield return ("data/deliveries.csv", text.ToString());
        yield return ("serving/recent.csv", string.Join('\n', lines.Take(1).Concat(lines.TakeLast(1_200)).Select(l => string.Join(',', l.Split(',')[..6]))));
        foreach (var file in answers.Files)
        {
            yield return file;
        }
    }

    /// <summary>Visits of 1,500 patients, each patient wholly in one file; who comes back within 30 days depends on age, stay and luck.</summary>
    private static IEnumerable<(string, string)> Visits(int seed)
    {
        var random = new Random(seed);
        var files = new Dictionary<string, StringBuilder>();
        var answers = new StoredAnswers(seed);
        var visit = 0;
        for (var patient = 0; patient < 1_500; patient++)
        {
            var split = (patient % 10) switch { < 7 => "train", 7 or 8 => "dev", _ => "test" };
            var text = files.TryGetValue(split, out var known) ? known : files[split] = new StringBuilder("visit,patient,admitted,age,stay_days,pulse,ward,days_to_return\n");
            var age = random.Next(20, 95);
            for (var i = random.Next(2, 8); i > 0; i--)
            {
                var day = new DateTime(2025, 4, 1).AddMinutes(random.Next(0, 330 * 24 * 60));
                var stay = 1 + Math.Round(random.NextDouble() * random.NextDouble() * 20, 2);
                var odds = (age / 60.0) + (stay / 12) - 2.2;
                var back = random.NextDouble() < 1 / (1 + Math.Exp(-odds));
                answers.Add(split, $"{500_000 + visit}", back ? "true" : "false", odds, split == "dev");
                text.Append(CultureInfo.InvariantCulture, $"{500_000 + visit++},P{patient:0000},{day:yyyy-MM-dd HH:mm:ss},{age},{stay:0.00},{60 + (random.NextDouble() * 50):0.0},{(char)('A' + random.Next(4))},{(back ? random.Next(2, 31) : random.Next(31, 400))}\n");
            }
        }

        var lines = files["dev"].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return files.Select(f => ($"data/visits_{f.Key}.csv", f.Value.ToString()))
            .Append(("serving/recent.csv", string.Join('\n', lines.Select(l => string.Join(',', l.Split(',')[..7])))))
            .Concat(answers.Files);
    }

    /// <summary>A history with fixed dates, in which several people work and one reviews.</summary>
    private void Commit()
    {
        LibGit2Sharp.Repository.Init(Root);
        using var git = new LibGit2Sharp.Repository(Root);
        git.Refs.UpdateTarget("HEAD", "refs/heads/main");
        Step(git, "ana.silva", "2025-04-20", "The goal, the bar, and who answers\n\nReviewed-by: Jonas Berg <jonas.berg@example.com>", "airworthy.yaml", ".airworthy/people.yaml", "docs/impact.md");
        Step(git, "lea.roth", "2025-06-02", "Schema, features and their tests\n\nReviewed-by: Jonas Berg <jonas.berg@example.com>", ".airworthy/schema", "src", "tests", "requirements.lock", ".github", "docs/label-changes.md");
        Step(git, "maria.lund", "2026-01-20", "What was said at the depot", "docs/experts", "docs/notice.md", "docs/prior-work.md");
        Step(git, "jonas.berg", "2026-02-20", "Review, statements and data\n\nReviewed-by: Ana Silva <ana.silva@example.com>", ".");
        Step(git, "ana.silva", "2026-02-24", "Read once more\n\nReviewed-by: Jonas Berg <jonas.berg@example.com>", ".");
    }

    private static void Step(LibGit2Sharp.Repository git, string who, string day, string message, params string[] paths)
    {
        foreach (var path in paths)
        {
            LibGit2Sharp.Commands.Stage(git, path == "." ? "*" : path);
        }

        var name = string.Join(' ', who.Split('.').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        var signature = new Signature(name, $"{who}@example.com", DateTimeOffset.Parse(day + "T10:00:00Z", CultureInfo.InvariantCulture));
        git.Commit(message, signature, signature, new CommitOptions { AllowEmptyCommit = true });
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
