namespace Airworthy.Serving.PredictionLog;

internal sealed partial class PredictionTable
{
    internal const string OutputPrefix = "output_", StagePrefix = "us_", FeaturePrefix = "feature_", FeatureHashColumn = "feature_hash";

    private Dictionary<string, TableColumn> ByName => field ??= Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>Columns that hold nothing of what the row was asked with.</summary>
    public static bool IsNoFeature(string column) => !column.StartsWith(FeaturePrefix, StringComparison.Ordinal) && !column.StartsWith(StagePrefix, StringComparison.Ordinal) && column != SubjectColumn;

    /// <summary>A row as it was handed over. What the file has no column for is missing.</summary>
    public PredictionEntry EntryAt(int row)
    {
        string? Text(string name) => ByName.GetValueOrDefault(name) is TextColumn column ? column.Values[row] : null;
        T? Value<T>(string name)
            where T : struct => ByName.GetValueOrDefault(name) is ValueColumn<T> column ? column.Values[row] : null;

        return new PredictionEntry
        {
            Id = Text("id") ?? "",
            Row = (int)(Value<long>("row") ?? 0),
            Time = new DateTimeOffset(DateTime.SpecifyKind(Value<DateTime>("time") ?? default, DateTimeKind.Utc)),
            Endpoint = Text("endpoint") ?? "",
            Model = Text("model") ?? "",
            Version = Text("version") ?? "",
            Arm = Text("arm") ?? "",
            Generation = Value<long>("generation") ?? 0,
            Subject = Text(SubjectColumn),
            FeatureHash = Text(FeatureHashColumn),
            Confidence = Value<double>("confidence"),
            Set = Text("set"),
            Distance = Value<double>("distance"),
            ServedBy = Text("served_by") ?? "",
            Reason = Text("reason"),
            Status = (int)(Value<long>("status") ?? 0),
            Disagrees = Value<bool>("disagrees") ?? false,
            Inclusion = Value<double>("inclusion") ?? 1,
            Outputs = [.. With(OutputPrefix, row)],
            Stages = [.. With(StagePrefix, row)],
            Features = [.. With(FeaturePrefix, row).Where(v => FeaturePrefix + v.Name != FeatureHashColumn)],
        };
    }

    private IEnumerable<LoggedValue> With(string prefix, int row) => Columns.Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(c => c switch
    {
        TextColumn text => new LoggedValue(c.Name[prefix.Length..], null, text.Values[row]),
        ValueColumn<double> number => new LoggedValue(c.Name[prefix.Length..], number.Values[row], null),
        _ => LoggedValue.Missing(c.Name[prefix.Length..]),
    });
}
