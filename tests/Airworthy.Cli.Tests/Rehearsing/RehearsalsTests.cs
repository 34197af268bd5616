using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Data.Records;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Tests.Rehearsing;

/// <summary>Drills of what serves, each through a whole gateway in this process.</summary>
public sealed class RehearsalsTests
{
    private static readonly RehearsedVersion s_constant = new("constant:0.2", null, null, null);

    private static readonly RehearsedVersion s_model = new("models:/late/2", "sha256:22", Onnx(), null);

    [Fact]
    public async Task A_candidate_that_fails_on_one_of_twenty_is_stopped_by_itself_and_no_caller_notices()
    {
        var outcome = await Of(s_constant, s_model).CanaryAsync(TestContext.Current.CancellationToken);

        Assert.True(outcome.Answer == Answer.Met, outcome.Says);
        Assert.InRange(outcome.Measured["candidate"], 100, 3_000);
        Assert.Equal(0, outcome.Measured["failed"]);
        Assert.Contains("Rolled back from 10 %, errors", outcome.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shadow_that_hangs_or_crashes_changes_no_answer_and_nobody_waits_for_it()
    {
        var outcome = await Of(null, s_model).ShadowAsync(TestContext.Current.CancellationToken, mostLooks: 1);

        Assert.Equal((0, 0, 0), (outcome.Measured["failed"], outcome.Measured["changed"], outcome.Measured["waited"]));
        Assert.InRange(outcome.Measured["p99_ratio"], 0.01, 20);
    }

    [Theory]
    [InlineData(false)] // the version before has to be loaded first
    [InlineData(true)]
    public async Task Going_back_loses_no_request(bool isLoaded)
    {
        var outcome = await Of(s_constant, s_model, isLoaded).RollBackAsync(TestContext.Current.CancellationToken);

        Assert.True(outcome.Answer == Answer.Met, outcome.Says);
        Assert.StartsWith("Back from models:/late/2 to constant:0.2", outcome.Says, StringComparison.Ordinal);
        Assert.InRange(outcome.Measured["seconds"], 0, 30);
        Assert.True(outcome.Measured["requests"] > 20, outcome.Says);
    }

    [Fact]
    public async Task There_and_back_loses_no_request()
    {
        var outcome = await Of(s_constant, s_model).SwitchAsync(TestContext.Current.CancellationToken);

        Assert.True(outcome.Answer == Answer.Met, outcome.Says);
        Assert.Equal((0, 0), (outcome.Measured["failed"], outcome.Measured["mixed"]));
    }

    [Fact]
    public async Task Where_nothing_answered_before_there_is_nothing_to_go_back_to() =>
        Assert.Contains("nothing to go back to", (await Assert.ThrowsAsync<Refusal>(() => Of(null, s_model).RollBackAsync(TestContext.Current.CancellationToken))).Lines[0], StringComparison.Ordinal);

    [Fact]
    public async Task What_was_rehearsed_is_read_back_from_the_records_and_is_no_check_of_an_item()
    {
        var root = Directory.CreateTempSubdirectory("airworthy-kept-").FullName;
        var kept = new Rehearsal("rollback", new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero), Answer.Met, "Back after 0.1 s.", null, TimeSpan.FromSeconds(3), Rehearsal.Own,
            new Dictionary<string, string> { ["models:/late/2"] = "sha256:22" }, new Dictionary<string, double> { ["seconds"] = 0.1, ["failed"] = 0 }, new Writer(WriterKind.Drill, "drill-here"));
        var store = new RecordStore(root);
        await store.AppendAsync(kept.By.Id, [kept.ToRecord()], TestContext.Current.CancellationToken);

        var read = Rehearsal.Of(Assert.Single(store.Read()))!;

        Assert.Equal((kept.Name, kept.At, kept.Outcome, kept.Says, kept.Took, kept.Where), (read.Name, read.At, read.Outcome, read.Says, read.Took, read.Where));
        Assert.Equal("sha256:22", read.About["models:/late/2"]);
        Assert.Equal(0.1, read.Measured["seconds"]);
        Assert.Null(Pages.Find(store.Read()[0].Part.Item));
        Directory.Delete(root, recursive: true);
    }

    private static Rehearsals Of(RehearsedVersion? before, RehearsedVersion live, bool isLoaded = false) => new(new ServedHere("late", live, before, isLoaded), TimeProvider.System);

    /// <summary>Takes distance FP32 [-1, 1] and gives a probability.</summary>
    private static byte[] Onnx() => OnnxWriter.Write(new Encoder([new Encoding.AsItIs("distance")]), new Formula.Linear([0], [1], [[0.001]], [-1], Link.Sigmoid), 1, []);
}
