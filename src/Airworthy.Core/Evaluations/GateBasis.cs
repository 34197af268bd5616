namespace Airworthy.Core.Evaluations;

/// <summary>What a judgement of a model rests on in its project, beside the model's files, the rows and the contract: where any of it changes, the model is judged again. Null is not known, and compared with nothing.</summary>
/// <param name="Locks">Lock files by path, each with its digest; empty where there is none.</param>
/// <param name="Images">Base images that the container files name, in order of their names; empty where there is none.</param>
/// <param name="Schema">Digest of the part of the approved schema that rows are held against.</param>
public sealed record GateBasis(IReadOnlyDictionary<string, string>? Locks = null, IReadOnlyList<string>? Images = null, string? Schema = null)
{
    /// <summary>Names all that is otherwise now.</summary>
    public IEnumerable<string> ChangedTo(GateBasis now)
    {
        if (Locks is not null && now.Locks is not null)
        {
            foreach (var path in Locks.Keys.Union(now.Locks.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(p => Locks.GetValueOrDefault(p) != now.Locks.GetValueOrDefault(p)))
            {
                yield return $"{path}{(!Locks.ContainsKey(path) ? ", which is new" : !now.Locks.ContainsKey(path) ? ", which is gone" : "")}";
            }
        }

        if (Images is not null && now.Images is not null && !Images.SequenceEqual(now.Images))
        {
            yield return $"the base image ({Text(Images)} then, {Text(now.Images)} now)";
        }

        if (Schema is not null && now.Schema is not null && Schema != now.Schema)
        {
            yield return "the approved schema";
        }
    }

    private static string Text(IReadOnlyList<string> images) => images.Count == 0 ? "none" : string.Join(", ", images);
}
