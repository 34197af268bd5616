namespace Airworthy.Serving.PredictionLog;

/// <summary>One named value of a prediction: a feature, an output or the time of a stage.</summary>
/// <param name="Name">As the model's signature calls it.</param>
/// <param name="Number">The value, where it is a number; null when it is a text or missing.</param>
/// <param name="Text">The value, where it is a text.</param>
public readonly record struct LoggedValue(string Name, double? Number, string? Text)
{
    public static LoggedValue Of(string name, double number) => new(name, number, null);

    public static LoggedValue Of(string name, string text) => new(name, null, text);

    public static LoggedValue Missing(string name) => new(name, null, null);
}
