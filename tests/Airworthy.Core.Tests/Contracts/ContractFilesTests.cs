using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Contracts;

/// <summary>The contracts in <c>tests/contracts</c>: the good ones read without a word, the bad ones with exactly the words beside them.</summary>
public sealed class ContractFilesTests
{
    public static TheoryData<string> Good() => [.. GoodContracts.Names];

    public static TheoryData<string> Bad() => [.. Directory.EnumerateFiles(Repository.PathOf("tests", "contracts"), "*.bad.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_contract_reads_without_a_word(string name)
    {
        var reading = ContractReader.Read(GoodContracts.Text(name), name);

        Assert.Empty(reading.Problems);
        Assert.NotNull(reading.Contract);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_contract_says_everything_that_is_wrong_with_it(string name)
    {
        var reading = ContractReader.Read(File.ReadAllText(Repository.PathOf("tests", "contracts", name)).ReplaceLineEndings("\n"), "airworthy.yaml");

        Assert.Null(reading.Contract);
        Assert.NotEmpty(reading.Problems);
        Assert.All(reading.Problems, p => Assert.True(p.At.Line > 0 && p.At.Column > 0, $"{p} does not say where."));
        Snapshot.Match(string.Concat(reading.Problems.Select(p => p + "\n")), $"tests/contracts/{Path.ChangeExtension(name, ".txt")}");
    }

    [Fact]
    public void Every_expectation_belongs_to_a_contract() =>
        Snapshot.NothingElse("tests/contracts", "*.bad.txt", Bad().Select(b => $"tests/contracts/{Path.ChangeExtension(b.Data, ".txt")}"));

    [Fact]
    public void The_contract_with_every_field_has_every_field()
    {
        var root = YamlText.Read(GoodContracts.Text("every-field.good.yaml"), "every-field.good.yaml", [])!;

        Assert.Empty(KnownPaths.Of(typeof(ProjectContract)).Where(path => root.Find(path.Replace("[]", "[0]", StringComparison.Ordinal)) is null));
    }

    [Fact]
    public void A_whole_contract_reads_as_it_is_written()
    {
        var contract = ContractReader.Read(GoodContracts.Text("every-field.good.yaml"), "airworthy.yaml").Contract!;

        Assert.Equal(ProjectKind.TabularRegression, contract.Kind);
        Assert.Equal(1_200_000, contract.Goal!.BusinessMetric!.Today);
        Assert.Equal(TimeSpan.FromHours(-2), contract.Data!.PredictAt!.Offset.Span);
        Assert.Equal(["kwh", "weather", "tariff"], contract.Data.AvailableAfter!.Keys);
        Assert.Equal(new DateOnly(2024, 1, 8), contract.Data.Split!.Dev!.From);
        Assert.Equal("Ten buildings in one district, answered by the value\nof the same weekday one week before.", contract.Goal.FirstRelease!.Scope!.Trim());
        Assert.Equal([RetrainTrigger.Schedule, RetrainTrigger.Drift, RetrainTrigger.Quality, RetrainTrigger.NewData], contract.Ct!.Triggers!);
        Assert.Equal(0.5, double.Parse(contract.ErrorCosts!.Threshold!));
        Assert.True(contract.IsGuess("data.label.name") && contract.IsGuess("features") && !contract.IsGuess("data.time"));
        Assert.Equal(new Place("airworthy.yaml", 138, 13), contract.Source.At("data.predict_at.offset"));
    }

    [Fact]
    public void Writing_a_value_on_its_own_or_alone_in_a_list_means_the_same()
    {
        var contract = ContractReader.Read("airworthy: 1\nproject: p\ndata: {files: a.csv, label: late, split: {columns: [a]}}\nfeatures: {columns: all-but}\n", "airworthy.yaml").Contract!;

        Assert.Equal(["a.csv"], contract.Data!.Files!);
        Assert.Equal(new Label { Name = "late" }, contract.Data.Label);
        Assert.Equal(["all-but"], contract.Features!.Columns!);
    }
}
