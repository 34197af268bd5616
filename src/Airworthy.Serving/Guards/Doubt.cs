namespace Airworthy.Serving.Guards;

/// <summary>Why an answer of the model is not to be trusted without asking, as the contract's <c>fallback.when</c> has it.</summary>
[Flags]
public enum Doubt
{
    None = 0,

    /// <summary>The row cannot be read as the model takes it.</summary>
    SchemaError = 1,

    /// <summary>A value is missing that must be there.</summary>
    MissingRequired = 2,

    /// <summary>A value lies outside of what the approved schema allows.</summary>
    OutOfRange = 4,

    /// <summary>The row is unlike those that the model has learnt from.</summary>
    Ood = 8,

    /// <summary>The model itself is not sure.</summary>
    LowConfidence = 16,

    /// <summary>The answer is NaN or infinite.</summary>
    NonFinite = 32,

    /// <summary>The answer did not come in time.</summary>
    Timeout = 64,

    /// <summary>The model failed, or fails too often to be asked.</summary>
    ModelError = 128,

    /// <summary>Too many requests wait.</summary>
    Overload = 256,
}

/// <summary>Words of <see cref="Doubt"/>, and which of them are what.</summary>
internal static class Doubts
{
    /// <summary>What the caller got wrong: refused with what is wrong, unless the contract sends it down the chain.</summary>
    public const Doubt WrongInput = Doubt.SchemaError | Doubt.MissingRequired | Doubt.OutOfRange;

    /// <summary>What the guards say of a row, or of the answer to it; the rest is what the model did.</summary>
    public const Doubt OfGuards = WrongInput | Doubt.Ood | Doubt.LowConfidence;

    /// <summary>What goes down the chain where a contract says nothing.</summary>
    public const Doubt Usual = Doubt.NonFinite | Doubt.Timeout | Doubt.ModelError | Doubt.Overload;

    private static readonly (Doubt Doubt, string Word)[] s_words =
    [
        (Doubt.SchemaError, "schema_error"), (Doubt.MissingRequired, "missing_required"), (Doubt.OutOfRange, "out_of_range"), (Doubt.Ood, "ood"), (Doubt.LowConfidence, "low_confidence"),
        (Doubt.NonFinite, "non_finite"), (Doubt.Timeout, "timeout"), (Doubt.ModelError, "model_error"), (Doubt.Overload, "overload"),
    ];

    public static IEnumerable<string> All => s_words.Select(w => w.Word);

    /// <returns>Null where there is no such word.</returns>
    public static Doubt? Parse(string word) => s_words.FirstOrDefault(w => w.Word == word) is { Word: not null } found ? found.Doubt : null;

    /// <summary>The first of them, in the order in which they are looked for.</summary>
    public static string First(Doubt doubts)
    {
        foreach (var (doubt, word) in s_words)
        {
            if ((doubts & doubt) != 0)
            {
                return word;
            }
        }

        return "";
    }

    public static IEnumerable<string> Words(Doubt doubts) => s_words.Where(w => (doubts & w.Doubt) != 0).Select(w => w.Word);
}
