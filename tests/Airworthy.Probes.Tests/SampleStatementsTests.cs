using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests;

public sealed class SampleStatementsTests
{
    [Fact]
    public async Task Statements_of_the_sample_speak_about_its_contract_data_and_code_of_now()
    {
        var root = Path.Combine(Repository(AppContext.BaseDirectory), "samples", "flight-delays");
        var subjects = await ProjectFolder.SubjectsAsync(ProjectFolder.ReadContract(root).Contract!, root, TestContext.Current.CancellationToken);
        var files = ProjectFolder.Read(root);

        Assert.Empty(files.Problems);
        var unfit = files.Statements.Values
            .Select(s => s.Statement)
            .Select(s => (s.Item, Changed: Evaluation.ChangedSince(s.Binds ?? new Dictionary<string, string>(), subjects.Of(Pages.Find(s.Item)!))))
            .Where(x => x.Changed.Count > 0)
            .Select(x => $"{x.Item} ({string.Join(", ", x.Changed)})")
            .ToList();
        Assert.True(unfit.Count == 0,
            $"Statements in samples/flight-delays are bound to something else than what is there now: {string.Join("; ", unfit)}. " +
            "Read them; where they are still true, bind them anew with `./airworthy attest all --bind samples/flight-delays` and commit that.");
    }

    private static string Repository(string folder) =>
        File.Exists(Path.Combine(folder, "Airworthy.slnx")) ? folder : Repository(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
