namespace Airworthy.Core.Reporting.Html;

/// <summary>The frame of every HTML file: it needs nothing else, and lets nothing from elsewhere in.</summary>
internal static class HtmlPage
{
    private static readonly Lazy<string> s_style = new(() =>
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    public static string Write(string title, Markup body) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
        <meta name="generator" content="Airworthy"/>
        <title>{title}</title>
        <style>{Markup.Trusted(s_style.Value)}</style>
        </head>
        <body>
        {body}
        </body>
        </html>

        """).ToString();

    /// <summary>The head of a page: what kind of page it is, of what, and a line about it.</summary>
    public static Markup Mast(string kind, string of, string about) => Markup.Of($"""
        <header class="mast">
        <p class="kicker">{kind}</p>
        <h1>{of}</h1>
        <p class="soft">{about}</p>
        </header>
        """);
}
