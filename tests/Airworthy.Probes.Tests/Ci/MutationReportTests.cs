using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Probes.Ci;

namespace Airworthy.Probes.Tests.Ci;

public sealed class MutationReportTests : IDisposable
{
    private static readonly ProjectContract s_contract = ContractReader.Read("airworthy: 1\nproject: small\nfeatures: {code: [src/features.py]}\n", "airworthy.yaml").Contract!;

    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-mutants-").FullName;

    public MutationReportTests()
    {
        Write("src/features.py", "x = 1\n");
        File.SetLastWriteTimeUtc(Path.Combine(_root, "src/features.py"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task Json_in_the_common_schema_is_counted_as_the_schema_says()
    {
        Write("reports/mutation/mutation.json", Json("Killed", "Timeout", "Survived", "NoCoverage", "CompileError", "Ignored", "RuntimeError", "Pending"));

        Assert.Equal(new FileMutants("src/features.py", true, 2, 1, 1, 1), Assert.Single((await SeenAsync()).Mutated));
    }

    [Fact]
    public async Task Mutmut_writes_survivors_as_failures_and_they_are_no_failed_tests()
    {
        Write(".airworthy/store/reports/mutmut.xml", """
            <?xml version="1.0" ?>
            <testsuites disabled="0" errors="1" failures="2" tests="4" time="0.0">
            	<testsuite disabled="0" errors="1" failures="2" name="mutmut" skipped="0" tests="4" time="0">
            		<testcase name="Mutant #1" file="src/features.py" line="6"><system-out>x = 1</system-out></testcase>
            		<testcase name="Mutant #2" file="src/features.py" line="6"><failure type="failure" message="bad_survived">--- src/features.py</failure></testcase>
            		<testcase name="Mutant #3" file="src/features.py" line="7"><error type="timeout" message="bad_timeout">-</error></testcase>
            		<testcase name="Mutant #4" file="src/features.py" line="8"><failure type="failure" message="untested">-</failure></testcase>
            	</testsuite>
            </testsuites>
            """);

        Assert.Equal(new FileMutants("src/features.py", true, 2, 1, 0, 1), Assert.Single((await SeenAsync()).Mutated));
        Assert.IsType<Sighting<TestReport>.NotSeen>(await new TestReportProbe().LookAsync(Around(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(2, 2, 1, 0)]
    [InlineData(1, 0, 1, 2)] // two look killed and the sum says one was: none of the two is believed
    public async Task Cosmic_ray_writes_what_was_never_tried_like_what_was_killed_and_its_sum_decides(int said, int killed, int survived, int untried)
    {
        Write(".airworthy/store/reports/cosmic-ray.xml", $"""
            <?xml version='1.0' encoding='utf-8'?>
            <testsuite errors="0" failures="{said}" skips="0" tests="3"><testcase classname="ab1" line="1" file="src/features.py" /><testcase classname="ab2" line="1" file="src/features.py" /><testcase classname="ab3" line="2" file="src/features.py"><failure message="Mutant has survived your unit tests">-</failure></testcase></testsuite>
            """);

        Assert.Equal(new FileMutants("src/features.py", true, killed, survived, 0, untried), Assert.Single((await SeenAsync()).Mutated));
    }

    [Fact]
    public async Task A_report_older_than_the_code_is_no_evidence_and_a_broken_one_is_named()
    {
        Write("mutation.json", Json("Killed"));
        File.SetLastWriteTimeUtc(Path.Combine(_root, "mutation.json"), new DateTime(2025, 12, 1, 0, 0, 0, DateTimeKind.Utc));
        var verdict = new FeatureCodeTested.Mutants().Judge(s_contract, await SeenAsync());
        Assert.Equal(Answer.Unknown, verdict.Answer);
        Assert.Contains("src/features.py was changed after it", verdict.Says, StringComparison.Ordinal);

        Write("mutation.json", Json("Killed", "Sunny"));
        var broken = Assert.IsType<Sighting<MutationReport>.NotSeen>(await new MutationReportProbe().LookAsync(Around(), TestContext.Current.CancellationToken));
        Assert.Contains("mutation.json cannot be read: src/features.py has a mutant whose status is Sunny.", broken.Because, StringComparison.Ordinal);
    }

    private static string Json(params string[] fates) =>
        $$$$"""{"schemaVersion": "1.0", "thresholds": {"high": 80, "low": 60}, "files": {"src/features.py": {"language": "python", "source": "x", "mutants": [{{{{string.Join(", ", fates.Select((f, i) => $$"""{"id": "{{i}}", "mutatorName": "m", "location": {}, "status": "{{f}}"}"""))}}}}]}}}""";

    private async Task<MutationReport> SeenAsync() => Assert.IsType<Sighting<MutationReport>.Seen>(await new MutationReportProbe().LookAsync(Around(), TestContext.Current.CancellationToken)).Observation;

    private Surroundings Around() => new() { Root = _root, Contract = s_contract, Clock = TimeProvider.System };

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
