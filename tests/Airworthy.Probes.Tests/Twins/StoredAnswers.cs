using System.Globalization;
using System.Text;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>What the model of an honest project and its rule of thumb said of each held-out row, as files: the model knows the odds, the rule is a little off.</summary>
internal sealed class StoredAnswers(int seed)
{
    private const string Head = "id,label,score\n";

    private readonly Random _random = new(seed + 1);
    private readonly StringBuilder _dev = new(Head), _test = new(Head), _rule = new(Head);

    public IEnumerable<(string Path, string Text)> Files =>
        [("predictions/dev.csv", _dev.ToString()), ("predictions/test.csv", _test.ToString()), ("predictions/rule.csv", _rule.ToString())];

    public void Add(string split, string id, string label, double odds)
    {
        var off = odds + (0.38 * (_random.NextDouble() - 0.5));
        if (split != "train")
        {
            Write(split == "dev" ? _dev : _test, id, label, odds);
            Write(_rule, id, label, off);
        }
    }

    private static void Write(StringBuilder file, string id, string label, double odds) =>
        file.Append(CultureInfo.InvariantCulture, $"{id},{label},{1 / (1 + Math.Exp(-odds)):0.0000}\n");
}
