using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Contracts;

public sealed class ContractEditTests
{
    private const string Start = "airworthy: 1\nproject: p\n";

    [Theory]
    [InlineData("a value keeps its comment", "metric: {name: auc}  # why\n", "metric.name", "mae", "metric: {name: mae}  # why\n")]
    [InlineData("a quoted value", "metric:\n  name: \"auc\" # why\n", "metric.name", "mae", "metric:\n  name: mae # why\n")]
    [InlineData("a value over two lines", "goal:\n  statement: one\n    two # three\n", "goal.statement", "other words", "goal:\n  statement: other words # three\n")]
    [InlineData("a block text", "goal:\n  statement: |\n    one\n    two\n\n# next\nowner: {person: a}\n", "goal.statement", "\"three\"",
        "goal:\n  statement: \"three\"\n\n# next\nowner: {person: a}\n")]
    [InlineData("a block moves up into one line", "data:\n  split:   # how\n    method: random # m\n    gap_days: 1\n  # own\n  time: t\n", "data.split", "{method: by-time}",
        "data:\n  split: {method: by-time}   # how\n  # own\n  time: t\n")]
    [InlineData("a list at the margin of its key", "guessed:\n- data.label\n- metric.name # x\nowner: {person: a}\n", "guessed", "[data.time]",
        "guessed: [data.time]\nowner: {person: a}\n")]
    [InlineData("an entry of a list", "slices:\n  - {name: a, where: b}\n  - name: c\n    where: d # e\n", "slices[1].where", "x > 1",
        "slices:\n  - {name: a, where: b}\n  - name: c\n    where: x > 1 # e\n")]
    [InlineData("a whole entry of a list", "slices:\n  - name: c\n    where: d # e\n  - {name: a, where: b}\n", "slices[0]", "{name: x, where: y}",
        "slices:\n  - {name: x, where: y} # e\n  - {name: a, where: b}\n")]
    [InlineData("nothing was written", "stage:\nowner: {person: a}\n", "stage", "data", "stage: data\nowner: {person: a}\n")]
    [InlineData("nothing but a comment", "stage:   # later\n", "stage", "data", "stage: data   # later\n")]
    [InlineData("nothing in brackets", "metric: {name: , on: dev}\n", "metric.name", "auc", "metric: {name: auc , on: dev}\n")]
    [InlineData("a tilde", "stage: ~ # x\n", "stage", "data", "stage: data # x\n")]
    [InlineData("a comma needs quotes in brackets", "metric: {name: a, on: dev}\n", "metric.name", "a, b", "metric: {name: \"a, b\", on: dev}\n")]
    [InlineData("and none outside", "metric:\n  name: a\n", "metric.name", "a, b", "metric:\n  name: a, b\n")]
    [InlineData("a value of two lines becomes one", "metric:\n  name: a\n", "metric.limits", "- name: x\n  max: 1\n- name: y\n", "metric:\n  name: a\n  limits: [{name: x, max: 1}, {name: y}]\n")]
    public void A_value_is_replaced(string what, string before, string path, string value, string after)
    {
        var edited = ContractEdit.Set(Start + before, path, value);

        Assert.True(edited.Text == Start + after, $"{what}: {Why(edited)}\n{edited.Text}");
    }

