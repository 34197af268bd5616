using System.Diagnostics;

namespace Airworthy.Cli.Tests;

/// <summary>A small project in a folder of its own, under git, for one test.</summary>
internal sealed class ScratchProject : IDisposable
{
    private const string People = """
        people:
          ana: {name: Ana Silva, contact: ana@example.com, roles: [owner]}
          jonas: {name: Jonas Berg, contact: jonas@example.com, roles: [deputy, ml-engineer]}
          lea: {name: Lea Roth, contact: lea@example.com, roles: [data-scientist]}
          maria: {name: Maria Lund, contact: maria@example.com, roles: [domain-expert]}

        """;

    private const string Contract = """
        airworthy: 1
        project: example
        stage: idea
        as_of: 2001-07-01
        policy: standard
        owner: {person: ana, deputy: jonas}
        goal:
          statement: Fewer passengers miss their onward flight because the desk hears of a late one earlier.
          business_metric: {name: missed, direction: down, today: 41, target: 36, by: 2002-03-31, source: docs/missed.csv}
        error_costs:
          unit: USD
          matrix: {false_alarm: 8, missed_delay: 34, true_alarm: 6, true_quiet: 0}
          threshold: cost-optimal
          worst_case: A family loses its seats because of a false alarm late at night.

        """;

    public const string Words = "A false alarm costs 8 USD and a missed delay 34 USD; counted over 240 cases from 2001-05-14 to 2001-05-27 at the desk.";

    public ScratchProject(string user = "maria")
    {
        Write("airworthy.yaml", Contract);
        Write(".airworthy/people.yaml", People);
        Write(".gitignore", ".airworthy/store/\n");
        Git("init", "-q", "-b", "main");
        Git("config", "user.email", $"{user}@example.com");
        Git("config", "user.name", user);
        Git("config", "commit.gpgsign", "false");
        Commit("Begin");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("airworthy-").FullName;

    public Task<AirworthyProcess.Run> RunAsync(params string[] arguments) => AirworthyProcess.RunAsync(Root, arguments);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        File.WriteAllText(Path.Combine(Root, path), text);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public bool Has(string path) => File.Exists(Path.Combine(Root, path));

    public void Replace(string path, string old, string now)
    {
        Assert.Contains(old, Read(path), StringComparison.Ordinal);
        Write(path, Read(path).Replace(old, now, StringComparison.Ordinal));
    }

    public void Commit(string message)
    {
        Git("add", "-A");
        Git("commit", "-q", "-m", message);
    }

    public string Git(params string[] arguments) => Shell(Root, "git", arguments);

    /// <summary>Runs a program and returns what it printed; fails the test when it fails.</summary>
    public static string Shell(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output;
    }

    public void Dispose()
    {
        // Objects of git are read-only files, which some systems do not delete.
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(Root, recursive: true);
    }
}
