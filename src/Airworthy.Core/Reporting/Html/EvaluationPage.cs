using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;

namespace Airworthy.Core.Reporting.Html;

/// <summary>An evaluation as one HTML file that needs nothing else: metrics, pictures, then the lines of the terminal.</summary>
public static class EvaluationPage
{
    /// <param name="draw">Draws a plot as an SVG element; its ids must be unique in the document.</param>
    public static string Write(ModelEvaluation evaluation, string project, Func<Plot, string> draw) => HtmlPage.Write(
        $"{evaluation.Target} on {evaluation.Split}{(project.Length > 0 ? $": {project}" : "")}",
        Markup.Of($"""
        {HtmlPage.Mast("Evaluation", evaluation.Target, $"{(project.Length > 0 ? $"{project} · " : "")}{evaluation.Split} · {Printed.Count(evaluation.Rows)} rows · intervals of {Printed.Percent(evaluation.Confidence)}")}
        <main>
        <section class="item" aria-labelledby="metrics">
        <h2 id="metrics">Metrics</h2>
        <table class="measured">
        <thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">from</th><th scope="col">to</th></tr></thead>
        <tbody>
        {Markup.Join(evaluation.Metrics.Select(m => Markup.Of($"""<tr><th scope="row">{m.Metric}</th><td>{Printed.Of(m.Value)}</td><td>{Printed.Of(m.Low)}</td><td>{Printed.Of(m.High)}</td></tr>""")))}
        </tbody>
        </table>
        </section>
        <section class="pictures" aria-label="Pictures">
        {Markup.Join(EvaluationPlots.Of(evaluation).Select(p => Markup.Of($"""<figure class="item">{Markup.Trusted(draw(p))}<figcaption>{p.Title}.</figcaption></figure>""")))}
        </section>
        <section class="item" aria-labelledby="lines">
        <h2 id="lines">In words</h2>
        <pre tabindex="0">{string.Join('\n', EvaluationText.Of(evaluation))}</pre>
        </section>
        </main>
        <footer><p>Made by <code>airworthy evaluate</code> from predictions and labels alone.</p></footer>
        """));
}
