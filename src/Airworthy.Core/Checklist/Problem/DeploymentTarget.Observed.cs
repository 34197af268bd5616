using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class DeploymentTarget
{
    /// <summary>Words that name what executes models, a system, or a processor; those of one line mean the same.</summary>
    private static readonly string[][] s_words =
    [
        ["onnx", "onnxruntime"], ["tensorflow", "tf-serving"], ["tflite", "litert"], ["torch", "pytorch", "libtorch"], ["coreml"], ["openvino"], ["tensorrt"], ["triton"], ["sklearn", "scikit-learn"],
        ["linux"], ["win", "windows"], ["osx", "macos"], ["android"], ["ios"], ["x64", "x86_64", "amd64"], ["arm64", "aarch64"],
    ];

    /// <summary>The line of the table that names ONNX.</summary>
    private const int Onnx = 0;

    public sealed class Observed : ICheck<ServingHosts>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServingHosts("drill", "drill", [new("tensorflow 2.19 on win-arm64", "Windows", 2, 4000, 1440, 100, 100)]));

        public Verdict Judge(ProjectContract contract, ServingHosts seen)
        {
            if (Promised.Lacks(contract, "serving.target.where", "serving.target.runtime") is { } lacks)
            {
                return lacks;
            }

            var target = contract.Serving!.Target!;
            if (target.Where != TargetPlace.Server)
            {
                return Verdict.Unknown($"The target is no server ({Reading.WordAttribute.Of(target.Where!.Value)}), and no device reports to this gateway.", "Look there by hand, and keep what was seen beside the field.");
            }

            if (seen.Of.Count == 0)
            {
                return Verdict.Unknown($"No process has served {seen.Endpoint} within 24 hours.", "Start it: `airworthy serve`.");
            }

            var declared = Named(target.Runtime!);
            if (declared.Count == 0)
            {
                return Verdict.Unknown($"'{target.Runtime}' names no runtime, system or processor that could be compared with what serves: {seen.Of[0].Runtime}.", "Name them in serving.target.runtime, like \"onnx on linux-x64\".");
            }

            var apart = seen.Of.Select(h => (Host: h, Missing: declared.Except(Named($"{h.Runtime} {h.System}")).Select(w => s_words[w][0]).ToList())).Where(x => x.Missing.Count > 0).ToList();
            return (apart is [var first, ..]
                ? Verdict.Unmet($"{apart.Count} of {seen.Of.Count} processes that serve report another runtime than '{target.Runtime}': {first.Host.Runtime}, without {string.Join(", ", first.Missing)}.", "Serve where it was declared, or declare where it is served.")
                : Verdict.Met($"{(seen.Of.Count == 1 ? "The process that serves reports" : $"All {seen.Of.Count} processes that serve report")} {seen.Of[0].Runtime} with {seen.Of[0].Processors} processors; declared is '{target.Runtime}'."))
                .With(("processes", seen.Of.Count), ("apart", apart.Count)) with
            { Blind = "Hardware is not compared; it is described in words." };
        }
    }

    /// <summary>The lines of the table whose words stand in a text.</summary>
    private static HashSet<int> Named(string text)
    {
        var words = text.ToLowerInvariant().Split([' ', ',', '/', '-', '(', ')', '+'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, s_words.Length).Where(i => s_words[i].Any(w => words.Contains(w) || text.Contains(w, StringComparison.OrdinalIgnoreCase) && w.Length > 4))];
    }
}
