using System.Globalization;
using System.Text;

namespace Airworthy.Cli.Tests;

/// <summary>A project of 900 rows whose label is mostly whether the way is long, for commands that ask a model.</summary>
internal sealed class SmallTable : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("airworthy-small-").FullName;

    /// <summary>Miles is the way in another unit, and dice was drawn at random.</summary>
    public static SmallTable OfWays() => new("id,way,miles,day,dice,y", "split: {method: by-hash, shares: {train: 0.6, dev: 0.3, test: 0.1}}", "roc_auc, direction: up", "features: {keep_if_gain: 0.05}\nresponsibility: {fairness: {groups: [day, who], metric: recall, max_gap: 0.5}}\n", (i, random) =>
    {
        var (way, day) = (random.Next(100), random.Next(7));
        return string.Create(CultureInfo.InvariantCulture, $"{i},{way},{way * 0.62:0.0},d{day},{random.NextDouble():0.000},{(way + (6 * day) > 68 != (random.Next(12) == 0) ? 1 : 0)}");
    });

    /// <summary>With a moment and a word; of ten rows in order six are of train, three of dev and one of test.</summary>
    /// <param name="classes">Whether the label has three classes.</param>
    public static SmallTable OfMoments(bool classes = false) => new("id,way,at,from,dice,part,y", "split: {method: given, column: part}", classes ? "log_loss, direction: down" : "roc_auc, direction: up", "", (i, random) =>
    {
        var (way, from) = (random.Next(100), random.Next(4));
        var sum = way + (14 * from);
        return string.Create(CultureInfo.InvariantCulture, $"{i},{way},{new DateTime(2026, 1, 1).AddMinutes(47 * i):yyyy-MM-dd HH:mm:ss},{((string[])["north", "south", "west", "east"])[from]},{random.NextDouble():0.000},{(i % 10 < 6 ? "train" : i % 10 < 9 ? "dev" : "test")},{(classes ? sum < 40 ? "a" : sum < 90 ? "b" : "c" : sum > 68 != (random.Next(12) == 0) ? "1" : "0")}");
    });

    private SmallTable(string header, string split, string metric, string more, Func<int, Random, string> row)
    {
        var random = new Random(3);
        var rows = new StringBuilder(header).Append('\n');
        for (var i = 0; i < 900; i++)
        {
            rows.Append(row(i, random)).Append('\n');
        }

        Write("rows.csv", rows.ToString());
        Write("airworthy.yaml", $$"""
            airworthy: 1
            project: small
            kind: tabular-classification
            stage: data
            owner: {person: a.b, deputy: c.d}
            data:
              files: [rows.csv]
              id: id
              label: {name: y}
              entity: none
              {{split}}
            metric: {name: {{metric}}, on: dev}
            {{more}}
            """);
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public Task<AirworthyProcess.Run> RunAsync(params string[] arguments) => AirworthyProcess.RunAsync(Folder, arguments);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
