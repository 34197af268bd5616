using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class DeploymentTarget
{
    public sealed class Format : ICheck<StoredAnswersAgain>
    {
        /// <summary>Rows that are asked for, and how far an answer may be from the stored one.</summary>
        public const int LeastRows = 200;

        public const double Tolerated = 1e-4;

        /// <summary>A runtime in which an operator rounds otherwise.</summary>
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new StoredAnswersAgain("drill", "2", "dev", LeastRows, 3, ["D100041"], 0.02, 1));

        public Verdict Judge(ProjectContract contract, StoredAnswersAgain seen)
        {
            if (Promised.Lacks(contract, "serving.target.runtime") is { } lacks)
            {
                return lacks;
            }

            var (called, runtime) = ($"version {seen.Version} of {seen.Model}", contract.Serving!.Target!.Runtime!);
            if (!Named(runtime).Contains(Onnx))
            {
                return Verdict.Unknown($"The declared runtime is '{runtime}', and answers were compared in ONNX Runtime.", "Compare 200 rows there by hand, and keep what was seen beside the field; or declare ONNX.");
            }

            var again = $"Run `airworthy model explain champion --replay {LeastRows}`.";
            var verdict = seen.Different > 0 || !(seen.Largest <= Tolerated)
                ? Verdict.Unmet(FormattableString.Invariant($"The file of {called}, loaded in ONNX Runtime, answers rows of {seen.Split} by up to {seen.Largest:0.######} otherwise than its run stored; {Tolerated:0.0000} is allowed{(seen.Differing.Count == 0 ? "" : $": {string.Join(", ", seen.Differing)}")}."),
                    "Export the model again, and compare its answers with those of training before it is registered.")
                : seen.Rows < LeastRows
                ? Verdict.Unknown($"{seen.Rows} rows were asked again of {called}; {LeastRows} are asked for.", again)
                : Verdict.Met(FormattableString.Invariant($"The file of {called} loads in ONNX Runtime, has no operator that it lacks, and answers {seen.Rows} rows of {seen.Split} within {Tolerated:0.0000} of what its run stored (at most {seen.Largest:0.#######} apart)."));
            return verdict.With(("rows", seen.Rows), ("largest", seen.Largest), ("limit", Tolerated)) with { Blind = "Other processors and systems than the machine that asked: what serves reports its own to the part observed." };
        }
    }
}
