using Airworthy.Tracking.Experiments;

namespace Airworthy.Web.Compare;

/// <summary>The one metric that an experiment's runs are ranked by, as its tags say.</summary>
/// <param name="Least">Whether less of it is better.</param>
internal sealed record PrimaryMetric(string Name, bool Least)
{
    private const string NameTag = "mlflow.experiment.primaryMetric.name";
    private const string GreaterTag = "mlflow.experiment.primaryMetric.greaterIsBetter";

    /// <summary>How the split is written before the name of a metric; the name alone comes last.</summary>
    private static readonly string[] s_forms = [.. from split in (string[])["dev", "val", "valid", "validation"] from mark in "_/." select $"{split}{mark}{{0}}", "{0}"];

    /// <returns>Null: the experiment names none.</returns>
    public static PrimaryMetric? Of(Experiment? experiment)
    {
        string? Tag(string key) => experiment?.Tags.FirstOrDefault(t => t.Key == key)?.Value;
        return Tag(NameTag) is { Length: > 0 } name ? new(name, string.Equals(Tag(GreaterTag), "false", StringComparison.OrdinalIgnoreCase)) : null;
    }

    /// <summary>The key under which runs logged it: <c>dev_auc</c>, <c>dev/auc</c> … or <c>auc</c>; null when they did not.</summary>
    public string? Among(IReadOnlyCollection<string> logged) =>
        s_forms.Select(form => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Name)).FirstOrDefault(logged.Contains);
}
