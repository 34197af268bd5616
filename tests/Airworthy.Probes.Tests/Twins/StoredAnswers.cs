using System.Globalization;
using System.Text;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>What the model of an honest project and its baselines said of each held-out row, as files: the model knows the odds, the baselines a little less.</summary>
internal sealed class StoredAnswers(int seed)
{
    private const string Head = "id,label,score\n";

    private readonly Random _random = new(seed + 1);
    private readonly StringBuilder _dev = new(Head), _test = new(Head), _rule = new(Head), _simple = new(Head);

    public IEnumerable<(string Path, string Text)> Files =>
        [("predictions/dev.csv", _dev.ToString()), ("predictions/test.csv", _test.ToString()), ("predictions/rule.csv", _rule.ToString()), ("predictions/simple.csv", _simple.ToString())];

    public void Add(string split, string id, string label, double odds)
    {
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
