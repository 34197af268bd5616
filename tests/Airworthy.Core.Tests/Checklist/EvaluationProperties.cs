using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;

using CsCheck;

using static Airworthy.Core.Tests.Checklist.Situation;

namespace Airworthy.Core.Tests.Checklist;

public sealed class EvaluationProperties
{
    private static readonly Gen<Answer> s_answer = Gen.Enum<Answer>();

    private static readonly Gen<Statement> s_statement = Gen.Select(
        Gen.String[0, 120], OneOf("ana", "ben", "old", "eve"), Gen.Int[-200, 200], Gen.Int[-200, 400], Gen.Bool, Gen.Enum<StatementKind>(), Gen.Enum<ManualResult>(),
        (says, by, on, until, bound, kind, result) => new Statement
        {
            Item = "leakage-safe-split",
            Says = says,
            By = by,
            On = Today.AddDays(on),
            Until = Today.AddDays(until),
            Kind = kind,
            Result = result,
            Binds = bound ? Subjects("sha256:data1").Of(Item()) : null,
            DistributedTo = ["ana", "ben"],
        });

    [Fact]
    public void No_edit_of_statements_alone_turns_failing_green() =>
        Gen.Select(s_statement, Gen.Enum<Grade>(), Gen.Enum<Policy>()).Sample(
            (statement, grade, policy) => Evaluation.Of(Item(), Evidence(("rows", Unmet)).Signed(_ => statement, grade) with { Contract = Contract with { Policy = policy } }).Status == Status.Failing,
            iter: 2_000);

    [Fact]
    public void Evidence_about_another_subject_never_counts_whatever_it_is_called() =>
        Gen.Select(Gen.String[1, 40], s_answer).Sample(
            (digest, answer) => digest == "sha256:data1"
                || !Evaluation.Of(Item("judged: {rows: T2}\ndue: {rows: data}"), Evidence() with { Records = [Record("rows", answer, data: digest)] }).IsDone,
            iter: 1_000);

    [Trait("Category", "slow")]
    [Theory]
    [InlineData("optional")]
    [InlineData("data")]
    public void Deleting_records_or_statements_never_raises_the_score(string statementDue)
    {
        var item = Item($"judged: {{contract: T0, rows: T2}}\ndue: {{contract: data, rows: data, statement: {statementDue}}}\nstatement_days: 90") with { Section = "TestScore/Data" };
        var record = Gen.Select(OneOf("rows", "rows", "rows", "contract"), s_answer, Gen.Int[0, 40], Gen.Enum<WriterKind>(), OneOf("sha256:data1", "sha256:data1", "sha256:data0"),
            (part, answer, days, by, data) => Record(part, answer, Now.AddDays(-days), data, by));

        // Half of the statements would count, so that the machine's answer and the hand's meet often.
        var statement = Gen.Select(s_statement, Gen.Bool, Gen.Int[0, 110], (any, counts, days) => counts ? Counting(any, days) : any);
        Gen.Select(record.Array[0, 8], statement, Gen.Bool, Gen.Int[0, 255], Gen.Select(s_answer, s_answer)).Sample((records, statement, deleted, kept, answers) =>
        {
            var sorted = Chains.Link([], records.OrderBy(r => r.At));
            var evidence = Evidence(("contract", Verdict.Of(answers.Item1, "So.", "Next.")), ("rows", Verdict.Of(answers.Item2, "So.", "Next."))) with { Records = sorted };
            evidence = evidence.Signed(_ => statement);
            var fewer = evidence with
            {
                Records = [.. sorted.Where((_, i) => (kept >> i & 1) == 1)],
                Statements = deleted ? new Dictionary<string, StatementOnFile>() : evidence.Statements,
            };
            return Strict(item, fewer) <= Strict(item, evidence);
        }, iter: 2_000);
    }

    [Fact]
    public void A_waiver_never_changes_the_status_underneath() =>
        Gen.Select(s_answer, Gen.Int[-100, 100], Gen.Int[0, 120]).Sample((answer, on, length) =>
        {
            var evidence = Evidence(("rows", Verdict.Of(answer, "So.", "Next."))).Signed();
            var waived = evidence with
            {
                Waivers = [new Waiver { Item = "leakage-safe-split", Risk = "A stated risk of some length.", Because = "A stated reason of some length.", Mitigation = "m", By = "ben", ApprovedBy = ["ana"], On = Today.AddDays(on), Until = Today.AddDays(on + length) }],
            };
            return Evaluation.Of(Item(), evidence).Status == Evaluation.Of(Item(), waived).Status;
        }, iter: 500);

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static Statement Counting(Statement statement, int days) => Evidence().Signed().Statements["leakage-safe-split"].Statement with
    {
        Kind = statement.Kind,
        Result = statement.Result,
        On = Today.AddDays(-days),
        DistributedTo = statement.DistributedTo,
    };

    private static double Strict(Item item, Evidence evidence) => Score.Of([Evaluation.Of(item, evidence)], evidence).Strict;
}
