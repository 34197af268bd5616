using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class BaselinesInPlace
{
    public sealed class Cost : ICheck<BaselineGains, BaselineRuns>
    {
        public Defect Defect => Overtaken;

        public Verdict Judge(ProjectContract contract, BaselineGains gains, BaselineRuns runs) => CostsBeside(contract, gains, runs, kind => true, "baseline");
    }

    /// <summary>Puts cost and answer time of the model and of some baselines side by side.</summary>
    internal static Verdict CostsBeside(ProjectContract contract, BaselineGains gains, BaselineRuns runs, Func<BaselineKind, bool> counts, string what)
    {
        if (gains.Cost is not { } own)
        {
            return Promised.Lacks(contract, "error_costs") ?? Verdict.Unknown("What decisions cost cannot be told from error_costs and the stored predictions.", "See with `airworthy evaluate` why not.");
        }

        var priced = gains.Baselines.Where(b => counts(b.Kind) && b.Cost is not null).ToList();
        if (priced.Count == 0)
        {
            return Verdict.Unknown($"No {what} has stored predictions for {gains.Split} whose decisions can be priced.", "Run `airworthy baselines`, or store their predictions and name the files in baselines[].predictions.");
        }

        double? Time(string name) => runs.Baselines.FirstOrDefault(r => r.Name == name)?.Microseconds;
        string Told(string name, double cost, double? time) => FormattableString.Invariant($"{name} {cost:N0} {gains.Unit}{(time is { } us ? $", {us:0.#} µs" : "")}");
        var cheapest = priced.MinBy(b => b.Cost)!;
        var table = $"1,000 decisions, and the time of one row: {Told(gains.Model, own, runs.Microseconds)}; {string.Join("; ", priced.OrderBy(b => b.Cost).Select(b => Told(b.Name, b.Cost!.Value, Time(b.Name))))}";
        var dearer = priced.Where(b => b.SavedHigh < 0).OrderBy(b => b.Cost).ToList();
        var verdict = dearer is [var first, ..] ? Verdict.Unmet($"{table}. {gains.Model} costs more than {first.Name}, beyond chance.", $"Use {first.Name}, or mend the threshold and the model first.")
            : runs.Microseconds is null ? Verdict.Unknown($"{table}. How long {gains.Model} takes for a row was not measured.", "Log the metric microseconds_per_row in the run that made it; `airworthy train` does.")
            : priced.All(b => Time(b.Name) is null) ? Verdict.Unknown($"{table}. How long the {what}s take for a row was not measured.", "`airworthy baselines` measures those that it makes.")
            : Verdict.Met($"{table}.").Concern(cheapest.Cost < own ? $"{cheapest.Name} is cheaper, though that may be chance." : null);
        return verdict.With([("cost_per_1000", own), ("cheapest_per_1000", cheapest.Cost!.Value), .. runs.Microseconds is { } model ? (ReadOnlySpan<(string, double)>)[("microseconds_per_row", model)] : []]) with
        {
            At = contract.Source.At("error_costs"),
            Blind = "What keeping it running costs: people, machines, nights on call. Times are of one machine, many rows at once.",
        };
    }
}
