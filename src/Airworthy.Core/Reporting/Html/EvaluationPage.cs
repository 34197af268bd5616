using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;

namespace Airworthy.Core.Reporting.Html;

/// <summary>An evaluation as one HTML file that needs nothing else: the lines of the terminal, then the pictures.</summary>
public static class EvaluationPage
{
    /// <param name="draw">Draws a plot as an SVG element; its ids must be unique in the document.</param>
    public static string Write(ModelEvaluation evaluation, string project, Func<Plot, string> draw) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
        <meta name="generator" content="Airworthy"/>
        <title>{evaluation.Target} on {evaluation.Split}{(project.Length > 0 ? $": {project}" : "")}</title>
        <style>{Markup.Trusted(HtmlReport.Style)}</style>
        </head>
        <body>
        <main>
        <h1>{evaluation.Target} on {evaluation.Split}</h1>
        <section aria-label="Metrics">
        <table>
        <thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">from</th><th scope="col">to</th></tr></thead>
        <tbody>
        {Markup.Join(evaluation.Metrics.Select(m => Markup.Of($"""<tr><th scope="row">{m.Metric}</th><td>{Printed.Of(m.Value)}</td><td>{Printed.Of(m.Low)}</td><td>{Printed.Of(m.High)}</td></tr>""")))}
        </tbody>
        </table>
        <p>Intervals hold {Printed.Percent(evaluation.Confidence)} of the time; {Printed.Count(evaluation.Rows)} rows.</p>
        </section>
        <section aria-label="Pictures">
        {Markup.Join(EvaluationPlots.Of(evaluation).Select(p => Markup.Of($"""<figure>{Markup.Trusted(draw(p))}<figcaption>{p.Title}.</figcaption></figure>""")))}
        </section>
        <section aria-labelledby="lines">
        <h2 id="lines">In words</h2>
        <pre>{string.Join('\n', EvaluationText.Of(evaluation))}</pre>
        </section>
        </main>
        </body>
        </html>

        """).ToString();
}
