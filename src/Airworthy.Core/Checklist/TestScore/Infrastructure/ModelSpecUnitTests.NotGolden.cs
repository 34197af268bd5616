using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class ModelSpecUnitTests
{
    public sealed class NotGolden : ICheck<GoldenWeights>
    {
        public Defect Defect => Defect.Writing("tests/test_golden_of_the_drill.py",
            "import numpy as np\n\n\ndef test_weights_of_the_drill():\n    np.testing.assert_array_equal(fit().coef_, np.load('tests/coef.npy'))\n") with
        {
            Turns = Answer.Met,
        };

        public Verdict Judge(ProjectContract contract, GoldenWeights seen)
        {
            if (seen.Files == 0)
            {
                return Verdict.Unknown("No file of tests was found in the project.", "Write short tests of the training code; files named test_*, *_test or *Tests are found.");
            }

            return Verdict.Met($"{seen.Files:N0} {(seen.Files == 1 ? "file" : "files")} of tests were read; {(seen.Found.Count == 0 ? "none compares" : $"{seen.Found.Count} {(seen.Found.Count == 1 ? "place compares" : "places compare")}")} learnt weights exactly with stored ones.")
                .With(("files", seen.Files), ("found", seen.Found.Count))
                .Concern(seen.Found is [var first, ..] ? $"{first.Path}:{first.Line} compares learnt weights exactly with stored ones, so every honest change breaks it: {first.Text}" : null) with
            {
                Shown = seen.Found.Count == 0 ? null : new Shown(["file", "line", "text"], [.. seen.Found.Take(20).Select(f => (IReadOnlyList<string>)[f.Path, $"{f.Line}", f.Text])]),
                Blind = "Comparisons that go by other names than weights.",
            };
        }
    }
}
