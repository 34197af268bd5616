using Airworthy.Core.Datasets;
using Airworthy.Data;
using Airworthy.Data.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary>What the subcommands of <c>data</c> have in common: how they refuse, and how they read which version is meant.</summary>
internal static class DataRefusals
{
    /// <summary>Turns what a user can mend into words: a file that is no table, a store that lacks something, a disk that is full.</summary>
    public static async Task<int> ForAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (TableException e)
        {
            // The engine calls what is not UTF-8 by this word.
            throw new Refusal(1, e.Message, e.Message.Contains("unicode", StringComparison.OrdinalIgnoreCase) ? $"{e.Next} Or say how it is written: --encoding latin-1" : e.Next);
        }
        catch (StoreException e)
        {
            throw new Refusal(1, $"{AsSentence(e.Message)}.", e.Next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"The store could not be written: {e.Message}", "Nothing half-written is visible: every version that `airworthy data list` shows is whole. Make room or mend the permissions, and run the command again.");
        }
    }

    /// <summary>With a capital in front, unless it begins with a name; without the full stop.</summary>
    private static string AsSentence(string said) =>
        said.Split(' ', 2)[0] is "the" or "chunk" or "all" or "none" ? $"{char.ToUpperInvariant(said[0])}{said[1..].TrimEnd('.')}" : said.TrimEnd('.');

    /// <summary>Says that a bucket still holds what was taken away here, where there is one.</summary>
    public static void TellOfBucket(ContentStore store)
    {
        if (store.HasBucket)
        {
            Console.WriteLine("  The bucket still holds it: `airworthy data gc --bucket` removes it there.");
        }
    }

    /// <summary>All manifests of a project.</summary>
    /// <exception cref="Refusal">One cannot be read.</exception>
    public static IReadOnlyList<DatasetManifest> Manifests(string root)
    {
        var readings = new ManifestFiles(root).ReadAll();
        var problems = readings.SelectMany(r => r.Problems).ToList();
        return problems.Count == 0 ? [.. readings.Select(r => r.Manifest!)] : throw new Refusal(3, [.. problems.Select(p => p.ToString())]);
    }

    /// <summary>The version that a word means: <c>v0003</c>, <c>flights@v0003</c>, or a dataset for its newest.</summary>
    /// <exception cref="Refusal">It means none, or several.</exception>
    public static (DatasetManifest Manifest, DatasetVersion Version) Find(IReadOnlyList<DatasetManifest> manifests, string word)
    {
        var at = word.LastIndexOf('@');
        var meant = at > 0
            ? manifests.Where(m => m.Dataset == word[..at]).Select(m => (m, Version: m[word[(at + 1)..]])).ToList()
            : [.. manifests.Select(m => (m, Version: m.Dataset == word ? m.Newest : m[word]))];
        return meant.Where(x => x.Version is not null).ToList() switch
        {
            [var (manifest, version)] => version is { Withdrawn: { } gone }
                ? throw new Refusal(1, $"{manifest.Dataset} {version.Id} was withdrawn on {gone.On:yyyy-MM-dd} by {gone.By}: {gone.Why}.", "Take a later version: `airworthy data list`.")
                : (manifest, version!),
            [] => throw new Refusal(64, $"There is no version {word}. `airworthy data list` lists them{(manifests.Count == 0 ? ": there is none yet" : "")}."),
            var several => throw new Refusal(64, $"{word} is a version of {string.Join(" and of ", several.Select(s => s.m.Dataset))}. Write {several[0].m.Dataset}@{word}."),
        };
    }
}
