using System.Globalization;
using System.Text;

using Airworthy.Cli.Gating;
using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Data;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

namespace Airworthy.Cli.Tests.Training;

/// <summary>The gate asks the file that would serve: a good set of stored predictions lets no other file through.</summary>
public sealed class GateReplayTests : IDisposable
{
    private const string Contract = "airworthy: 1\nproject: small\nkind: tabular-classification\nstage: model\nowner: {person: ana}\nmetric: {name: roc_auc, direction: up, on: dev}\n"
        + "data:\n  files: [rows.csv]\n  id: id\n  label: {name: y}\n  entity: none\n  split: {method: by-hash, shares: {train: 0.5, dev: 0.4, test: 0.1}}\n";

    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-gate-replay-").FullName;

    [Fact]
    public async Task The_file_that_made_the_predictions_passes_and_one_that_answers_the_other_way_round_does_not()
    {
        var honest = await AskAsync(Model(2, -1));
        var inverted = await AskAsync(Model(-2, 1));
        var nearly = await AskAsync(Model(2, -0.999));
        var hair = await AskAsync(Model(2, -1.0001)); // 0.00003 apart at most: within what another processor may round

        Assert.True(honest.Answer == Answer.Met, honest.Says);
        Assert.Contains("answers 200 rows of dev as its run stored, within 0.0001", honest.Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Unmet, inverted.Answer);
        Assert.Matches(@"answers (19\d|200) of 200 rows of dev otherwise than its run stored, by up to 0\.\d+", inverted.Says);
        Assert.Equal(Answer.Unmet, nearly.Answer);
        Assert.True(hair.Answer == Answer.Met, hair.Says);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_not_told()
    {
        var none = await AskAsync(null);
        var broken = await AskAsync([1, 2, 3]);
        var other = await AskAsync(OnnxWriter.Write(new Airworthy.Models.Tabular.Encoder([new Airworthy.Models.Tabular.Encoding.AsItIs("weight")]), new Formula.Linear([0], [1], [[1.0]], [0], Link.Sigmoid), 1, []));
        var half = await AskAsync(Model(2, -1), stored: 3);

        foreach (var (line, says) in new[] { (none, "no file model.onnx"), (broken, "Not seen: "), (other, "takes weight"), (half, "its run stored no score of ") })
        {
            Assert.Equal(Answer.Unknown, line.Answer);
            Assert.Contains(says, line.Says, StringComparison.Ordinal);
            Assert.NotNull(line.Next);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static byte[] Model(double slope, double bias) => OnnxWriter.Write(new Airworthy.Models.Tabular.Encoder([new Airworthy.Models.Tabular.Encoding.AsItIs("x")]), new Formula.Linear([0], [1], [[slope]], [bias], Link.Sigmoid), 1, []);

    /// <param name="stored">So many rows of every four have a stored prediction.</param>
    private async Task<Core.Evaluations.GateLine> AskAsync(byte[]? onnx, int stored = 4)
    {
        var cancel = TestContext.Current.CancellationToken;
        var random = new Random(5);
        var (rows, said) = (new StringBuilder("id,x,y\n"), new StringBuilder("id,label,score\n"));
        for (var i = 0; i < 1000; i++)
        {
            var x = MathF.Round((float)random.NextDouble(), 3);
            rows.AppendLine(CultureInfo.InvariantCulture, $"{i},{x},{(x > 0.5f ? 1 : 0)}");
            if (i % 4 < stored)
            {
                said.AppendLine(CultureInfo.InvariantCulture, $"{i},{(x > 0.5f ? 1 : 0)},{1 / (1 + Math.Exp(1 - (2.0 * x))):R}");
            }
        }

        await File.WriteAllTextAsync(Path.Combine(_root, "rows.csv"), rows.ToString(), cancel);
        await File.WriteAllTextAsync(Path.Combine(_root, "dev.csv"), said.ToString(), cancel);
        await File.WriteAllTextAsync(Path.Combine(_root, "airworthy.yaml"), Contract, cancel);
        var project = Project.Open(_root);
        await using var table = await Table.OpenAsync(project.Contract, _root, cancel);
        var candidate = new GateCandidate(new ModelVersion("small", "1", "", "", null, "READY", null, new Dictionary<string, string>(), []),
            new Run("r1", "1", "trained", "", RunStatus.Finished, null, null, "", false, new Dictionary<string, MetricValue>(), new Dictionary<string, string>(), new Dictionary<string, string>()), new Dictionary<string, string> { ["dev"] = Path.Combine(_root, "dev.csv") }, null, onnx, null);

        return await GateReplay.AskAsync(project, table, candidate, "dev", cancel);
    }
}
