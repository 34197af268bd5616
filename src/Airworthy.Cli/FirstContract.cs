using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Contracts.Draft;
using Airworthy.Probes.Scan;

namespace Airworthy.Cli;

/// <summary>A project's first two files: the contract and its people.</summary>
internal static class FirstContract
{
    public const string People = ".airworthy/people.yaml";

    /// <summary>The contract of an empty folder: every question open.</summary>
    /// <exception cref="Refusal">The folder is not empty.</exception>
    public static string OfNothing(string root, ProjectKind kind, string name, GitPeople people)
    {
        if (Work(root) is { } work)
        {
            throw new Refusal(1, $"{root} is not empty ({work} is there), and --new is for an empty folder.", "Run `airworthy init` without --new: it looks at what is there.");
        }

        IReadOnlyList<Guess> guesses = people.Committers is [var first, ..] ? [new Guess("owner.person", first.Handle, 0.7, "git's own name")] : [];
        return ContractDraft.Of(name, kind, Stage.Idea, PolicyFor(people), guesses);
    }

    /// <summary>A file that somebody has worked on here; null when there is none.</summary>
    public static string? Work(string root) => Directory.Exists(root) ? FolderWalk.Of(root, CancellationToken.None).Files.FirstOrDefault(IsWork)?.Path : null;

    /// <summary>Light for a person alone, else standard.</summary>
    public static Policy PolicyFor(GitPeople people) => people.Committers.Count <= 1 ? Policy.Light : Policy.Standard;

    /// <summary>A text as a project can be called: letters, digits, dashes, dots and underscores, in lower case.</summary>
    public static string Name(string text)
    {
        var bare = string.Concat(text.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('-', '.').ToLower(CultureInfo.InvariantCulture);
        return bare.Length == 0 ? "project" : bare;
    }

    /// <summary>Writes both files; a contract is never written over, people neither.</summary>
    /// <returns>Whether the people were written too.</returns>
    public static bool Write(string root, string contract, GitPeople people)
    {
        Directory.CreateDirectory(Path.Combine(root, ".airworthy"));
        using (var file = new StreamWriter(new FileStream(Path.Combine(root, ContractReader.FileName), FileMode.CreateNew)))
        {
            file.Write(contract);
        }

        if (File.Exists(Path.Combine(root, People)))
        {
            return false;
        }

        File.WriteAllText(Path.Combine(root, People), people.Yaml());
        return true;
    }

    private static bool IsWork(SeenFile file) => file.Path[0] != '.' && !file.Name.StartsWith("README", StringComparison.OrdinalIgnoreCase) && !file.Name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase);
}