    [Theory]
    [InlineData("in the order of the fields", "metric:\n  name: a   # n\n  target: 1\n", "metric.good_enough", "0.5", "metric:\n  name: a   # n\n  good_enough: 0.5\n  target: 1\n")]
    [InlineData("in front", "metric:   # m\n  # about the target\n  target: 1\n", "metric.name", "a", "metric:   # m\n  name: a\n  # about the target\n  target: 1\n")]
    [InlineData("in brackets", "metric: {name: a, target: 1}\n", "metric.good_enough", "0.5", "metric: {name: a, good_enough: 0.5, target: 1}\n")]
    [InlineData("in front in brackets", "metric: {target: 1}\n", "metric.name", "a", "metric: {name: a, target: 1}\n")]
    [InlineData("in empty brackets", "metric: { }\n", "metric.name", "a", "metric: {name: a}\n")]
    [InlineData("with the maps around it", "stage: data\n\ndata:\n  time: t\n", "goal.business_metric.target", "3", "stage: data\ngoal:\n  business_metric:\n    target: 3\n\ndata:\n  time: t\n")]
    [InlineData("with the maps around it in brackets", "goal: {statement: s}\n", "goal.business_metric.target", "3", "goal: {statement: s, business_metric: {target: 3}}\n")]
    [InlineData("a section after a section", "owner:\n    person: a\n\nmetric:\n    name: b\n", "goal.statement", "s", "owner:\n    person: a\n\ngoal:\n    statement: s\n\nmetric:\n    name: b\n")]
    [InlineData("below a key without value", "goal:  # g\nstage: data\n", "goal.statement", "s", "goal:  # g\n  statement: s\nstage: data\n")]
    [InlineData("in the place of a tilde", "goal: ~\n", "goal.statement", "s", "goal: {statement: s}\n")]
    [InlineData("beside a short label", "data:\n  label: late # l\n", "data.label.from", "delay > 15", "data:\n  label: {name: late, from: delay > 15} # l\n")]
    [InlineData("into a free map at its end", "data:\n  available_after:\n    b: 1h\n    a: 2h # x\n", "data.available_after.c", "3h", "data:\n  available_after:\n    b: 1h\n    a: 2h # x\n    c: 3h\n")]
    [InlineData("into an entry of a list", "slices:\n  - where: b\n    name: a\n", "slices[0].min_rows", "5", "slices:\n  - where: b\n    min_rows: 5\n    name: a\n")]
    [InlineData("after a dash", "slices:\n  - where: b\n    min: 1\n    name: a\n", "slices[0].max_drop", "5", "slices:\n  - where: b\n    min: 1\n    max_drop: 5\n    name: a\n")]
    [InlineData("at the end without a line break", "stage: data", "ci.provider", "github", "stage: data\nci:\n  provider: github")]
    public void A_value_is_added(string what, string before, string path, string value, string after) =>
        A_value_is_replaced(what, before, path, value, after);

    [Theory]
    [InlineData("with its line and comment", "stage: data # s\nowner: {person: a}\n", "stage", "owner: {person: a}\n")]
    [InlineData("with its block", "data:\n  split:\n    method: random\n    gap_days: 1 # g\n  time: t\n", "data.split", "data:\n  time: t\n")]
    [InlineData("from brackets, first", "metric: {name: a, on: dev, target: 1}\n", "metric.name", "metric: {on: dev, target: 1}\n")]
    [InlineData("from brackets, last", "metric: {name: a, on: dev, target: 1}\n", "metric.target", "metric: {name: a, on: dev}\n")]
    [InlineData("with the maps that it leaves empty", "goal:\n  business_metric:\n    target: 1\n# m\nmetric: {name: a}\n", "goal.business_metric.target", "# m\nmetric: {name: a}\n")]
    [InlineData("behind a dash", "slices:\n  - min: 1\n    name: a\n    where: b\n", "slices[0].min", "slices:\n  - name: a\n    where: b\n")]
    [InlineData("an entry of a list", "guessed: [data.time, data.id, metric.name]\n", "guessed[1]", "guessed: [data.time, metric.name]\n")]
    [InlineData("a block entry of a list", "slices:\n  # first\n  - name: a\n    where: b # b\n  # second\n  - {name: c, where: d} # d\n", "slices[0]",
        "slices:\n  # first\n  # second\n  - {name: c, where: d} # d\n")]
    [InlineData("the only entry of a list", "slices: # s\n  - name: a\n    where: b\nruns: {}\n", "slices[0]", "slices: [] # s\nruns: {}\n")]
    [InlineData("that is not there", "stage: data\n", "goal.statement", "stage: data\n")]
    [InlineData("at the end without a line break", "stage: data", "stage", "")]
    public void A_value_is_removed(string what, string before, string path, string after)
    {
        var edited = ContractEdit.Remove(Start + before, path);

        Assert.True(edited.Text?.TrimEnd('\n') == (Start + after).TrimEnd('\n'), $"{what}: {Why(edited)}\n{edited.Text}");
    }

