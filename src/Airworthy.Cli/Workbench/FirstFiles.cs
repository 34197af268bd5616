using Airworthy.Core.Contracts;
using Airworthy.Core.Contracts.Draft;
using Airworthy.Core.Reading;
using Airworthy.Probes.Scan;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Workbench;

/// <summary>The first two files of a project that is begun at a page, as <c>airworthy init</c> writes them.</summary>
internal static class FirstFiles
{
    /// <exception cref="Refusal">There is a contract already, or the kind is unknown.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(string root, NewProject project, CancellationToken cancel)
    {
        if (File.Exists(Path.Combine(root, ContractReader.FileName)))
        {
            throw new Refusal(1, $"{ContractReader.FileName} is already here and stays as it is.");
        }

        var people = GitPeople.Of(root);
        var name = FirstContract.Name(project.Name.Trim());
        string text;
        if (FirstContract.Work(root) is null)
        {
            if (project.Kind is null || !WordAttribute.Of(typeof(ProjectKind)).TryGetValue(project.Kind, out var kind))
            {
                throw new Refusal(1, $"The kind of project is not said. Known: {string.Join(", ", WordAttribute.Of(typeof(ProjectKind)).Keys)}.");
            }

            text = FirstContract.OfNothing(root, (ProjectKind)kind, name, people);
        }
        else
        {
            var found = ProjectScan.Look(root, cancel);
            var guesses = Guesses.From(found, await TableGuess.OfAsync(root, found, cancel), people.Main);
            text = ContractDraft.Of(name, guesses.Kind, guesses.Stage, FirstContract.PolicyFor(people), guesses.All);
        }

        return FirstContract.Write(root, text, people)
            ? [$"Wrote {ContractReader.FileName} and {FirstContract.People}."]
            : [$"Wrote {ContractReader.FileName}; {FirstContract.People} was there and stays as it is."];
    }
}
