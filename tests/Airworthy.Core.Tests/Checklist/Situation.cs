using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Tests.Checklist;

/// <summary>Builds evidence for tests: one invented item, a small contract, two people.</summary>
internal static class Situation
{
    public static readonly DateOnly Today = new(2026, 3, 1);

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static readonly ProjectContract Contract = ContractReader.Read("""
        airworthy: 1
        project: example
        stage: data
        policy: standard
        metric: {name: roc_auc, direction: up, on: dev, good_enough: 0.7}
        """, "airworthy.yaml").Contract!;

    public static readonly People People = new()
    {
        ByHandle = new Dictionary<string, Person>
        {
            ["ana"] = new() { Name = "Ana", Roles = [Role.Owner] },
            ["ben"] = new() { Name = "Ben", Roles = [Role.DataScientist] },
            ["old"] = new() { Name = "Old", Roles = [Role.Owner], Active = false },
        },
    };

    public static Item Item(string front = "", string id = "LeakageSafeSplit") => Pages.Parse($"Data/{id}.md", $"""
        ---
        origin: seed
        order: 1
        severity: 4
        stop: P2
        {(front.Length > 0 ? front : "judged: {rows: T2}\ndue: {rows: data, statement: data}\nstatement_days: 100")}
        reads: [metric.name, metric.good_enough]
        binds: [contract, data]
        ceiling: verified
        ---
        # An item
        """);

    public static Evidence Evidence(params (string Part, Verdict Verdict)[] seen) => new()
    {
        Contract = Contract,
        Subjects = Subjects("sha256:data1"),
        Today = Today,
        Now = Now,
        People = People,
        Seen = seen.ToDictionary(
            s => new PartId("leakage-safe-split", s.Part),
            s => new PartSeen(new PartId("leakage-safe-split", s.Part), s.Verdict, Subjects("sha256:data1").Of(Item()), Now)),
    };

    public static Subjects Subjects(string data, ProjectContract? contract = null) => new(contract ?? Contract, new Dictionary<Bound, string> { [Bound.Data] = data });

    public static readonly Verdict Met = Verdict.Met("It holds: 3 of 5.");

    public static readonly Verdict Unmet = Verdict.Unmet("It does not hold: 7 of 5.", "Mend it.");

    public static readonly Verdict Unknown = Verdict.Unknown("Nothing was seen.", "Look.");

    public static readonly Verdict Undecided = Verdict.Undecided("Between 4 and 6, the limit is 5.", "Bring more rows.");

    public static Evidence Signed(this Evidence evidence, Func<Statement, Statement>? change = null, Grade grade = Grade.Reviewed)
    {
        var statement = new Statement
        {
            Item = "leakage-safe-split",
            Says = "Labels come from the airport feed of the next day; no column is set after departure, as checked with operations on 2026-02-20.",
            By = "ana",
            Role = Role.Owner,
            On = new DateOnly(2026, 2, 20),
            Until = new DateOnly(2026, 5, 1),
            Binds = Subjects("sha256:data1").Of(Item()),
        };
        return evidence with
        {
            Statements = new Dictionary<string, StatementOnFile>
            {
                ["leakage-safe-split"] = new(change?.Invoke(statement) ?? statement, grade, ".airworthy/statements/leakage-safe-split.yaml", "00"),
            },
        };
    }

    public static CheckRecord Record(string part, Answer answer, DateTimeOffset? at = null, string data = "sha256:data1", WriterKind by = WriterKind.Person) => new()
    {
        Check = $"leakage-safe-split/{part}",
        CheckVersion = 1,
        Answer = answer,
        Says = "As then.",
        Next = answer == Answer.Met ? null : "Mend it.",
        Subject = Subjects(data).Of(Item()),
        By = new Writer(by, "test"),
        At = at ?? Now.AddDays(-1),
    };
}
