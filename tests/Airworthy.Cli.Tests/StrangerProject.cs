using System.Globalization;
using System.Text;

namespace Airworthy.Cli.Tests;

/// <summary>A small project as a stranger would bring it: code and a table, nothing of ours. Made anew from a seed.</summary>
internal sealed class StrangerProject : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("stranger-").FullName;

    public StrangerProject With(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    /// <summary>600 customers with a label <c>churned</c>; with a leak, <c>closed_reason</c> is filled only where the label is 1.</summary>
    /// <param name="copies">How many of the first rows stand there a second time.</param>
    public StrangerProject WithCustomers(string path, bool leaks = false, int seed = 7, char separator = ',', int copies = 0)
    {
        var random = new Random(seed);
        var text = new StringBuilder(string.Join(separator, (string[])["customer_no", "signup_date", "age", "visits", "plan", .. leaks ? ["closed_reason"] : Array.Empty<string>(), "churned"]) + "\n");
        for (var i = 0; i < 600; i++)
        {
            var visits = random.Next(0, 40);
            var churned = random.NextDouble() < 1 / (1 + Math.Exp((visits - 12) / 6.0)) ? 1 : 0;
            var day = new DateOnly(2024, 1, 1).AddDays(random.Next(0, 500));
            string[] cells = [(1000 + i).ToString(CultureInfo.InvariantCulture), day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), random.Next(18, 90).ToString(CultureInfo.InvariantCulture),
                visits.ToString(CultureInfo.InvariantCulture), random.Next(3) switch { 0 => "basic", 1 => "plus", _ => "pro" },
                .. leaks ? [churned == 1 ? (random.Next(2) == 0 ? "price" : "moved") : ""] : Array.Empty<string>(), churned.ToString(CultureInfo.InvariantCulture)];
            text.Append(string.Join(separator, cells)).Append('\n');
        }

        var lines = text.ToString().Split('\n');
        return With(path, text + string.Join('\n', lines.Skip(1).Take(copies)) + (copies > 0 ? "\n" : ""));
    }

    public IEnumerable<string> Files => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal);

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
