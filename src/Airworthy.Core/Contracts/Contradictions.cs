using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Fields that can each be read but cannot be meant together: mistakes of writing, not of judgement.</summary>
internal static class Contradictions
{
    private static readonly string[] s_splits = ["train", "dev", "test"];

    public static IEnumerable<Problem> In(ProjectContract contract) =>
        [.. Windows(contract), .. Shares(contract), .. Splits(contract), .. Limits(contract), .. Requests(contract), .. Guesses(contract)];

    private static IEnumerable<Problem> Windows(ProjectContract contract)
    {
        var split = contract.Data?.Split;
        foreach (var (name, window) in ((string, Window?)[])[("train", split?.Train), ("dev", split?.Dev), ("test", split?.Test)])
        {
            if (window is { From: { } from, Until: { } until } && from > until)
            {
                yield return Problem(contract, $"data.split.{name}.from", $"{from:yyyy-MM-dd}, expected a day not after until, which is {until:yyyy-MM-dd}. Exchange or correct them.");
            }
        }
    }

    private static IEnumerable<Problem> Shares(ProjectContract contract)
    {
        if (contract.Data?.Split?.Shares is not { Count: > 0 } shares)
        {
            yield break;
        }

        var sum = shares.Values.Sum();
        if (Math.Abs(sum - 1) > 1e-6)
        {
            yield return Problem(contract, "data.split.shares", $"{string.Join(" + ", shares.Values.Select(s => $"{s:0.######}"))} = {sum:0.######}, expected shares that sum to 1. Correct one of them.");
        }
    }

    private static IEnumerable<Problem> Splits(ProjectContract contract) =>
        ((string, IEnumerable<string>?)[])[("data.split.shares", contract.Data?.Split?.Shares?.Keys), ("data.split.files", contract.Data?.Split?.Files?.Keys), ("predictions", contract.Predictions?.Keys)]
            is var maps ? maps.SelectMany(m => (m.Item2 ?? []).Except(s_splits).Select(name => new Problem(contract.Source.At($"{m.Item1}.{name}"),
                $"{m.Item1}.{Reading.Problem.Cut(name)} names no split, expected train, dev or test. {(Nearest.To(name, s_splits) is { } meant ? $"Did you mean {meant}?" : "Correct or remove it.")}"))) : [];

    private static IEnumerable<Problem> Limits(ProjectContract contract) =>
        (contract.Metric?.Limits ?? []).Index().Where(l => l.Item.Min > l.Item.Max)
            .Select(l => Problem(contract, $"metric.limits[{l.Index}].min", $"{l.Item.Min:0.######}, expected at most max, which is {l.Item.Max:0.######}. Exchange or correct them."));

    private static IEnumerable<Problem> Requests(ProjectContract contract)
    {
        if (contract.Monitoring?.Requests is { MinRps: { } min, MaxRps: { } max } && min > max)
        {
            yield return Problem(contract, "monitoring.requests.min_rps", $"{min:0.######}, expected at most max_rps, which is {max:0.######}. Exchange or correct them.");
        }
    }

    private static IEnumerable<Problem> Guesses(ProjectContract contract)
    {
        foreach (var (i, guess) in (contract.Guessed ?? []).Index())
        {
            Type? type = typeof(ProjectContract);
            foreach (var step in ContractPath.Parse(guess) ?? [new ContractStep(guess, null)])
            {
                type = ContractPath.TypeOf(type, step);
            }

            if (type is null)
            {
                yield return Problem(contract, $"guessed[{i}]", $"{Reading.Problem.Cut(guess)}, expected the path of a field such as data.label. " +
                    (Nearest.To(guess, KnownPaths.Of(typeof(ProjectContract))) is { } meant ? $"Did you mean {meant}?" : "Correct or remove it."));
            }
        }
    }

    private static Problem Problem(ProjectContract contract, string path, string isWhat) => new(contract.Source.At(path), $"{path} is {isWhat}");
}
