using Airworthy.Core.Checklist;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Ci;

public sealed class WorkflowsProbeTests : IDisposable
{
    private const string Contract = "commands: {unit_tests: \"pytest -q tests/unit --junitxml {junit}\"}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".github/workflows/ci.yml", "on: [push, pull_request]\njobs:\n  a:\n    steps:\n      - run: |\n          pip install -e .\n          python -m pytest tests/unit\n", Answer.Met)]
    [InlineData(".github/workflows/ci.yml", "on:\n  pull_request:\n    branches: [main]\njobs: {a: {steps: [{run: pytest}]}}\n", Answer.Met)]
    [InlineData(".github/workflows/ci.yml", "on: push\njobs: {a: {steps: [{run: pytest}]}}\n", Answer.Unmet)]
    [InlineData(".github/workflows/ci.yml", "on: pull_request\njobs: {a: {steps: [{run: pytest, if: false}]}}\n", Answer.Unmet)]
    [InlineData(".github/workflows/ci.yml", "on: pull_request\njobs: {a: {steps: [{run: pytest, continue-on-error: true}]}}\n", Answer.Unmet)]
    [InlineData(".github/workflows/ci.yml", "on: pull_request\njobs: {a: {steps: [{run: pytest || true}]}}\n", Answer.Unmet)]
    [InlineData(".github/workflows/ci.yml", "on: pull_request\njobs: {a: {steps: [{run: echo pytest tests/unit}]}}\n", Answer.Unmet)]
    [InlineData(".github/workflows/ci.yml", "on: pull_request\njobs: {a: {steps: [{run: pytest tests/integration}]}}\n", Answer.Unmet)]
    [InlineData(".gitlab-ci.yml", "test:\n  script:\n    - poetry run pytest tests\n", Answer.Met)]
    [InlineData(".gitlab-ci.yml", "test:\n  only: [main]\n  script: [pytest]\n", Answer.Unmet)]
    [InlineData(".gitlab-ci.yml", "test:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n  script: [pytest]\n", Answer.Met)]
    [InlineData(".gitlab-ci.yml", "test:\n  allow_failure: true\n  script: [pytest]\n", Answer.Unmet)]
    [InlineData("azure-pipelines.yml", "trigger: [main]\nstages:\n- stage: s\n  jobs:\n  - job: j\n    steps:\n    - script: uv run pytest tests/unit\n", Answer.Met)]
    [InlineData("azure-pipelines.yml", "pr: none\nsteps:\n- bash: pytest\n", Answer.Unmet)]
    [InlineData("Jenkinsfile", "pipeline { stages { stage('t') { steps { sh '''\n  pip install .\n  pytest tests/unit\n''' } } } }", Answer.Met)]
    [InlineData("Jenkinsfile", "pipeline { stages { stage('t') { steps { echo 'pytest tests/unit' } } } }", Answer.Unmet)]
    public async Task A_workflow_calls_the_declared_tests_on_pull_requests_or_not(string file, string text, Answer expected)
    {
        _folder.Write(file, text);

        Assert.Equal(expected, (await JudgeAsync()).Answer);
    }

    [Theory]
    [InlineData("make check", "Makefile", "all:\n\techo\ncheck:\n\t@pytest tests/unit\n")]
    [InlineData("./ci/test.sh", "ci/test.sh", "#!/bin/sh\npytest tests/unit\n")]
    [InlineData("npm run test", "package.json", "{\"scripts\": {\"test\": \"pytest tests/unit\"}}")]
    public async Task Scripts_of_the_repository_are_followed(string run, string file, string text)
    {
        _folder.Write(".github/workflows/ci.yml", $"on: pull_request\njobs: {{a: {{steps: [{{run: {run}}}]}}}}\n");
        Assert.Equal(Answer.Unmet, (await JudgeAsync()).Answer);

        _folder.Write(file, text);
        Assert.Equal(Answer.Met, (await JudgeAsync()).Answer);
    }

    [Fact]
    public async Task Workflows_and_actions_of_the_same_repository_are_followed()
    {
        _folder.Write(".github/workflows/ci.yml", "on: pull_request\njobs: {a: {uses: ./.github/workflows/shared.yml}}\n");
        _folder.Write(".github/workflows/shared.yml", "on: workflow_call\njobs: {b: {steps: [{uses: ./.github/actions/test}]}}\n");
        _folder.Write(".github/actions/test/action.yml", "runs: {using: composite, steps: [{run: pytest tests/unit, shell: bash}]}\n");

        Assert.Equal(Answer.Met, (await JudgeAsync()).Answer);
    }

    [Fact]
    public async Task Hostile_workflow_files_are_refused_and_named()
    {
        _folder.Write(".github/workflows/a.yml", "a: &a [x, x]\nb: &b [*a, *a]\non: pull_request\n");
        _folder.Write(".github/workflows/b.yml", new string('[', 100_000));
        _folder.Write(".github/workflows/c.yml", new string('#', 600_000));

        var verdict = await JudgeAsync();

        Assert.Equal(Answer.Unknown, verdict.Answer);
        Assert.Contains("a.yml cannot be read", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_in_a_subfolder_has_the_workflows_of_its_repository()
    {
        using var repo = new TemporaryRepository();
        repo.Write("flights/airworthy.yaml", "airworthy: 1\n");
        repo.Commit("ci", "ana", ".github/workflows/ci.yml", "on: pull_request\njobs: {a: {steps: [{run: pytest}]}}\n");
        await using var around = Around.Folder(Path.Combine(repo.Folder, "flights"), Contract);

        Assert.Equal(".github/workflows/ci.yml", Assert.Single((await around.SeenAsync(new WorkflowsProbe())).Files).Path);
    }

    private async Task<Verdict> JudgeAsync()
    {
        await using var around = Around.Folder(_folder.Path, Contract);
        return new Core.Checklist.Deployment.Ci.Found().Judge(around.Contract, await around.SeenAsync(new WorkflowsProbe()));
    }
}
