using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Checklist.TestScore.Model;
using Airworthy.Core.Records;
using Airworthy.Data;
using Airworthy.Pipelines.Drills;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>Parts that judge how files came to be where they are, on real repositories and through their own defects.</summary>
public sealed class HistoryProbesTests : IDisposable
{
    private readonly TemporaryRepository _repo = new();

    public HistoryProbesTests() => _repo.Commit("The project begins", "ana", "airworthy.yaml", "airworthy: 1\nproject: example\n");

    public void Dispose() => _repo.Dispose();

    [Theory]
    [InlineData(DefectSize.JustBelow, Answer.Met)]
    [InlineData(DefectSize.JustAbove, Answer.Unmet)]
    [InlineData(DefectSize.FarAbove, Answer.Unmet)]
    public async Task A_large_file_in_history_is_seen_although_it_was_removed(DefectSize size, Answer expected)
    {
        Plant(new VersionedStorage.Git().Defect, size);
        await using var around = Around.Folder(_repo.Folder);

        var verdict = new VersionedStorage.Git().Judge(around.Contract, await around.SeenAsync(new LargeFilesInHistoryProbe()));

        Assert.Equal(expected, verdict.Answer);
        Assert.Empty(Directory.GetFiles(_repo.Folder, "*.csv", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Outside_git_nothing_is_said_of_history()
    {
        using var folder = new TemporaryFolder();
        await using var around = Around.Folder(folder.Path);

        Assert.Contains("no git repository", await around.WhyNotAsync(new LargeFilesInHistoryProbe()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ana", "ana", null, Answer.Unknown)]                                         // nobody but the author
    [InlineData("", "ana", "ben", null, Answer.Met)]                                             // merged by another
    [InlineData("\n\nReviewed-by: Ben <ben@example.com>", "ana", "ana", null, Answer.Met)]
    [InlineData("\n\nReviewed-by: Ana <ana@example.com>", "ana", "ana", null, Answer.Unknown)]   // oneself
    [InlineData("\n\nReviewed-by: x <a[bot]@example.com>", "ana", "ana", null, Answer.Unknown)]  // a program
    [InlineData("", "ana", "ana", "policy: light", Answer.Met)]
    [InlineData("", "data[bot]", "data[bot]", "policy: light", Answer.Unknown)]                  // one step by a bot
    public async Task How_the_schema_came_to_be(string trailer, string author, string merger, string? policy, Answer expected)
    {
        _repo.Branch("schema");
        _repo.Commit("Distances are in miles" + trailer, author, "s.yaml", "columns: {}\n");
        _repo.Checkout("main");
        _repo.Merge("schema", "Merge", merger);

        Assert.Equal(expected, (await SchemaAsync("data: {schema: s.yaml}\n" + policy)).Answer);
    }

    [Theory]
    [InlineData("# Inferred from data/flights.parquet; correct every range.\n", true)]
    [InlineData("# Written by hand.\n", false)]
    public async Task A_schema_that_a_program_inferred_says_so(string head, bool generated)
    {
        _repo.Commit("A schema for a start", "ana", "s.yaml", head + "columns: {}\n");
        await using var around = Around.Folder(_repo.Folder, "data: {schema: s.yaml}\n");

        Assert.Equal(generated, (await around.SeenAsync(new SchemaHistoryProbe())).IsGenerated);
    }

    [Fact]
    public async Task A_schema_that_was_reviewed_and_then_changed_alone_is_seen()
    {
        Plant(new DataSchema.Approved().Defect, DefectSize.FarAbove);

        Assert.Equal(Answer.Unmet, (await SchemaAsync("data: {schema: airworthy-drill.schema.yaml}")).Answer);
    }

    [Theory]
    [InlineData(DefectSize.JustBelow, Answer.Met)]
    [InlineData(DefectSize.JustAbove, Answer.Unmet)]
    public async Task A_change_of_code_that_nobody_read_is_seen(DefectSize size, Answer expected)
    {
        _repo.Commit("Contract\n\nReviewed-by: Ben <ben@example.com>", "ana", "airworthy.yaml", "airworthy: 1\nproject: other\n");
        Plant(new ModelSpecReviewed.Review().Defect, size);

        var verdict = await ReviewAsync("features: {code: [airworthy-drill.sql]}");

        Assert.Equal(expected, verdict.Answer);
        Assert.Contains("commits alone", verdict.Concerns[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_ever_leaves_approvals_nothing_is_said() => Assert.Equal(Answer.Unknown, (await ReviewAsync("")).Answer);

    [Fact]
    public async Task What_the_CI_recorded_of_the_same_code_comes_first_and_of_other_code_not_at_all()
    {
        _repo.Commit("A feature", "ana", "f.sql", "select 1");
        await using var before = Around.Folder(_repo.Folder, "features: {code: [f.sql]}");
        var code = await CodeFiles.DigestAsync(before.Contract, _repo.Folder, TestContext.Current.CancellationToken);
        var record = new CheckRecord
        {
            Check = "model-spec-reviewed/review",
            CheckVersion = 1,
            Answer = Answer.Met,
            Says = "All were approved.",
            At = TemporaryRepository.Start,
            Subject = new Dictionary<string, string> { ["code"] = code!.Digest },
            By = new Writer(WriterKind.Ci, "github-7-1", "https://ci.example/7"),
        };

        Assert.Equal(Answer.Met, (await ReviewAsync("features: {code: [f.sql]}", record)).Answer);

        _repo.Commit("Another feature", "ana", "f.sql", "select 2");
        Assert.Equal(Answer.Unknown, (await ReviewAsync("features: {code: [f.sql]}", record)).Answer);
    }

    private async Task<Verdict> SchemaAsync(string contract)
    {
        await using var around = Around.Folder(_repo.Folder, contract);
        return new DataSchema.Approved().Judge(around.Contract, await around.SeenAsync(new SchemaHistoryProbe()));
    }

    private async Task<Verdict> ReviewAsync(string contract, params CheckRecord[] records)
    {
        await using var around = Around.Folder(_repo.Folder, contract, records);
        return new ModelSpecReviewed.Review().Judge(around.Contract, await around.SeenAsync(new SpecReviewsProbe()));
    }

    private void Plant(Defect defect, DefectSize size) =>
        PlantedHistory.Add(_repo.Folder, Assert.IsType<Defect.Commits>(defect).Content(size), merged: null, TimeProvider.System.GetUtcNow());
}
