using Airworthy.Models.Tabular;

namespace Airworthy.Models.Onnx;

/// <summary>
/// Writes a learnt formula with its encodings as an ONNX file: one input of the form [rows, 1] per column of the table, named like it; one output of the form
/// [rows, outputs]. Numbers are floats, times doubles in seconds since 1970, texts strings; a missing number or time is NaN, a missing text is empty.
/// </summary>
/// <remarks>Sources: https://onnx.ai/onnx/operators and the schema of ai.onnx.ml. Sums are made in double precision, as the libraries make them.</remarks>
public static class OnnxWriter
{
    /// <summary>Names of the output, of which the first one that no column has is taken.</summary>
    private static readonly string[] s_outputs = ["score", "prediction", "answer", "airworthy_answer"];

    /// <summary>Writes a file's bytes.</summary>
    /// <param name="encoder">With at least one column.</param>
    /// <param name="about">Kept in the file as texts.</param>
    public static byte[] Write(Encoder encoder, Formula formula, int outputs, IEnumerable<KeyValuePair<string, string>> about)
    {
        ArgumentOutOfRangeException.ThrowIfZero(encoder.Encodings.Count);
        var graph = new OnnxGraph();
        var made = encoder.Encodings.SelectMany(e => Encoded(graph, e)).ToList();
        var answers = formula switch
        {
            Formula.Constant constant => graph.Node("Expand", [graph.Constant(constant.Answers, 1, outputs), graph.Node("Shape", [encoder.Encodings[0].Column])]),
            Formula.Linear linear => Linear(graph, Joined(graph, made), linear),
            Formula.Trees trees => Trees(graph, Joined(graph, made), trees),
            _ => throw new System.Diagnostics.UnreachableException(formula.GetType().Name),
        };
        var name = OutputOf(encoder);
        graph.Name(answers, name);
        graph.Output(name, ElementType.Float, outputs);
        return graph.ToBytes(about);
    }

    /// <summary>Writes a file that makes of the columns what a formula would read, and nothing more.</summary>
    /// <param name="encoder">With at least one column.</param>
    public static byte[] WriteEncodings(Encoder encoder)
    {
        ArgumentOutOfRangeException.ThrowIfZero(encoder.Encodings.Count);
        var graph = new OnnxGraph();
        var made = encoder.Encodings.SelectMany(e => Encoded(graph, e)).ToList();
        var name = OutputOf(encoder);
        graph.Name(Joined(graph, made), name);
        graph.Output(name, ElementType.Float, made.Count);
        return graph.ToBytes([]);
    }

    /// <summary>The name of the output.</summary>
    public static string OutputOf(Encoder encoder) => s_outputs.First(o => encoder.Encodings.All(e => e.Column != o));

    private static IEnumerable<string> Encoded(OnnxGraph graph, Encoding encoding)
    {
        switch (encoding)
        {
            case Encoding.AsItIs:
                return [graph.Input(encoding.Column, ElementType.Float)];
            case Encoding.HourAndWeekday:
                string Number(double value) => graph.Constant([value], 1);
                string Floor(string value, double by) => graph.Node("Floor", [graph.Node("Div", [value, Number(by)])]);
                string Left(string value, string times, double by) => graph.Node("Sub", [value, graph.Node("Mul", [times, Number(by)])]);
                var seconds = graph.Input(encoding.Column, ElementType.Double);
                var day = Floor(seconds, Encoding.HourAndWeekday.Day);
                var hour = graph.Node("Div", [Left(seconds, day, Encoding.HourAndWeekday.Day), Number(Encoding.HourAndWeekday.Hour)]);
                return [graph.Cast(hour, ElementType.Float), graph.Cast(Left(day, Floor(day, Encoding.HourAndWeekday.Week), Encoding.HourAndWeekday.Week), ElementType.Float)];
            case Encoding.Rates rates:
                var text = graph.Input(encoding.Column, ElementType.String);
                var known = rates.Levels.OrderBy(l => l.Key, StringComparer.Ordinal).ToList();
                return [.. rates.Otherwise.Select((otherwise, k) => graph.LearningNode("LabelEncoder", [text],
                    OnnxGraph.Attribute("keys_strings", known.Select(l => l.Key)), OnnxGraph.Attribute("values_floats", known.Select(l => l.Value[k])), OnnxGraph.Attribute("default_float", otherwise)))];
            default:
                throw new System.Diagnostics.UnreachableException(encoding.GetType().Name);
        }
    }

    private static string Joined(OnnxGraph graph, List<string> made) => made.Count == 1 ? made[0] : graph.Node("Concat", made, OnnxGraph.Attribute("axis", 1));