    [Fact]
    public void Line_endings_stay_as_they_are()
    {
        var edited = ContractEdit.SetAll("airworthy: 1\r\nproject: p\r\ndata:\r\n  split:\r\n    method: random\r\n", new Dictionary<string, string?>
        {
            ["data.split"] = "{method: by-time}",
            ["goal.business_metric.target"] = "3",
            ["data.time"] = "t",
        });

        Assert.Equal("airworthy: 1\r\nproject: p\r\ngoal:\r\n  business_metric:\r\n    target: 3\r\ndata:\r\n  time: t\r\n  split: {method: by-time}\r\n", edited.Text);
    }

    [Theory]
    [InlineData("metric.good_enough", "high", "airworthy.yaml:4:17: metric.good_enough is high, expected a number.")]
    [InlineData("metric.nmae", "a", "metric.nmae is not a known key. Did you mean name?")]
    [InlineData("metric.name.first", "a", "airworthy.yaml:3:16: here stands `auc`, expected a map with first.")]
    [InlineData("slices[0].name", "a", "there is no entry slices[0] in the list")]
    [InlineData("metric..name", "a", "metric..name is no path of a field")]
    [InlineData("metric.name", "{a", "the value for metric.name:2:1: the { of 1:1 is still open")]
    [InlineData("owner.deputy", "a", "owner.person is missing")]
    public void What_would_not_read_is_not_written(string path, string value, string why)
    {
        var edited = ContractEdit.Set(Start + "metric: {name: auc,\n  good_enough:  0.5}\n", path, value);

        Assert.Null(edited.Text);
        Assert.Contains(edited.Problems, p => p.ToString().Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_written_in_an_odd_way_is_left_to_a_person()
    {
        var edited = ContractEdit.Remove(Start + "predictions:\n  dev: run\n  ? test\n  : run\n", "predictions.test");

        Assert.Null(edited.Text);
        Assert.Equal("airworthy.yaml:6:5: predictions.test could not be changed here without touching more than itself. Remove it by hand.", Why(edited));
    }

    [Fact]
    public void Several_changes_happen_together_or_not_at_all()
    {
        var changes = new Dictionary<string, string?> { ["stage"] = "data", ["owner.deputy"] = "b", ["owner.person"] = "a" };

        Assert.Equal(Start + "stage: data\nowner:\n  person: a\n  deputy: b\n", ContractEdit.SetAll(Start, changes).Text);
        changes["metric.on"] = "[dev]";
        Assert.Null(ContractEdit.SetAll(Start, changes).Text);
    }

    [Theory]
    [InlineData("plain words"), InlineData("5"), InlineData("null"), InlineData("~"), InlineData("a: b"), InlineData("a # b"), InlineData("# a"), InlineData("- a"), InlineData("it's \"so\""),
     InlineData("back\\slash"), InlineData(" edge "), InlineData("two\nlines\n"), InlineData("tab\there"), InlineData("[a"), InlineData("{a}"), InlineData("a, b"), InlineData("*a"), InlineData("&a"),
     InlineData("!a"), InlineData("%a"), InlineData("@a"), InlineData("`a`"), InlineData("---"), InlineData("..."), InlineData("x > 1"), InlineData("> 1"), InlineData("| a"), InlineData("é 😀 ü"),
     InlineData("a:"), InlineData(":a"), InlineData("? a"), InlineData("-"), InlineData("-1"), InlineData("https://a.b/c?d=e#f"), InlineData("\u2028 \u0085"), InlineData("2001-01-01")]
    public void Any_text_reads_back_as_itself(string words)
    {
        foreach (var text in (string[])[Start + "goal: {statement: s, first_release: {scope: c}}\n", Start + "goal:\n  statement: s # x\n  first_release:\n    scope: c\n", Start])
        {
            var edited = ContractEdit.Set(text, "goal.statement", YamlFlow.Text(words));
            Assert.True(edited.Text is not null, Why(edited));
            Assert.Equal(words.Trim(), ContractReader.Read(edited.Text, "airworthy.yaml").Contract!.Goal!.Statement);
        }
    }

    private static string Why(Edited edited) => string.Join('\n', edited.Problems);
}
