using System.Text;

namespace Airworthy.Core.Persons;

/// <summary>What the name of a column says about persons.</summary>
/// <param name="Topic">A word such as <c>mail</c> or <c>name</c>, as in <see cref="Recogniser.Topic"/>.</param>
public readonly record struct NamedFor(string Topic, NameKind Kind);

/// <summary>What a column of such a name does to a person.</summary>
public enum NameKind
{
    /// <summary>It names or reaches somebody.</summary>
    Direct,

    /// <summary>Together with others it can single somebody out.</summary>
    Quasi,

    /// <summary>It is of a special category: GDPR article 9(1).</summary>
    Special,
}

/// <summary>Knows columns by their names, in several languages.</summary>
public static class ColumnNames
{
    private static readonly (NameKind Kind, string Topic, string Words)[] s_lexicon =
    [
        (NameKind.Direct, "mail", "email mail emailaddress courriel correo mailadresse"),
        (NameKind.Direct, "phone", "phone phonenumber telephone tel mobile cellphone cell fax telefon telefono telefone handy mobil téléphone"),
        (NameKind.Direct, "account", "iban bankaccount kontonummer accountnumber"),
        (NameKind.Direct, "card", "creditcard cardnumber pan kreditkarte"),
        (NameKind.Direct, "ip", "ip ipaddress ipaddr clientip remoteaddr"),
        (NameKind.Direct, "address", "address street streetaddress addr adresse strasse straße anschrift rue direccion dirección endereco indirizzo"),
        (NameKind.Direct, "national", "ssn socialsecurity socialsecuritynumber nationalid nino nhs nhsnumber taxid steuerid nir dni nie cpf bsn pesel aadhaar personnummer fodselsnummer hetu cpr codicefiscale passport passportnumber passportno license licence driverslicense driverlicense"),
        (NameKind.Direct, "name", "firstname lastname surname givenname familyname fullname middlename forename maidenname patientname customername passengername username login vorname nachname familienname prenom prénom nom nombre apellido apellidos sobrenome cognome"),
        (NameKind.Quasi, "birth", "birth birthdate dob dateofbirth birthday birthyear yearofbirth geburtsdatum naissance nacimiento"),
        (NameKind.Quasi, "age", "age alter edad eta idade"),
        (NameKind.Quasi, "sex", "sex gender geschlecht sexe sexo genre"),
        (NameKind.Quasi, "place", "zip zipcode postcode postalcode postal plz codepostal cp city town county municipality stadt ort ville ciudad"),
        (NameKind.Quasi, "origin", "nationality citizenship country nativecountry birthplace staatsangehörigkeit"),
        (NameKind.Quasi, "life", "marital maritalstatus relationship education occupation job profession beruf"),
        (NameKind.Special, "origin", "race ethnicity ethnic ethnicgroup tribe caste"),
        (NameKind.Special, "belief", "religion religious belief politicalparty politics unionmember tradeunion"),
        (NameKind.Special, "health", "diagnosis disease icd icd10 disability medication hiv pregnant genotype bloodtype diagnose krankheit"),
        (NameKind.Special, "orientation", "sexualorientation orientation"),
    ];

    private static readonly Dictionary<string, NamedFor> s_words = s_lexicon
        .SelectMany(l => l.Words.Split(' ').Select(word => (word, For: new NamedFor(l.Topic, l.Kind)))).DistinctBy(x => x.word).ToDictionary(x => x.word, x => x.For);

    /// <summary>Words that in front of <c>name</c> or <c>id</c> speak of a person.</summary>
    private static readonly HashSet<string> s_persons = [.. "first last given family sur full middle maiden patient customer passenger client person employee user member student child mother father owner contact applicant borrower".Split(' ')];

    /// <summary>What a column's name says; null when it says nothing of persons.</summary>
    public static NamedFor? Of(string column)
    {
        var words = Words(column);
        for (var length = Math.Min(3, words.Count); length > 0; length--)
        {
            for (var at = 0; at + length <= words.Count; at++)
            {
                if (s_words.TryGetValue(string.Concat(words.Skip(at).Take(length)), out var known) && !IsAbout(words, at + length))
                {
                    return known;
                }
            }
        }

        var name = words.IndexOf("name");
        return name >= 0 && name == words.Count - 1 && (words.Count == 1 || words.Take(name).Any(s_persons.Contains)) ? new NamedFor("name", NameKind.Direct) : null;
    }

    /// <summary>Whether a word behind says that the column counts or types something: <c>phone_type</c>, <c>email_count</c>, <c>mobile_os</c>.</summary>
    private static bool IsAbout(List<string> words, int behind) =>
        behind < words.Count && words[behind] is "type" or "count" or "is" or "flag" or "os" or "verified" or "length" or "domain" or "brand" or "model" or "change" or "sent" or "opt" or "num" or "status" && behind == words.Count - 1
        && words[^1] != "status";

    private static List<string> Words(string column)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < column.Length; i++)
        {
            var character = column[i];
            if (!char.IsLetterOrDigit(character) || (char.IsUpper(character) && i > 0 && char.IsLower(column[i - 1])))
            {
                Close();
            }

            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLowerInvariant(character));
            }
        }

        Close();
        return words;

        void Close()
        {
            if (word.Length > 0)
            {
                // Address1 is an address.
                words.Add(word.ToString() is var text && text.TrimEnd("0123456789".ToCharArray()) is { Length: > 1 } bare ? bare : text);
                word.Clear();
            }
        }
    }
}
