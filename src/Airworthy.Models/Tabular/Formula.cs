using Airworthy.Core.Statistics;

namespace Airworthy.Models.Tabular;

/// <summary>How the sums of a formula become answers.</summary>
public enum Link
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>1 ⁄ (1 + exp(−s)).</summary>
    Sigmoid,

    /// <summary>exp(s_k) ⁄ Σ exp(s_j).</summary>
    Softmax,

    /// <summary>The sigmoid of each, divided by their sum.</summary>
    SigmoidShares,
}

/// <summary>What a learner came to: from encoded numbers to answers, in a form that can be written into a file.</summary>
public abstract record Formula
{
    /// <summary>The same answers for every row.</summary>
    /// <param name="Answers">One per output.</param>
    public sealed record Constant(float[] Answers) : Formula;

    /// <summary>Σ w·(x − centre) ⁄ scale + bias, a missing x being at the centre.</summary>
    /// <param name="Centre">One per number.</param>
    /// <param name="Scale">One per number, none 0.</param>
    /// <param name="Weights">For each output one per number.</param>
    /// <param name="Bias">One per output.</param>
    /// <param name="Reach">How many scales a number may be from its centre; what is farther counts as that far.</param>
    public sealed record Linear(float[] Centre, float[] Scale, IReadOnlyList<double[]> Weights, double[] Bias, Link Link, float Reach = float.PositiveInfinity) : Formula;

    /// <summary>Sums of trees.</summary>
    /// <param name="Missing">For each number what stands for a missing one.</param>
    /// <param name="Outputs">For each output its trees; none for a class that no row had, whose answer is 0.</param>
    /// <param name="Bias">One per output.</param>
    public sealed record Trees(float[] Missing, IReadOnlyList<IReadOnlyList<Tree>> Outputs, double[] Bias, Link Link) : Formula;
}

/// <summary>A tree of splits x ≤ threshold; to the left where that holds.</summary>
/// <param name="Feature">For each split the position of its number.</param>
/// <param name="Threshold">For each split.</param>
/// <param name="Left">For each split the next one, or the leaf n as −1 − n.</param>
/// <param name="Right">Likewise.</param>
/// <param name="Leaves">Values of the leaves; at least one.</param>
public sealed record Tree(int[] Feature, float[] Threshold, int[] Left, int[] Right, double[] Leaves);

/// <summary>A learnt formula, and how the library that learnt it answers by itself.</summary>
/// <param name="Own">For encoded rows the answers, one column per output.</param>
public sealed record Learnt(Formula Formula, Func<FloatMatrix, FloatMatrix> Own);
