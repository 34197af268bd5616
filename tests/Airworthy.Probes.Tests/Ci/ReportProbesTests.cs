using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Observations;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Ci;

public sealed class ReportProbesTests : IDisposable
{
    private const string Contract = "features: {code: [src/features.py]}\ncommands: {unit_tests: \"pytest tests --junitxml {junit}\"}\n";

    private readonly TemporaryFolder _folder = new();

    public ReportProbesTests() => _folder.Write("src/features.py", "x = 1\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Test_cases_are_counted_whatever_the_head_of_the_report_says()
    {
        _folder.Write("reports/junit.xml", """
            <testsuites><testsuite name="pytest" tests="500" failures="0" skipped="0">
              <testcase classname="tests.test_a" name="test_one" time="0.5"/>
              <testcase classname="tests.test_a" name="test_two" time="0.25"><failure message="no">trace</failure></testcase>
              <testcase classname="tests.test_a" name="test_three"><error/></testcase>
              <testcase classname="tests.test_a" name="test_four"><skipped message="needs a GPU"/></testcase>
              <testcase classname="tests.test_a" name="test_five"><skipped/></testcase>
            </testsuite></testsuites>
            """);

        var seen = await TestsAsync();

        Assert.Equal((5, 2, 2, 1, 0.75), (seen.Tests, seen.Failed, seen.Skipped, seen.SkippedWithoutReason, seen.Seconds));
        Assert.Equal(["tests.test_a.test_two", "tests.test_a.test_three"], seen.Failures);
        Assert.Null(seen.NewerThan);
    }

    [Fact]
    public async Task A_report_without_a_test_is_a_report()
    {
        _folder.Write("junit.xml", "<testsuites tests=\"40\"/>");

        Assert.Equal(Answer.Unmet, new UnitTests.Ran().Judge(Around.Folder(_folder.Path, Contract).Contract, await TestsAsync()).Answer);
    }

    [Fact]
    public async Task A_report_older_than_the_code_is_stale_and_one_younger_beside_it_counts()
    {
        _folder.Write("junit.xml", "<testsuite><testcase name=\"old\"/></testsuite>");
        _folder.Age("junit.xml", 2);
        Assert.Contains("src/features.py", (await TestsAsync()).NewerThan!, StringComparison.Ordinal);

        _folder.Write("reports/junit.xml", "<testsuite><testcase name=\"new\"/></testsuite>");
        var seen = await TestsAsync();
        Assert.Null(seen.NewerThan);
        Assert.Equal(["reports/junit.xml"], seen.Files);
    }

    [Fact]
    public async Task A_stamp_with_a_time_zone_makes_a_report_older_but_never_younger_than_its_file()
    {
        _folder.Write("junit.xml", "<testsuite timestamp=\"2020-01-01T00:00:00Z\"><testcase name=\"a\"/></testsuite>");
        Assert.Equal(2020, (await TestsAsync()).MadeAt.Year);

        _folder.Write("junit.xml", "<testsuite timestamp=\"2999-01-01T00:00:00Z\"><testcase name=\"a\"/></testsuite>");
        Assert.True((await TestsAsync()).MadeAt.Year < 2999);
    }

    [Fact]
    public async Task A_commit_after_the_tests_of_the_same_text_changes_nothing_and_an_old_report_in_a_fresh_checkout_is_stale()
    {
        using var repo = new TemporaryRepository();
        repo.Commit("code", "ana", "src/features.py", "x = 1\n");
        repo.Write("junit.xml", "<testsuite><testcase name=\"a\"/></testsuite>");
        repo.Commit("report");
        await using var around = Around.Folder(repo.Folder, Contract);
        Assert.Null((await around.SeenAsync(new TestReportProbe())).NewerThan);

        // The report is of a day before the commit that changed the code; the checkout wrote the code just now.
        File.SetLastWriteTimeUtc(Path.Combine(repo.Folder, "junit.xml"), TemporaryRepository.Start.UtcDateTime);
        Assert.Contains("commit", (await around.SeenAsync(new TestReportProbe())).NewerThan!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE t [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><testsuite><testcase name=\"&b;\"/></testsuite>", "DTD")]
    [InlineData("<testsuite><testcase name=\"a\">", "cannot be read")]
    [InlineData("<html/>", "no JUnit report")]
    public async Task Hostile_broken_and_other_XML_is_no_report(string text, string expected)
    {
        _folder.Write("junit.xml", text);

        Assert.Contains(expected, await Around.Folder(_folder.Path, Contract).WhyNotAsync(new TestReportProbe()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_are_told_by_marker_or_by_a_word_of_the_name()
    {
        _folder.Write("junit.xml", """
            <testsuite>
              <testcase name="test_overfit_twenty_rows" time="2"/>
              <testcase name="LossGoesDown"/>
              <testcase name="test_x"><properties><property name="airworthy" value="resume"/></properties></testcase>
              <testcase name="test_stepwise_interfaces"/>
            </testsuite>
            """);

        Assert.Equal([("overfit", "test_overfit_twenty_rows"), ("loss", "LossGoesDown"), ("resume", "test_x")], (await TestsAsync()).Marked!.Select(m => (m.Kind, m.Name)));
    }

    [Fact]
    public async Task Coverage_is_laid_beside_the_projects_files_wherever_the_report_was_made()
    {
        _folder.Write("src/flights/clean.py", "y = 1\n");
        _folder.Write("coverage.xml", """
            <?xml version="1.0" ?>
            <coverage line-rate="0.5"><sources><source>/builds/acme/flights/src</source></sources><packages><package><classes>
              <class name="features.py" filename="features.py"><methods><method name="hour_of"><lines><line number="1" hits="0"/></lines></method></methods>
                <lines><line number="1" hits="0"/><line number="2" hits="3"/></lines></class>
              <class name="features.py again" filename="features.py"><lines><line number="1" hits="1"/></lines></class>
              <class name="other.py" filename="other.py"><lines><line number="1" hits="0"/></lines></class>
            </classes></package></packages></coverage>
            """);
        await using var around = Around.Folder(_folder.Path, "features: {code: [src]}\n");

        var seen = await around.SeenAsync(new CoverageReportProbe());

        var features = Assert.Single(seen.Covered, c => c.IsFeatureCode);
        Assert.Equal(("src/features.py", 2, 2), (features.Path, features.Lines, features.LinesRun));
        Assert.Equal(["hour_of"], features.FunctionsNotRun);
        Assert.Equal(["src/flights/clean.py"], seen.Unseen);
    }

    /// <summary>Each planted report through the real probe, in three sizes.</summary>
    [Theory]
    [InlineData("ran"), InlineData("covers"), InlineData("feature covers"), InlineData("kinds"), InlineData("fast")]
    public async Task The_defect_is_seen_from_just_above_the_limit_on(string part)
    {
        foreach (var size in Enum.GetValues<DefectSize>())
        {
            using var folder = new TemporaryFolder();
            var defect = Assert.IsType<Defect.Files>(part switch
            {
                "ran" => new UnitTests.Ran().Defect,
                "covers" => new UnitTests.Covers().Defect,
                "feature covers" => new FeatureCodeTested.Covers().Defect,
                "kinds" => new ModelSpecUnitTests.Kinds().Defect,
                _ => new ModelSpecUnitTests.Fast().Defect,
            });
            foreach (var (path, text) in defect.Content(size))
            {
                folder.Write(path, text!);
            }

            await using var around = Around.Folder(folder.Path, string.Concat(defect.Fields.Select(f => $"{f.Key.Split('.')[0]}: {{{f.Key.Split('.')[1]}: {f.Value}}}\n")));
            var verdict = part switch
            {
                "ran" => new UnitTests.Ran().Judge(around.Contract, await around.SeenAsync(new TestReportProbe())),
                "covers" => new UnitTests.Covers().Judge(around.Contract, await around.SeenAsync(new CoverageReportProbe())),
                "feature covers" => new FeatureCodeTested.Covers().Judge(around.Contract, await around.SeenAsync(new CoverageReportProbe())),
                "kinds" => new ModelSpecUnitTests.Kinds().Judge(around.Contract, await around.SeenAsync(new TestReportProbe())),
                _ => new ModelSpecUnitTests.Fast().Judge(around.Contract, await around.SeenAsync(new TestReportProbe())),
            };

            Assert.True(verdict.Answer == (size == DefectSize.JustBelow ? Answer.Met : Answer.Unmet), $"{part} {size}: {verdict.Answer} {verdict.Says}");
        }
    }

    private async Task<TestReport> TestsAsync()
    {
        await using var around = Around.Folder(_folder.Path, Contract);
        return await around.SeenAsync(new TestReportProbe());
    }
}
