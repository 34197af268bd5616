using Airworthy.Core.Datasets;

using CsCheck;

namespace Airworthy.Core.Tests.Datasets;

public sealed class DatasetManifestTests
{
    private const string File = ".airworthy/data/flights.versions.yaml";

    private static readonly string s_digest = "sha256:" + new string('a', 64);

    private static readonly TextForm?[] s_forms = [null, new() { Encoding = "latin-1" }, new() { Delimiter = "tab", Quote = "'" }, new() { Delimiter = ";", Quote = "\"" }];

    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Const("s3://example-flights/raw/2026-11-08/"), Gen.Const("labels/CHANGELOG.md#v0014"), Gen.Const("null"), Gen.Const("a: b #c, {d}"), Gen.Const("1e5"), Gen.Const("Zürich \"alt\" \\ neu"), Gen.String[Gen.Char['!', '~'], 1, 20]);

    private static readonly Gen<string> s_digests = Gen.Char["0123456789abcdef"].Array[64].Select(c => "sha256:" + new string(c));

    private static readonly Gen<DatasetVersion> s_version =
        from digest in s_digests
        from rows in Gen.Long[0, 9_000_000_000]
        from source in s_text
        from day in Gen.Int[0, 20_000]
        from files in Gen.Const("data/flights.parquet").Array[1, 3].Null()
        from splits in s_digests.Array[1, 3].Null()
        from labels in Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], s_text.Null(), (changed, added, log) => new LabelRevision { Changed = changed, Added = added, Log = log }).Null()
        from profile in s_digests.Null()
        from read in Gen.Int[0, 3].Select(i => s_forms[i])
        select new DatasetVersion
        {
            Digest = digest,
            Rows = rows,
            Bytes = rows * 7,
            Made = new DateOnly(2000, 1, 1).AddDays(day),
            From = new VersionOrigin { Source = source },
            Files = files,
            Read = read,
            Splits = splits?.Select((d, i) => (d, i)).ToDictionary(s => $"part{s.i}", s => new VersionSplit { Digest = s.d, Rows = s.i }),
            Labels = labels,
            Profile = profile,
        };

    [Fact]
    public void What_is_written_reads_as_it_was() => s_version.Array[0, 5].Sample(versions =>
    {
        var manifest = new DatasetManifest
        {
            Dataset = "flights",
            Versions = [.. versions.Select((v, i) => v with { Id = $"v{i + 1:0000}", From = v.From! with { Parent = i == 0 ? null : $"v{i:0000}" } })],
        };
        var written = DatasetManifestText.Write(manifest);
        var reading = DatasetManifestReader.Read(written, File);

        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        Assert.Equal(written, DatasetManifestText.Write(reading.Manifest!));
        Assert.Equal(manifest.Versions.Select(v => v.From!.Source), reading.Manifest!.Versions.Select(v => v.From!.Source));
        Assert.Equal(manifest.Versions.SelectMany(v => v.Digests), reading.Manifest.Versions.SelectMany(v => v.Digests));
        Assert.Equal(manifest.Versions.Select(v => v.Read?.Separator), reading.Manifest.Versions.Select(v => v.Read?.Separator));
        Assert.Equal($"v{versions.Length + 1:0000}", reading.Manifest.NextId);
    });

    [Fact]
    public void A_version_is_one_block_that_reviews_well() => Assert.Equal($$$"""
        dataset: flights
        versions:
          - id: v0014
            digest: {{{s_digest}}}
            rows: 1482113
            bytes: 211402331
            made: 2026-11-09
            from: {source: s3://example-flights/raw/2026-11-08/}
            splits: {train: {digest: {{{s_digest}}}, rows: 1201334}}
            labels: {changed: 212, added: 20944, log: labels/CHANGELOG.md#v0014}

        """.ReplaceLineEndings("\n"), DatasetManifestText.Write(new DatasetManifest
    {
        Dataset = "flights",
        Versions =
        [
            new DatasetVersion
            {
                Id = "v0014",
                Digest = s_digest,
                Rows = 1_482_113,
                Bytes = 211_402_331,
                Made = new DateOnly(2026, 11, 9),
                From = new VersionOrigin { Source = "s3://example-flights/raw/2026-11-08/" },
                Splits = new Dictionary<string, VersionSplit> { ["train"] = new() { Digest = s_digest, Rows = 1_201_334 } },
                Labels = new LabelRevision { Changed = 212, Added = 20_944, Log = "labels/CHANGELOG.md#v0014" },
            },
        ],
    }));

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_its_place()
    {
        var reading = DatasetManifestReader.Read($$$"""
            dataset: flight
            versions:
              - {id: 14, digest: sha256:4f0c, rows: 3, bytes: 5, made: 2026-11-09, from: {source: a, parent: v0001}}
              - {id: v0002, digest: {{{s_digest}}}, rows: 3, bytes: 5, made: 2026-11-09, from: {source: b, parent: v0003}, read: {encoding: latin1, delimiter: "||", quote: "''"}}
              - {id: v0002, digest: {{{s_digest}}}, rows: 3, bytes: 5, made: 2026-11-09, from: {source: b}, splits: {dev: {digest: sha256:1, rows: 1} } }
            """, File);

        Assert.Null(reading.Manifest);
        Assert.Equal(
        [
            $"{File}:1:10: dataset is flight, expected flights, as the file is called. Make them equal.",
            $"{File}:3:10: versions[0].id is 14, expected v and a number such as v0014. Correct it.",
            $"{File}:3:22: versions[0].digest is sha256:4f0c, expected sha256: and 64 hexadecimal digits in lower case. Take it from the history of this file.",
            $"{File}:3:98: versions[0].from.parent is v0001, expected a version that stands above it. Correct it, or move the versions into their order.",
            $"{File}:4:161: versions[1].from.parent is v0003, expected a version that stands above it. Correct it, or move the versions into their order.",
            $"{File}:4:186: versions[1].read.encoding is latin1, expected utf-8, utf-16 or latin-1. Did you mean latin-1?",
            $"{File}:4:205: versions[1].read.delimiter is ||, expected one character, tab or space. Correct it.",
            $"{File}:4:218: versions[1].read.quote is '', expected one character. Correct it.",
            $"{File}:5:10: versions[2].id is v0002, which stands above already. Keep one of them.",
            $"{File}:5:177: versions[2].splits.dev.digest is sha256:1, expected sha256: and 64 hexadecimal digits in lower case. Take it from the history of this file.",
        ], reading.Problems.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("versions: []", ".airworthy/data/flights.versions.yaml:1:1: dataset is missing, expected a text. Add it.")]
    [InlineData("dataset: flights\nversions:\n  - id: v0001\n    digst: x", ".airworthy/data/flights.versions.yaml:4:5: versions[0].digst is not a known key. Did you mean digest?")]
    [InlineData("dataset: [", ".airworthy/data/flights.versions.yaml:2:1: this is not YAML")]
    public void A_file_of_another_shape_says_where_it_differs(string text, string expected) =>
        Assert.Contains(DatasetManifestReader.Read(text, File).Problems, p => p.ToString().StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("flights", true)]
    [InlineData("flights-2001.v2", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("../up", false)]
    [InlineData("two words", false)]
    public void A_name_is_also_the_name_of_a_file(string name, bool expected) => Assert.Equal(expected, DatasetManifest.IsName(name));
}
