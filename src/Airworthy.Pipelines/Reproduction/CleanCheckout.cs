using Airworthy.Pipelines.Records;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>A commit of a repository in a throw-away folder: what was committed, and nothing else. The user's own tree is not touched.</summary>
public sealed class CleanCheckout : IDisposable
{
    /// <summary>Folders that compilers and package managers fill from what was committed.</summary>
    private static readonly string[] s_built = ["bin", "obj", "target", "node_modules", "__pycache__"];

    private readonly string _temporary;
    private readonly string? _patch;

    private CleanCheckout(string temporary, string root, string? patch) => (_temporary, Root, _patch) = (temporary, root, patch);

    private string Tree => Path.Combine(_temporary, "tree");

    /// <summary>The project's folder in it.</summary>
    public string Root { get; }

    /// <param name="top">Any folder of the repository.</param>
    /// <param name="folder">The project's folder below the top of the repository; <c>.</c> at the top.</param>
    /// <param name="patch">Changes to put on top; null: none.</param>
    /// <exception cref="RecordsRefusedException">git is not there, or refuses.</exception>
    public static async Task<CleanCheckout> OpenAsync(string top, string commit, string folder, string? patch, CancellationToken cancel)
    {
        var temporary = Directory.CreateTempSubdirectory("airworthy-rebuild-").FullName;
        var checkout = new CleanCheckout(temporary, Path.GetFullPath(Path.Combine(temporary, "tree", folder)), patch);
        try
        {
            var tree = checkout.Tree;
            var source = (await GitAsync(top, cancel, "-c", "safe.directory=*", "rev-parse", "--show-toplevel")).Trim();
            await GitAsync(top, cancel, "-c", "safe.directory=*", "clone", "--quiet", "--shared", "--no-checkout", source, tree);
            await GitAsync(tree, cancel, "-c", "safe.directory=*", "-c", "advice.detachedHead=false", "checkout", "--quiet", "--detach", commit);
            await checkout.PatchAsync(cancel);
            return Directory.Exists(checkout.Root) ? checkout : throw new RecordsRefusedException($"The commit {commit} has no folder {folder}.", "Name a run that was made in this project.");
        }
        catch
        {
            checkout.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes it again what was committed: what was changed is taken back, and whatever git does not know is deleted, but for what compilers made. Files that
    /// nobody touched keep their times, so that nothing is compiled again.
    /// </summary>
    public async Task CleanAsync(CancellationToken cancel)
    {
        await GitAsync(Tree, cancel, "-c", "safe.directory=*", "reset", "--quiet", "--hard");
        await GitAsync(Tree, cancel, ["-c", "safe.directory=*", "clean", "--quiet", "-ffdx", .. s_built.SelectMany(b => new[] { "-e", b })]);
        await PatchAsync(cancel);
    }

    private async Task PatchAsync(CancellationToken cancel)
    {
        if (_patch is null)
        {
            return;
        }

        var file = Path.Combine(_temporary, "changes.diff");
        await File.WriteAllTextAsync(file, _patch, cancel);
        await GitAsync(Tree, cancel, "-c", "safe.directory=*", "apply", "--whitespace=nowarn", file);
    }

    private static async Task<string> GitAsync(string folder, CancellationToken cancel, params string[] arguments)
    {
        var run = await new GitProgram(folder).RunAsync(cancel, arguments);
        return run.IsDone ? run.Output : throw new RecordsRefusedException($"git {arguments.First(a => !a.StartsWith('-') && !a.Contains('=', StringComparison.Ordinal))}: {run.Complaint}", "Fetch the commit into this repository, if it is elsewhere: `git fetch`.");
    }

    public void Dispose()
    {
        // Objects of git are read-only files, which some systems do not delete.
        foreach (var file in Directory.EnumerateFiles(_temporary, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_temporary, recursive: true);
    }
}
