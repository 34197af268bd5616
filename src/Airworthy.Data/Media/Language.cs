using System.Globalization;

namespace Airworthy.Data.Media;

/// <summary>
/// A coarse guess at the language of a text: by its script where that says enough, else by which language's smallest words are frequent in it. Made to
/// see that one class or split is written in another language than the rest, not to tell Danish from Norwegian.
/// </summary>
public static class Language
{
    /// <summary>Words that are read.</summary>
    private const int Read = 2_000;

    /// <summary>Share of the words that must be small words of a language; running text has 0.2 to 0.5.</summary>
    private const double Least = 0.06;

    private static readonly (string Language, HashSet<string> Words)[] s_small =
    [
        ("en", Words("the of and to in is that it was for on with as his they be at this have from or by not but what all were when we there an which their if will would")),
        ("de", Words("der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie")),
        ("fr", Words("de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou mais comme cette aux nous vous ont été")),
        ("es", Words("de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre")),
        ("it", Words("di e il la che in un a per è una sono del non le con i si da come al ma della gli nel dei lo alla ha più anche questo")),
        ("pt", Words("de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser")),
        ("nl", Words("de en van het een in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar heeft hij ze wordt")),
        ("pl", Words("i w nie na się z do to że jest o a jak po co tak za od przez ale są dla czy tylko już był było być może")),
        ("sv", Words("och i att det som en på är av för med den till inte har de ett om var men sig så hade från vi kan")),
        ("da", Words("og i at det er en til af på den for med de der som ikke et har jeg var han men om kan fra vi så")),
        ("fi", Words("ja on ei että se oli hän mutta ovat kun niin myös tai kuin joka sen ole jos vain mitä nyt")),
        ("cs", Words("a se v na je že s z do o to i ve k jako za by ale si po jsou jak pro tak nebo když od")),
        ("tr", Words("ve bir bu da de için ile çok daha olarak olan gibi en ne kadar sonra var ancak her ama")),
        ("id", Words("yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada oleh")),
    ];

    /// <summary>A code of two letters, or the script's name where several languages share it; null when nothing speaks for any.</summary>
    public static string? Of(string text) => Script(text) ?? ByWords(text);

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];

    private static string? ByWords(string text)
    {
        var words = text.ToLowerInvariant().Split((char[]?)null, Read, StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('.', ',', ';', ':', '!', '?', '"', '\'', '(', ')', '«', '»', '“', '”')).ToList();
        if (words.Count < 5)
        {
            return null;
        }

        var best = s_small.Select(l => (l.Language, Hits: words.Count(l.Words.Contains))).OrderByDescending(l => l.Hits).ToList();
        return best[0].Hits >= Math.Max(2, Least * words.Count) && best[0].Hits > best[1].Hits ? best[0].Language : null;
    }

    /// <summary>The language or script of most letters, where they are not Latin.</summary>
    private static string? Script(string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var letters = 0;
        foreach (var c in text.Where(char.IsLetter).Take(10 * Read))
        {
            letters++;
            var script = Of(c);
            counts[script] = counts.GetValueOrDefault(script) + 1;
        }

        var most = counts.Where(c => c.Key != "latin").OrderByDescending(c => c.Value).FirstOrDefault();
        return most.Value < 0.3 * letters || letters == 0 ? null
            : most.Key == "han" && counts.GetValueOrDefault("ja") > 0.05 * letters ? "ja"
            : most.Key == "han" ? "zh"
            : most.Key;
    }

    private static string Of(char c) => (int)c switch
    {
        < 0x0370 or (>= 0x1E00 and < 0x1F00) => "latin",
        < 0x0400 => "el",
        < 0x0530 => "cyrillic",
        >= 0x0590 and < 0x0600 => "he",
        >= 0x0600 and < 0x0780 => "arabic",
        >= 0x0900 and < 0x0980 => "hi",
        >= 0x0E00 and < 0x0E80 => "th",
        >= 0x3040 and < 0x3100 => "ja",
        (>= 0x3400 and < 0xA000) or (>= 0xF900 and < 0xFB00) => "han",
        >= 0xAC00 and < 0xD7B0 => "ko",
        var code => string.Create(CultureInfo.InvariantCulture, $"letters from U+{code & 0xFF00:X4}"),
    };
}
