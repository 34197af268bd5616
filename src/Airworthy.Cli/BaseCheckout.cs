using System.Diagnostics;

using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Cli;

/// <summary>The project as it was at an earlier commit, in a throw-away folder. Nothing in the user's repository changes.</summary>
internal sealed class BaseCheckout : IDisposable
{
    private readonly string _temporary;

    private BaseCheckout(string temporary, string root) => (_temporary, Root) = (temporary, root);

    /// <summary>The project's folder at that commit.</summary>
    public string Root { get; }

    /// <summary>Checks out a commit beside the project, sharing its objects.</summary>
    /// <param name="reference">A branch, tag or commit.</param>
    /// <exception cref="Refusal">The project is in no repository, or the commit is not there.</exception>
    public static async Task<BaseCheckout> OpenAsync(Project project, string reference, CancellationToken cancel)
    {
        var top = (await GitAsync(project.Root, cancel, "rev-parse", "--show-toplevel")).Trim();
        var commit = (await GitAsync(project.Root, cancel, "rev-parse", "--verify", "--end-of-options", reference + "^{commit}")).Trim();
        var temporary = Directory.CreateTempSubdirectory("airworthy-base-").FullName;
        try
        {
            await GitAsync(top, cancel, "clone", "--quiet", "--shared", "--no-checkout", top, temporary);
            await GitAsync(temporary, cancel, "-c", "advice.detachedHead=false", "checkout", "--quiet", commit);
            var root = Path.Combine(temporary, Path.GetRelativePath(top, Path.GetFullPath(project.Root)));
            if (!File.Exists(Path.Combine(root, Core.Contracts.ContractReader.FileName)))
            {
                throw new Refusal(3, $"{reference} has no {Core.Contracts.ContractReader.FileName} in this folder. Compare with a commit that has one.");
            }

            await LinkDataAsync(project, root, cancel);
            return new BaseCheckout(temporary, root);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    // Data that git does not hold is the same on both sides; the manifest at the base says which version of it was meant.
    private static async Task LinkDataAsync(Project project, string root, CancellationToken cancel)
    {
        var patterns = (project.Contract.Data?.Files ?? []).Concat(project.Contract.Data?.Split?.Files?.Values ?? []).ToList();
        foreach (var file in patterns.SelectMany(p => DataFiles.Find(project.Root, p)).Concat(await MediaListing.OfAsync(project.Contract, project.Root, patterns, cancel))
            .Concat(DataFiles.Find(project.Root, ".airworthy/store/data/packs/*.pack")))
        {
            var there = Path.Combine(root, Path.GetRelativePath(project.Root, file));
            if (!File.Exists(there))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(there)!);
                File.CreateSymbolicLink(there, file);
            }
        }
    }

    private static async Task<string> GitAsync(string folder, CancellationToken cancel, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? await output
            : throw new Refusal(3, $"git {arguments[0]}: {(await errors).Trim().Split('\n')[0]}", "Name a branch, tag or commit of this repository after --base.");
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_temporary, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (!new FileInfo(file).Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                File.SetAttributes(file, FileAttributes.Normal); // git writes objects read-only
            }
        }

        Directory.Delete(_temporary, recursive: true);
    }
}
