using System.Globalization;

using Airworthy.Core.Persons;

using CsCheck;

namespace Airworthy.Core.Tests.Persons;

public sealed class RecogniserTests
{
    /// <summary>Published examples: of the schemes themselves where they give one, else of well-known descriptions.</summary>
    public static TheoryData<string, string> Published => new()
    {
        { "IBAN", "GB29 NWBK 6016 1331 9268 19" }, // SWIFT IBAN Registry
        { "IBAN", "DE89370400440532013000" },
        { "IBAN", "FR1420041010050500013M02606" },
        { "payment card number", "4111 1111 1111 1111" },
        { "payment card number", "3782-822463-10005" },
        { "payment card number", "5555555555554444" },
        { "German tax number (IdNr)", "86095742719" },
        { "French social security number (NIR)", "2 55 08 14 168 025 38" },
        { "Italian tax code (codice fiscale)", "RSSMRA85T10A562S" },
        { "Spanish identity number (DNI, NIE)", "12345678-Z" },
        { "Spanish identity number (DNI, NIE)", "X1234567L" },
        { "Dutch citizen number (BSN)", "111222333" },
        { "British NHS number", "943 476 5919" },
        { "Polish PESEL", "44051401359" },
        { "Polish PESEL", "02070803628" },
        { "Belgian national number", "85.07.30-033.28" },
        { "Brazilian CPF", "111.444.777-35" },
        { "Indian Aadhaar number", "9999 4105 7058" }, // UIDAI, test data
        { "Swiss AHV number", "756.9217.0769.85" },
        { "Chinese resident number", "11010519491231002X" }, // GB 11643-1999
        { "Swedish personal number", "811218-9876" }, // Skatteverket
        { "Norwegian birth number", "15076500565" },
        { "Danish CPR number", "211062-5629" },
        { "Finnish personal code", "131052-308T" },
        { "US social security number", "219-09-9999" },
        { "e-mail address", "ana.silva+test@example.co.uk" },
        { "international phone number", "+49 30 123456-78" },
        { "international phone number", "0044 20 7946 0958" },
        { "phone number", "(555) 234-5678" },
        { "phone number", "020 7946 0958" },
        { "phone number", "01 23 45 67 89" },
        { "IP address", "192.168.0.254" },
        { "IP address", "2001:db8::8a2e:370:7334" },
        { "postal address", "1600 Pennsylvania Avenue NW" },
        { "postal address", "Hauptstraße 12a, 10115 Berlin" },
        { "postal address", "12 bis, rue de la Paix" },
        { "postal address", "Via Garibaldi 14" },
        { "person's name", "Braund, Mr. Owen Harris James" },
        { "person's name", "MARÍA JOSE" },
    };

    [Theory, MemberData(nameof(Published))]
    public void A_published_example_is_known(string kind, string value) => Assert.Contains(kind, Kinds(value));

    public static TheoryData<string, string> Checked => [.. Published.Where(p => Recogniser.All.Single(r => r.Kind == p.Data.Item1).Certainty == Certainty.Proven)];

    [Theory, MemberData(nameof(Checked))]
    public void One_wrong_digit_is_seen(string kind, string value)
    {
        var at = Array.FindLastIndex([.. value], char.IsAsciiDigit);
        var wrong = value[..at] + (char)('0' + ((value[at] - '0' + 1) % 10)) + value[(at + 1)..];

        Assert.DoesNotContain(kind, Kinds(wrong));
    }

    [Theory]
    [InlineData("12 parcels of 3 kg each"), InlineData("2001-01-31 12:00"), InlineData("1.234.567,89"), InlineData("north"), InlineData("a@b"), InlineData("@home"), InlineData("300.1.2.3")]
    [InlineData("N123AA"), InlineData("10-12"), InlineData("3.1415"), InlineData("Mon"), InlineData("")]
    public void Ordinary_values_are_nobody(string value) => Assert.Empty(Kinds(value));

    [Theory]
    [InlineData("Please write to ana@example.com before noon.", "e-mail address")]
    [InlineData("paid with 4111 1111 1111 1111 at the desk", "payment card number")]
    [InlineData("to account GB29 NWBK 6016 1331 9268 19 on Monday", "IBAN")]
    [InlineData("call +49 30 12345678, she is in until six", "international phone number")]
    public void Running_text_is_read_in_pieces(string text, string kind) => Assert.Contains(kind, Kinds(text));

