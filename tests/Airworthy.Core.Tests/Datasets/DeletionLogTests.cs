using Airworthy.Core.Datasets;

namespace Airworthy.Core.Tests.Datasets;

public sealed class DeletionLogTests
{
    private const string File = ".airworthy/data/flights.deletions.yaml";

    private static readonly DeletionLog s_log = new()
    {
        Dataset = "flights",
        Requests =
        [
            new() { Id = "d0001", Asked = new DateOnly(2026, 1, 6), Due = new DateOnly(2026, 2, 5), By = "ana", Why = "letter 4711: GDPR, article 17", Column = "passenger id", Secret = "0123456789ab", Keys = [new string('a', 32), new string('1', 32)], Retire = ["flight-delay 3"], Done = new() { On = new DateOnly(2026, 1, 9), Version = "v0004", Rows = 12, Withdrawn = ["v0001", "v0003"] } },
            new() { Id = "d0002", Asked = new DateOnly(2026, 2, 1), By = "ana", Why = "a planted record", Column = "id", Secret = "0123456789ab", Keys = [new string('0', 32)], Canary = true },
        ],
    };

    [Fact]
    public void What_is_written_reads_as_it_was()
    {
        var written = DeletionLogText.Write(s_log);
        var reading = DeletionLogText.Read(System.Text.Encoding.UTF8.GetBytes(written), File);

        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        Assert.Equal(written, DeletionLogText.Write(reading.Log!));
        Assert.Equal(s_log.Requests[0].Keys, reading.Log!.Requests[0].Keys);
        Assert.Equal("d0003", reading.Log.NextId);
    }

    [Fact]
    public void A_request_is_one_block_that_reviews_well() => Assert.Equal("""
        # Rows that were asked to be deleted: digests of their keys, never a key. Written by `airworthy data forget`.
        dataset: flights
        requests:
          - id: d0002
            asked: 2026-02-01
            by: ana
            why: a planted record
            canary: true
            column: id
            secret: 0123456789ab
            keys: [00000000000000000000000000000000]

        """.ReplaceLineEndings("\n"), DeletionLogText.Write(s_log with { Requests = [s_log.Requests[1]] }));

    [Theory]
    [InlineData("keys: [00000000000000000000000000000000]", "keys: [ana.silva@example.com]", "expected digests of 32 hexadecimal digits and never a key")]
    [InlineData("id: d0002", "id: d0001", "which stands above already")]
    [InlineData("id: d0002", "id: second", "expected d and a number such as d0001")]
    [InlineData("on: 2026-01-09", "on: 2026-01-05", "before it was asked on 2026-01-06")]
    public void What_is_wrong_is_said_and_no_key_is_repeated(string was, string now, string says)
    {
        var reading = DeletionLogText.Read(System.Text.Encoding.UTF8.GetBytes(DeletionLogText.Write(s_log).Replace(was, now, StringComparison.Ordinal)), File);

        Assert.Null(reading.Log);
        var problem = Assert.Single(reading.Problems).ToString();
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", problem, StringComparison.Ordinal);
    }
}
