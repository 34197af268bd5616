using System.Text;

using Airworthy.Pipelines.Records;

namespace Airworthy.Pipelines.Training;

/// <summary>What the code of a project was when something ran.</summary>
/// <param name="Commit">The commit that was checked out; null in no repository, or before the first commit.</param>
/// <param name="Diff">What differed from it in files that git knows, as a patch; empty when nothing did.</param>
/// <param name="Untracked">Files that git neither knows nor ignores, by their path in the project.</param>
/// <param name="Repository">Where the remote <c>origin</c> is, without any user or password; null when there is none.</param>
public sealed record WorkTreeState(string? Commit, string Diff, IReadOnlyList<string> Untracked, string? Repository)
{
    /// <summary>A longer patch is cut, and says so.</summary>
    private const int LongestDiff = 4 * 1024 * 1024;

    private const int MostUntracked = 1000;

    public bool IsClean => Diff.Length == 0 && Untracked.Count == 0;

    /// <exception cref="RecordsRefusedException">git is not installed.</exception>
    public static async Task<WorkTreeState> ReadAsync(string folder, CancellationToken cancel)
    {
        var git = new GitProgram(folder);
        var head = await git.RunAsync(cancel, "rev-parse", "--verify", "--quiet", "HEAD");
        if (!head.IsDone)
        {
            return new WorkTreeState(null, "", [], null);
        }

        var diff = (await git.RunAsync(cancel, "diff", "--binary", "--no-ext-diff", "--no-textconv", "HEAD", "--", ".")).Output;
        var untracked = (await git.RunAsync(cancel, "ls-files", "--others", "--exclude-standard", "-z")).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var remote = await git.RunAsync(cancel, "config", "--get", "remote.origin.url");
        return new WorkTreeState(head.Output.Trim(), diff.Length > LongestDiff ? diff[..LongestDiff] + "\n# The rest was left out: the patch is longer than 4 MiB.\n" : diff,
            [.. untracked.Where(p => !p.StartsWith(".airworthy/store/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(MostUntracked)],
            remote.IsDone && remote.Output.Trim() is { Length: > 0 } address ? WithoutUser(address) : null);
    }

    private static string WithoutUser(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri.ToString() : address;

    /// <summary>The patch and the untracked names as files to keep, by name.</summary>
    public IEnumerable<(string File, byte[] Content)> Files()
    {
        if (Diff.Length > 0)
        {
            yield return ("code/uncommitted.patch", Encoding.UTF8.GetBytes(Diff));
        }

        if (Untracked.Count > 0)
        {
            yield return ("code/untracked.txt", Encoding.UTF8.GetBytes(string.Join('\n', Untracked) + "\n"));
        }
    }
}
