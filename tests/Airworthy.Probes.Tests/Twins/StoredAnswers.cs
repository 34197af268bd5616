using System.Globalization;
using System.Text;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>What the model of an honest project and its baselines said of each held-out row, as files: the model knows the odds, the baselines a little less.</summary>
internal sealed class StoredAnswers(int seed)
{
    private const string Head = "id,label,score\n";

    private readonly List<(string Id, string Label, double Score, double Error)> _errors = [];
    private readonly Random _random = new(seed + 1);
    private readonly StringBuilder _dev = new(Head), _test = new(Head), _rule = new(Head), _simple = new(Head);

    public IEnumerable<(string Path, string Text)> Files =>
        [("docs/experts/errors.csv", Sheet), ("predictions/dev.csv", _dev.ToString()), ("predictions/test.csv", _test.ToString()), ("predictions/rule.csv", _rule.ToString()), ("predictions/simple.csv", _simple.ToString())];

    /// <summary>The thirty worst errors on dev, as an expert marked them.</summary>
    private string Sheet => "id,label,answer,error,expert_label,expert_note\n" + string.Concat(_errors.OrderByDescending(e => e.Error).ThenBy(e => e.Id, StringComparer.Ordinal).Take(30)
        .Select((e, i) => string.Create(CultureInfo.InvariantCulture, $"{e.Id},{e.Label},{e.Score:0.0000},{e.Error:0.0000},{(i % 3 == 0 ? "" : e.Label)},the case of day {i}\n")));

    /// <param name="isDev">Whether the row is one of dev; the stored file also holds rows of the gap after it.</param>
    public void Add(string split, string id, string label, double odds, bool isDev)
    {
        if (isDev)
        {
            var score = Math.Round(1 / (1 + Math.Exp(-odds)), 4);
            _errors.Add((id, label, score, Math.Abs(score - (label is "1" or "true" ? 1 : 0))));
        }

        // A rule of thumb and a simple model miss what the model knows of the late ones: less random than noise, so that few rows show it.
        double Missing(double most) => odds + (0.2 * (_random.NextDouble() - 0.5)) - (label is "1" or "true" ? most : 0);
        var (rule, simple) = (Missing(0.2), Missing(0.25));
        if (split != "train")
        {
            Write(split == "dev" ? _dev : _test, id, label, odds);
            Write(_rule, id, label, rule);
            Write(_simple, id, label, simple);
        }
    }

    private static void Write(StringBuilder file, string id, string label, double odds) =>
        file.Append(CultureInfo.InvariantCulture, $"{id},{label},{1 / (1 + Math.Exp(-odds)):0.0000}\n");
}
