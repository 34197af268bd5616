using Airworthy.Data;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Features as training and as serving make them, and what runs in a prediction.</summary>
public sealed class FeatureCodeSidesTests
{
    private const string Golden = "data: {id: parcel}\nfeatures: {code: [features.py], golden: {training: a.csv, serving: b.csv}}\n";

    private const string Traced = "features: {code: [src/features.py], trace: {report: reports/one.xml, besides: [src/serve]}}\n";

    [Fact]
    public async Task Rows_meet_by_their_name_and_values_by_their_size()
    {
        await using var project = SmallProject.With(Golden,
            ("a.csv", "parcel,hour,weight,ward,none,\"order\"\"s\"\n1,7,1000000,A,,1\n2,8,0.5,B,,1\n3,9,2.5,C,,1\n10,9,2.5,C,,1\n"),
            ("b.csv", "parcel,ward,weight,hour,none,\"order\"\"s\",extra\n10,C,2.5,10,,1,0\n3,c,2.5,10,,1,0\n2,B,0.50000001,8,,1,0\n1,A,1000000.5,7,,1,0\n11,A,1,1,,1,0\n"));

        var seen = await project.SeeAsync(new GoldenRowsProbe());

        Assert.Equal((4, 0, 1, 5), (seen.Rows, seen.OnlyTraining, seen.OnlyServing, seen.Columns));
        Assert.Equal(["extra"], seen.OneSided);
        Assert.Equal(["hour 2 3 9 10", "ward 1 3 C c"], seen.Different.Select(d => $"{d.Feature} {d.Rows} {d.Id} {d.InTraining} {d.InServing}"));
    }

    [Theory]
    [InlineData("parcel,hour\n1,7\n", "nr,hour\n1,7\n", "No column names the rows in both a.csv and b.csv")]
    [InlineData("parcel,hour\n1,7\n1,8\n", "parcel,hour\n1,7\n", "a.csv has rows with the same parcel")]
    [InlineData("parcel,hour\n1,7\n", "", "b.csv is empty")]
    public async Task What_cannot_be_compared_is_said(string training, string serving, string says)
    {
        await using var project = SmallProject.With(Golden, ("a.csv", training), ("b.csv", serving));
        var because = await Assert.ThrowsAsync<TableException>(() => project.SeeAsync(new GoldenRowsProbe()));
        Assert.Contains(says, because.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_prediction_the_projects_own_files_are_seen()
    {
        await using var project = SmallProject.With(Traced, ("src/features.py", "a = 1\nb = 2\n"), ("src/serve/http.py", "c = 1\n"), ("src/hidden.py", "d = 1\n"), ("src/idle.py", "e = 1\n"), (".venv/lib/x.py", "f = 1\n"),
            ("reports/one.xml", $"<coverage><sources><source>src</source></sources>{Source("features.py", 1, 2)}{Source("serve/http.py", 1)}{Source("hidden.py", 1)}{Source("idle.py")}{Source("../.venv/lib/x.py", 1)}{Source("/usr/lib/json.py", 1)}</coverage>"));

        var seen = await project.SeeAsync(new PredictionTraceProbe());

        Assert.Equal(["src/features.py 2 True False", "src/hidden.py 1 False False", "src/serve/http.py 1 False True"], seen.Ran.Select(f => $"{f.Path} {f.Lines} {f.IsFeatureCode} {f.IsBeside}"));
        Assert.Null(seen.NewerThan);
        Assert.Contains("There is no coverage report", await project.WhyNotAsync(new CoverageReportProbe()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "reports/one.xml is not there")]
    [InlineData("<testsuite/>", "is no coverage report in Cobertura form")]
    [InlineData("<coverage><class", "cannot be read")]
    [InlineData("<!DOCTYPE c [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><coverage>&e;</coverage>", "cannot be read")]
    public async Task A_report_that_shows_no_prediction_is_named(string? report, string says)
    {
        await using var project = report is null ? SmallProject.With(Traced) : SmallProject.With(Traced, ("reports/one.xml", report));
        Assert.Contains(says, await project.WhyNotAsync(new PredictionTraceProbe()), StringComparison.Ordinal);
    }

    private static string Source(string path, params int[] ran) =>
        $"<class filename=\"{path}\"><lines><line number=\"99\" hits=\"0\"/>{string.Concat(ran.Select(l => $"<line number=\"{l}\" hits=\"1\"/>"))}</lines></class>";
}
