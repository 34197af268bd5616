using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PipelineIntegrationTest
{
    public sealed class Served : ICheck<PipelineTrial>
    {
        /// <summary>A server that makes one feature in another way than training did.</summary>
        public Defect Defect => PipelineTrials.ServedDefect;

        public Verdict Judge(ProjectContract contract, PipelineTrial seen)
        {
            const string Again = "Run `airworthy check pipeline-integration-test --here` again.";
            if (seen.NewerThan is { } newer)
            {
                return Verdict.Unknown($"The pipeline was tried on {seen.MadeAt:yyyy-MM-dd HH:mm} UTC, and {newer}.", Again);
            }

            var verdict = seen.Served switch
            {
                null => Verdict.Unknown("Nothing was served: the pipeline did not get as far as answers.", "See what end-to-end says, and try again."),
                { IsModel: false } none => Verdict.Unknown($"Nothing was served. {none.Why}", "Let commands.train leave an ONNX file at {model}, and let commands.features make the features of the rows in {data}."),
                { IsLoaded: false } not => Verdict.Unmet($"The gateway does not load the model that the pipeline has just trained. {not.Why}", "Export it so that `airworthy bench` loads it."),
                { Refused: > 0 } refused => Verdict.Unmet($"Of {refused.Asked} rows that commands.predict answered, the gateway refused {refused.Refused}. {refused.Why}", "Look at what the model's inputs take, and at what commands.features writes."),
                { Different: > 0 } other => Verdict.Unmet(FormattableString.Invariant($"Of {other.Asked} rows, the gateway answers {other.Different} otherwise than commands.predict, by up to {other.Largest:0.######}: {string.Join(", ", other.Differing)}."),
                    "Something is done before or after the model in one place and not in the other: features, calibration, the order of classes."),
                { Asked: < PipelineTrial.MinimumRows } few => Verdict.Unknown($"The gateway was asked of {few.Asked} rows; {PipelineTrial.MinimumRows} are asked for.", "Bring more rows of dev."),
                { } same => Verdict.Met(FormattableString.Invariant($"The gateway loaded the freshly trained model and answered {same.Asked} requests as commands.predict did (largest difference {same.Largest:0.######}).")),
            };
            return seen.Served is { IsModel: true, IsLoaded: true } served ? verdict.With(("asked", served.Asked), ("different", served.Different), ("refused", served.Refused), ("largest", served.Largest), (ScheduledTrials.TrialAt, seen.MadeAt.ToUnixTimeSeconds())) : verdict;
        }
    }
}
