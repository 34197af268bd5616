using System.Globalization;
using System.Text;

namespace Airworthy.Cli.Tests;

/// <summary>A small project in a throw-away folder: a contract and a table of 600 rows in time order.</summary>
internal sealed class TemporaryProject : IDisposable
{
    public const string Contract = """
        airworthy: 1
        project: small
        kind: tabular-classification
        stage: data
        policy: light
        owner: {person: ana, deputy: ben}
        goal:
          statement: Fewer boxes are sent to the wrong depot, so that customers get theirs a day earlier.
          business_metric: {name: wrong_depot_per_1000, direction: down, today: 14, target: 9, by: 2027-01-31, source: docs/depots.csv}
        metric: {name: roc_auc, direction: up, on: dev, good_enough: 0.7, target: 0.8, minimum_improvement: 0.01, confidence: 0.95}
        data:
          files: [data.csv]
          id: row
          label: y
          time: at
          entity: none
          predict_at: {column: at, offset: 0h}
          split:
            method: by-time
            train: {until: 2026-01-31}
            dev: {from: 2026-02-01, until: 2026-02-28}
            test: {from: 2026-03-01, until: 2026-03-31}
            gap_days: 0
        """;

    public TemporaryProject(string contract = Contract)
    {
        Folder = Directory.CreateTempSubdirectory("airworthy-").FullName;
        Write("airworthy.yaml", contract + "\n");
        Write(".airworthy/people.yaml", "people:\n  ana: {name: Ana, contact: ana@example.com, roles: [owner]}\n  ben: {name: Ben, contact: ben@example.com, roles: [deputy]}\n");
        var random = new Random(7);
        var text = new StringBuilder("at,x,z,kind,y\n");
        for (var row = 0; row < 600; row++)
        {
            var at = new DateTime(2026, 1, 1, 8, 0, 0).AddHours(row * 3.5);
            var x = random.NextDouble();
            text.AppendLine(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm:ss},{x:0.0000},{random.NextDouble():0.0000},{"abc"[random.Next(3)]},{(x + random.NextDouble() > 1.2 ? 1 : 0)}");
        }

        Write("data.csv", text.ToString());
    }

    public string Folder { get; }

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public Task<AirworthyProcess.Run> RunAsync(string command, params string[] arguments) => AirworthyProcess.RunAsync(Folder, [command, .. arguments]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
