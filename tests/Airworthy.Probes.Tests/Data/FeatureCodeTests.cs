using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

public sealed class FeatureCodeTests
{
    [Theory]
    [InlineData("select extract(hour from date) from f", 1)]
    [InlineData("-- date\nselect 1, f.date from f", 2)]
    [InlineData("/* date\n date */ select \"date\" from f", 2)]
    [InlineData("select cast(x as date), x::date, date '2001-01-01', date(x), update_date, 'date' from f -- date", null)]
    public void In_sql_a_column_is_a_word_that_is_no_type(string sql, int? line) => Assert.Equal(line, FeatureCode.Parse(sql, isSql: true).LineOf("date"));

    [Theory]
    [InlineData("x = df['date'].dt.hour", 1)]
    [InlineData("import datetime\nx = df.date", 2)]
    [InlineData("x <- flights$date", 1)]
    [InlineData("# df['date']\nfrom datetime import date\ny = x.dt.date\nz = date(2001, 1, 1)", null)]
    [InlineData("\"\"\" reads\n'date' \"\"\"", null)]
    public void Elsewhere_it_stands_in_quotes_or_after_a_point(string code, int? line) => Assert.Equal(line, FeatureCode.Parse(code, isSql: false).LineOf("date"));
}
