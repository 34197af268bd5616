using Airworthy.Models.Onnx.Format;
using Airworthy.Models.Tabular;

using Google.Protobuf;

namespace Airworthy.Models.Onnx;

/// <summary>What is inside a file that <see cref="OnnxWriter"/> wrote.</summary>
/// <param name="About">The texts kept in it.</param>
public sealed record OwnModel(Encoder Encoder, Formula Formula, int Outputs, IReadOnlyDictionary<string, string> About);

/// <summary>Reads the encodings and the formula back from a file that <see cref="OnnxWriter"/> wrote, so that an answer can be taken apart exactly.</summary>
public static class OnnxReader
{
    /// <summary>Reads a file's bytes.</summary>
    /// <returns>Null: another program wrote it, or it holds something that is not written here.</returns>
    public static OwnModel? Read(byte[] bytes)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            return model.ProducerName == "airworthy" && model.Graph is { Input.Count: > 0, Output.Count: 1 } ? new Reading(model).Model() : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or ArgumentException or NullReferenceException or OverflowException)
        {
            // It only says that it is ours: a part that the writer always writes is not there.
            return null;
        }
    }

    private sealed class Reading(ModelProto model)
    {
        private readonly GraphProto _graph = model.Graph;
        private readonly Dictionary<string, NodeProto> _makers = model.Graph.Node.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(x => x.o, x => x.n, StringComparer.Ordinal);
        private readonly Dictionary<string, TensorProto> _constants = model.Graph.Initializer.ToDictionary(t => t.Name, StringComparer.Ordinal);

        public OwnModel? Model()
        {
            var encodings = _graph.Input.Select(Encoded).ToList();
            var formula = Node("TreeEnsembleRegressor") is { } trees ? (Formula)Trees(trees) : Node("MatMul") is { } sums ? Linear(sums) : Node("Expand") is { } expanded ? new Formula.Constant([.. Constant(expanded.Input[0]).FloatData]) : null;
            return formula is null || encodings.Contains(null) ? null
                : new OwnModel(new Encoder([.. encodings.OfType<Encoding>()]), formula, (int)_graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue,
                    model.MetadataProps.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal));
        }

        private Encoding? Encoded(ValueInfoProto input)
        {
            switch ((ElementType)input.Type.TensorType.ElemType)
            {
                case ElementType.Float:
                    return new Encoding.AsItIs(input.Name);
                case ElementType.Double:
                    return new Encoding.HourAndWeekday(input.Name);
                case ElementType.String:
                    var levels = _graph.Node.Where(n => n.OpType == "LabelEncoder" && n.Input[0] == input.Name).ToList();
                    return levels.Count == 0 ? null : new Encoding.Rates(input.Name,
                        Of(levels[0], "keys_strings").Strings.Select((s, i) => (Text: s.ToStringUtf8(), At: i)).ToDictionary(k => k.Text, k => levels.Select(l => Of(l, "values_floats").Floats[k.At]).ToArray(), StringComparer.Ordinal),
                        [.. levels.Select(l => Of(l, "default_float").F)]);
                default:
                    return null;
            }
        }

        private Formula.Trees Trees(NodeProto node)
        {
            // The trees read Cast(Where(IsNaN(x), missing, x)).
            var missing = Constant(Maker(Maker(node.Input[0]).Input[0]).Input[1]).FloatData;
            var outputs = Enumerable.Range(0, (int)Of(node, "n_targets").I).Select(_ => new List<Tree>()).ToList();
            var (tree, id, feature, mode, than, yes, no) = (Of(node, "nodes_treeids").Ints, Of(node, "nodes_nodeids").Ints, Of(node, "nodes_featureids").Ints, Of(node, "nodes_modes").Strings,
                Of(node, "nodes_values_as_tensor").T.DoubleData, Of(node, "nodes_truenodeids").Ints, Of(node, "nodes_falsenodeids").Ints);
            var (leafTree, leafId, target, weight) = (Of(node, "target_treeids").Ints, Of(node, "target_nodeids").Ints, Of(node, "target_ids").Ints, Of(node, "target_weights_as_tensor").T.DoubleData);
            var leaves = Enumerable.Range(0, leafTree.Count).GroupBy(l => leafTree[l]).ToDictionary(g => g.Key, g => g.OrderBy(l => leafId[l]).ToList());
            foreach (var nodes in Enumerable.Range(0, tree.Count).GroupBy(n => tree[n]).OrderBy(g => g.Key))
            {
                var splits = nodes.Where(n => mode[n].ToStringUtf8() != "LEAF").OrderBy(n => id[n]).ToList();
                int At(long child) => child < splits.Count ? (int)child : -1 - (int)(child - splits.Count);
                var own = leaves[nodes.Key];
                outputs[(int)target[own[0]]].Add(new Tree([.. splits.Select(n => (int)feature[n])], [.. splits.Select(n => (float)than[n])],
                    [.. splits.Select(n => At(yes[n]))], [.. splits.Select(n => At(no[n]))], [.. own.Select(l => weight[l])]));
            }

            var link = Node("ReduceSum") is not null ? Link.SigmoidShares : Node("Softmax") is not null ? Link.Softmax : Node("Sigmoid") is not null ? Link.Sigmoid : Link.None;
            return new Formula.Trees([.. missing], outputs, [.. Of(node, "base_values_as_tensor").T.DoubleData], link);
        }

        private Formula.Linear Linear(NodeProto sums)
        {
            // MatMul(Cast(Clip(Where(IsNaN(z), 0, z), −reach, reach)), weights), where z is Div(Sub(x, centre), scale); then Add(…, bias).
            var filled = Maker(Maker(sums.Input[0]).Input[0]);
            var reach = filled.OpType == "Clip" ? Constant(filled.Input[2]).FloatData[0] : float.PositiveInfinity;
            var standard = Maker((filled.OpType == "Clip" ? Maker(filled.Input[0]) : filled).Input[2]);
            var (centre, scale, weights) = (Constant(Maker(standard.Input[0]).Input[1]), Constant(standard.Input[1]), Constant(sums.Input[1]));
            var bias = Constant(_graph.Node.First(n => n.OpType == "Add" && n.Input[0] == sums.Output[0]).Input[1]);
            var (columns, outputs) = ((int)weights.Dims[0], (int)weights.Dims[1]);
            var link = Node("Softmax") is not null ? Link.Softmax : Node("Sigmoid") is not null ? Link.Sigmoid : Link.None;
            return new Formula.Linear([.. centre.FloatData], [.. scale.FloatData],
                [.. Enumerable.Range(0, outputs).Select(k => Enumerable.Range(0, columns).Select(c => weights.DoubleData[(c * outputs) + k]).ToArray())], [.. bias.DoubleData], link, reach);
        }

        private NodeProto? Node(string op) => _graph.Node.FirstOrDefault(n => n.OpType == op);

        private NodeProto Maker(string value) => _makers[value];

        private TensorProto Constant(string name) => _constants[name];

        private static AttributeProto Of(NodeProto node, string name) => node.Attribute.First(a => a.Name == name);
    }
}
