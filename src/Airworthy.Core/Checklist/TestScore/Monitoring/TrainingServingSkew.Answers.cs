using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class TrainingServingSkew
{
    public sealed class Answers : ICheck<ServedSkew>
    {
        /// <summary>Rows that are answered again.</summary>
        private const int Least = 200;

        /// <summary>A gateway that hands one input over in another place.</summary>
        public Defect Defect => Of(Drilled with { Answers = new SkewedAnswers(5_000, 4_100, 0.31, new SkewExample("r-17", "0.12", "0.43")) });

        public Verdict Judge(ProjectContract contract, ServedSkew seen)
        {
            if (Open(contract, seen) is { } open)
            {
                return open;
            }

            var report = seen.Report;
            if (report.Answers is not { Rows: > 0 } answers)
            {
                return Verdict.Unknown($"No logged row of {report.Model} was answered by it and could be answered again.", "Compare again when it has answered requests: `airworthy monitor skew`.");
            }

            var says = string.Create(CultureInfo.InvariantCulture, $"The answers of {report.Model} to {answers.Rows:N0} logged rows, beside those of its file to the features that training makes of them: the largest difference is {answers.Largest:G3}, and {answers.Different:N0} differ by more than {SkewedAnswers.Tolerance:G2}");
            var verdict = answers.Different > 0 ? Verdict.Unmet($"{says}{(answers.Example is { } e ? $", such as {e.Row}: {e.Served} served, {e.Made} made" : "")}.", "See which feature differs (rows); if none does, the gateway asks the model otherwise than training: compare `airworthy model explain` with the request's page.")
                : answers.Rows < Least ? Verdict.Unknown($"{says}; {Least} rows are needed.", "Compare again when more requests have come: `airworthy monitor skew`.")
                : Verdict.Met($"{says}.");
            return verdict.With(("rows", answers.Rows), ("different", answers.Different), ("largest", answers.Largest)).Late(contract, seen) with { Blind = "Rows that something else answered, and requests that were not drawn." };
        }
    }
}
