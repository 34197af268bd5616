using Airworthy.Core.Persons;

using CsCheck;

namespace Airworthy.Core.Tests.Persons;

public sealed class MaskedTests
{
    [Theory]
    [InlineData("ana.silva@example.com", "a••.•••••@•••••••.•••")]
    [InlineData("GB29 NWBK 6016", "G••• •••• ••••")]
    [InlineData("", "")]
    public void Only_the_first_character_is_told(string value, string masked) => Assert.Equal(masked, Masked.Of(value));

    [Fact]
    public void No_letter_or_digit_behind_the_first_is_shown() => Gen.String.Sample(value =>
        Assert.DoesNotContain(Masked.Of(value).Skip(1), char.IsLetterOrDigit));

    [Theory]
    [InlineData("email", "mail"), InlineData("customerEmail", "mail"), InlineData("E_MAIL", "mail"), InlineData("Name", "name"), InlineData("patient_name", "name"), InlineData("FirstName", "name")]
    [InlineData("phone_number", "phone"), InlineData("zip_code", "place"), InlineData("dateOfBirth", "birth"), InlineData("native-country", "origin"), InlineData("marital.status", "life"), InlineData("age", "age"), InlineData("Address1", "address")]
    public void A_column_is_known_by_its_name(string column, string topic) => Assert.Equal(topic, ColumnNames.Of(column)?.Topic);

    [Theory]
    [InlineData("file_name"), InlineData("product name"), InlineData("phone_type"), InlineData("email_count"), InlineData("distance_km"), InlineData("stage"), InlineData("average"), InlineData("usage"), InlineData("package"), InlineData("")]
    public void Other_names_say_nothing_of_persons(string column) => Assert.Null(ColumnNames.Of(column));
}
