using Airworthy.Core.Contracts;

namespace Airworthy.Cli.Evaluations;

/// <summary>Predictions outside of any project: the file says the labels itself, or a second one does.</summary>
internal static class LoneFile
{
    /// <summary>A contract over the two files, in which all rows are of one split.</summary>
    /// <param name="labels">The file with the columns id and label; null when the predictions carry all that there is.</param>
    /// <param name="entity">The column whose equal values belong together; null when rows stand for themselves.</param>
    public static ProjectContract Contract(string file, string? labels, string split, string? metric, string? time, string? entity)
    {
        if (labels is not null && !File.Exists(labels))
        {
            throw new Refusal(1, $"{labels} is not there.", "Name the file with the columns id and label.");
        }

        var rows = Path.GetFullPath(labels ?? file);
        return new ProjectContract
        {
            Airworthy = 1,
            Metric = metric is null ? null : new Metric { Name = metric, On = split },
            Data = new DataPromise
            {
                Id = "id",
                Label = new Label { Name = "label" },
                Time = time,
                Entity = entity,
                Split = new Split { Method = SplitMethod.Given, Files = new Dictionary<string, string> { [split] = rows } },
            },
        };
    }
}
