using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class Ci
{
    public sealed class Found : ICheck<Workflows>
    {
        public Defect Defect => new Defect.Files(_ => new InOrder<string?>
        {
            { ".github/workflows/*", null },
            { ".gitlab-ci.yml", null },
            { "azure-pipelines.yml", null },
            { "Jenkinsfile", null },
            { ".github/workflows/lint.yml", "on: [push, pull_request]\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps: [{run: echo all is well}]\n" },
        })
        {
            Fields = Defect.Promising(("commands.unit_tests", "pytest -q tests/unit --junitxml {junit}")).Fields,
        };

        public Verdict Judge(ProjectContract contract, Workflows seen)
        {
            var read = seen.Files.Where(f => f.Unreadable is null && (contract.Ci?.Provider is not { } only || only == CiProvider.Other || f.Provider == only)).ToList();
            var numbers = ((string, double)[])[("workflows", read.Count), ("on_pull_requests", read.Count(f => f.OnPullRequests))];
            if (read.Count == 0)
            {
                return Verdict.Unknown(seen.Files.FirstOrDefault(f => f.Unreadable is not null) is { } broken ? $"{broken.Path} cannot be read: {broken.Unreadable}" : "There is no workflow of a CI in the repository.",
                    "Write one with `airworthy ci install`.").With(numbers);
            }

            if (Promised.Lacks(contract, "commands.unit_tests") is { } lacks)
            {
                return lacks.With(numbers);
            }

            var declared = contract.Commands!.UnitTests!;
            var calling = read.Where(f => f.Commands.Any(c => CommandLine.Includes(c, declared))).ToList();
            var verdict = calling.FirstOrDefault(f => f.OnPullRequests) is { } found
                ? Verdict.Met($"{found.Path} runs on pull requests and calls `{found.Commands.First(c => CommandLine.Includes(c, declared)).Trim()}`.")
                : calling.Count > 0
                    ? Verdict.Unmet($"{calling[0].Path} calls the unit tests, but not on pull requests: a change is merged before they ran.", $"Let {calling[0].Path} run on pull requests too.")
                    : Verdict.Unmet($"{(read.Count == 1 ? $"{read[0].Path} does" : $"None of {read.Count} workflows does")} not call `{declared}` or a command that includes it.",
                        "Call the declared command in a workflow that runs on pull requests: `airworthy ci install`.");
            return verdict.With(numbers) with { Blind = "Whether it ever ran; the other parts ask that." };
        }
    }
}