    public static TheoryData<string> WithCheckDigits => [.. Recogniser.All.Where(r => r.Certainty == Certainty.Proven).Select(r => r.Kind)];

    /// <summary>Random values of the form, made by drawing every digit and letter of the published examples anew.</summary>
    [Trait("Category", "slow")]
    [Theory, MemberData(nameof(WithCheckDigits))]
    public void Chance_lets_no_more_pass_than_stated(string kind)
    {
        var by = Recogniser.All.Single(r => r.Kind == kind);
        var random = new Random(20261127);
        var (formed, passed) = (0, 0);
        var kept = kind switch { "IBAN" => 2, "Swiss AHV number" => 3, "Chinese resident number" => 14, _ => 0 }; // country or day, which hardly any draw would hit
        foreach (var example in Published.Select(p => p.Data).Where(p => p.Item1 == kind).Select(p => Candidate.Of(p.Item2)))
        {
            for (var tries = 0; tries < 400_000 && formed < 20_000; tries++)
            {
                var drawn = Candidate.Of(string.Concat(example.Raw.Select((c, i) =>
                    i < kept ? c
                    : char.IsAsciiDigit(c) ? (char)('0' + random.Next(10))
                    : char.IsAsciiLetterUpper(c) && kind is not "Chinese resident number" ? (char)('A' + random.Next(26))
                    : c == 'X' ? "0123456789X"[random.Next(11)] : c)));
                if (by.HasForm(drawn))
                {
                    formed++;
                    passed += by.Passes(drawn) ? 1 : 0;
                }
            }
        }

        Assert.True(formed >= 1000, $"{formed} of the form were drawn");
        var share = (double)passed / formed;
        Assert.InRange(share, 0, by.Chance + (4 * Math.Sqrt(by.Chance / formed)));
        Assert.True(share >= by.Chance / 3, $"{share:0.0000} of {formed} pass, {by.Chance:0.0000} is stated");
    }

    /// <summary>Columns of random and of counted numbers of any length: nothing is recognised beyond chance.</summary>
    [Fact]
    public void Random_numbers_are_nobody() => Gen.Select(Gen.Int[9, 19], Gen.Int[0, int.MaxValue], Gen.Int[0, 3].Select(i => (int)Math.Pow(10, i) - (i == 0 ? 1 : 0)), Gen.Int[10, 1500]).Sample((digits, seed, step, rows) =>
    {
        var random = new Random(seed);
        var start = random.NextInt64((long)Math.Pow(10, Math.Min(17, digits - 1)), (long)Math.Pow(10, Math.Min(18, digits)) - 2_000_000);
        var values = Enumerable.Range(0, rows).Select(i => step > 0
            ? (start + (i * step)).ToString(CultureInfo.InvariantCulture).PadRight(digits, '0')
            : string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10))))).Distinct().Select(v => (v, 1L));

        foreach (var found in Recognition.In(values))
        {
            var tail = Airworthy.Core.Statistics.ChancePasses.Tail(found.Formed, found.Passed, found.Chance);
            Assert.True(found.By.Certainty == Certainty.Proven && tail > 1e-6, $"{found.By.Kind}: {found.Passed} of {found.Formed}, tail {tail:g3}");
        }
    }, iter: 120);

    [Theory]
    [InlineData("000-12-3456"), InlineData("666-12-3456"), InlineData("912-12-3456"), InlineData("219-00-3456"), InlineData("219-09-0000"), InlineData("219099999")]
    public void No_social_security_number_is_given_so(string value) => Assert.DoesNotContain("US social security number", Kinds(value));

    [Fact]
    public void Every_kind_says_where_it_is_published() => Assert.All(Recogniser.All, r => Assert.False(string.IsNullOrWhiteSpace(r.Source), r.Kind));

    [Fact]
    public void Every_kind_has_an_example() => Assert.Empty(Recogniser.All.Select(r => r.Kind).Except(Published.Select(p => p.Data.Item1)));

    private static IEnumerable<string> Kinds(string value) => Recognition.In([(value, 1)]).Select(r => r.By.Kind);
}
