using Airworthy.Data;

namespace Airworthy.Probes.Tests.Data;

public sealed class FillingTests
{
    [Fact]
    public void A_block_is_written_once_per_entry_with_commas_between() =>
        Assert.Equal("select max(a) - 1, max(b) - 1 from data", Sql.Fill("select $columns{max($column) - $less} from $relation",
            ("columns", Filling.Each("column", ["a", "b"])), ("relation", "data"), ("less", "1")));

    [Fact]
    public void A_block_that_begins_with_a_comma_may_have_no_entry() =>
        Assert.Equal("select 1 from data", Sql.Fill("select 1$columns{, $column} from data", ("columns", Filling.Each("column", []))));

    [Fact]
    public void What_an_entry_says_wins_over_what_is_said_outside() =>
        Assert.Equal("b, a", Sql.Fill("$all{$column}, $column", ("all", Filling.Each("column", ["b"])), ("column", "a")));

    [Fact]
    public void A_column_may_be_called_like_a_placeholder_or_hold_a_block() =>
        Assert.Equal("""select "$relation", "$columns{$column}" from data""", Sql.Fill("select $columns{$column} from $relation",
            ("relation", "data"), ("columns", Filling.Each("column", ["$relation".Quoted, "$columns{$column}".Quoted]))));

    [Fact]
    public void One_text_for_a_block_is_a_mistake_that_is_told() =>
        Assert.Contains("$column", Assert.Throws<ArgumentException>(() => Sql.Fill("$columns{$column}", ("columns", "a"))).Message, StringComparison.Ordinal);
}
