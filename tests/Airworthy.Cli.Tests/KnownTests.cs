namespace Airworthy.Cli.Tests;

public sealed class KnownTests : IDisposable
{
    private readonly ScratchProject _project = new();

    public KnownTests()
    {
        // The ledger tells who is late almost always; whether it is known in time only a person can say.
        _project.Write("t.csv", "id,day,km,ledger,late\n" + string.Concat(Enumerable.Range(0, 600).Select(i =>
            $"{i},2001-05-{1 + (i / 25):00},{i * 37 % 100},{((i % 3 == 0) != (i % 100 == 1) ? 7 : 2)},{(i % 3 == 0 ? 1 : 0)}\n")));
        _project.Write("airworthy.yaml", _project.Read("airworthy.yaml").Replace("stage: idea", "stage: data", StringComparison.Ordinal) + "data: {files: t.csv, id: id, label: late, time: day, entity: none}\n");
        _project.Commit("Data");
    }

    [Fact]
    public async Task The_machine_asks_a_person_answers_and_the_answer_is_shown_with_the_name()
    {
        var asked = await CheckAsync();
        Assert.Contains("airworthy known ledger 0h --because", asked, StringComparison.Ordinal);

        var run = await _project.RunAsync("known", "ledger", "0h", "--because", "The ledger is closed at push-back: asked at the desk, who showed it.");
        Assert.Equal("", run.Errors);
        Assert.Contains("ledger is known 0h after day, says maria", run.Output, StringComparison.Ordinal);

        var answered = await CheckAsync();
        Assert.DoesNotContain("a person has to say when it is known", answered, StringComparison.Ordinal);
        Assert.Contains("by maria on 2001-07-01: The ledger is closed at push-back", answered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_a_name_in_the_contract_is_a_concern_of_its_own()
    {
        _project.Replace("airworthy.yaml", "entity: none}", "entity: none, available_after: {ledger: 0h}}");

        Assert.Contains("nobody answered for it by name", await CheckAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leger", "0h", "The ledger is closed at push-back: asked at the desk.", "Did you mean ledger?")]
    [InlineData("ledger", "soon", "The ledger is closed at push-back: asked at the desk.", "soon is no length of time.")]
    [InlineData("ledger", "0h", "tbd", "The reason is the placeholder \"tbd\".")]
    public async Task What_would_not_count_is_refused_and_nothing_is_written(string column, string after, string because, string expected)
    {
        var before = _project.Read("airworthy.yaml");

        var run = await _project.RunAsync("known", column, after, "--because", because, "--by", "lea");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, _project.Read("airworthy.yaml"));
    }

    private async Task<string> CheckAsync() => string.Join(' ', (await _project.RunAsync("check", "leakage-safe-split", "--all")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public void Dispose() => _project.Dispose();
}