    private static string Linear(OnnxGraph graph, string numbers, Formula.Linear linear)
    {
        var (columns, outputs) = (linear.Centre.Length, linear.Weights.Count);
        var standard = graph.Node("Div", [graph.Node("Sub", [numbers, graph.Constant(linear.Centre, columns)]), graph.Constant(linear.Scale, columns)]);
        var filled = graph.Node("Where", [graph.Node("IsNaN", [standard]), graph.Constant([0f], 1), standard]);
        if (float.IsFinite(linear.Reach))
        {
            filled = graph.Node("Clip", [filled, graph.Constant([-linear.Reach]), graph.Constant([linear.Reach])]);
        }

        var weights = new double[columns * outputs];
        for (var c = 0; c < columns; c++)
        {
            for (var k = 0; k < outputs; k++)
            {
                weights[(c * outputs) + k] = linear.Weights[k][c];
            }
        }

        var sums = graph.Node("MatMul", [graph.Cast(filled, ElementType.Double), graph.Constant(weights, columns, outputs)]);
        return graph.Cast(Linked(graph, graph.Node("Add", [sums, graph.Constant(linear.Bias, outputs)]), linear.Link), ElementType.Float);
    }

    private static string Trees(OnnxGraph graph, string numbers, Formula.Trees trees)
    {
        var filled = graph.Node("Where", [graph.Node("IsNaN", [numbers]), graph.Constant(trees.Missing, trees.Missing.Length), numbers]);
        var sums = graph.LearningNode("TreeEnsembleRegressor", [graph.Cast(filled, ElementType.Double)], [.. Nodes(trees)]);
        if (trees.Link != Link.SigmoidShares)
        {
            return Linked(graph, sums, trees.Link);
        }

        // A class that no row had is impossible, not as likely as not.
        var possible = graph.Constant([.. trees.Outputs.Select(o => o.Count > 0 ? 1f : 0f)], trees.Outputs.Count);
        var each = graph.Node("Mul", [graph.Node("Sigmoid", [sums]), possible]);
        return graph.Node("Div", [each, graph.Node("ReduceSum", [each, graph.Constant([1L], 1)], OnnxGraph.Attribute("keepdims", 1))]);
    }

    private static string Linked(OnnxGraph graph, string sums, Link link) => link switch
    {
        Link.None => sums,
        Link.Sigmoid => graph.Node("Sigmoid", [sums]),
        Link.Softmax => graph.Node("Softmax", [sums], OnnxGraph.Attribute("axis", 1)),
        _ => throw new System.Diagnostics.UnreachableException(link.ToString()),
    };

    private static IEnumerable<Format.AttributeProto> Nodes(Formula.Trees trees)
    {
        var (tree, id, feature, mode, threshold, yes, no) = (new List<long>(), new List<long>(), new List<long>(), new List<string>(), new List<double>(), new List<long>(), new List<long>());
        var (targetTree, targetId, target, weight) = (new List<long>(), new List<long>(), new List<long>(), new List<double>());
        void Node(long number, long node, long column, string how, double than, long left, long right)
        {
            tree.Add(number);
            id.Add(node);
            feature.Add(column);
            mode.Add(how);
            threshold.Add(than);
            yes.Add(left);
            no.Add(right);
        }

        var trees0 = 0;
        foreach (var (output, grown) in trees.Outputs.Index())
        {
            foreach (var one in grown)
            {
                var splits = one.Feature.Length;
                long At(int child) => child >= 0 ? child : splits + (-1 - child);
                for (var split = 0; split < splits; split++)
                {
                    Node(trees0, split, one.Feature[split], "BRANCH_LEQ", one.Threshold[split], At(one.Left[split]), At(one.Right[split]));
                }

                for (var leaf = 0; leaf < one.Leaves.Length; leaf++)
                {
                    Node(trees0, splits + leaf, 0, "LEAF", 0, 0, 0);
                    targetTree.Add(trees0);
                    targetId.Add(splits + leaf);
                    target.Add(output);
                    weight.Add(one.Leaves[leaf]);
                }

                trees0++;
            }
        }

        return
        [
            OnnxGraph.Attribute("n_targets", trees.Outputs.Count), OnnxGraph.Attribute("aggregate_function", "SUM"), OnnxGraph.Attribute("post_transform", "NONE"),
            OnnxGraph.Attribute("base_values_as_tensor", trees.Bias),
            OnnxGraph.Attribute("nodes_treeids", tree), OnnxGraph.Attribute("nodes_nodeids", id), OnnxGraph.Attribute("nodes_featureids", feature), OnnxGraph.Attribute("nodes_modes", mode),
            OnnxGraph.Attribute("nodes_values_as_tensor", [.. threshold]), OnnxGraph.Attribute("nodes_truenodeids", yes), OnnxGraph.Attribute("nodes_falsenodeids", no),
            OnnxGraph.Attribute("target_treeids", targetTree), OnnxGraph.Attribute("target_nodeids", targetId), OnnxGraph.Attribute("target_ids", target), OnnxGraph.Attribute("target_weights_as_tensor", [.. weight]),
        ];
    }
}
