using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Sets one value in the text of a YAML file. Only the characters of that value change.</summary>
internal static class TreeEdit
{
    /// <summary>The text with a value at a path; null when it cannot be written without touching more than itself.</summary>
    /// <param name="text">The file; empty for a new one.</param>
    /// <param name="yaml">The value, on one line.</param>
    /// <param name="type">The record that the file is read into.</param>
    /// <param name="problems">Told why the text or the value cannot be read.</param>
    public static string? Set(string text, string file, ContractStep[] steps, string yaml, Type type, List<Problem> problems)
    {
        var before = YamlText.Read(text, file, problems) ?? (problems.Count == 0 ? YamlText.Read("{}", file, problems) : null);
        var value = YamlText.Read(yaml, $"the value for {steps[^1].Key}", problems);
        if (before is null || value is null)
        {
            return null;
        }

        if (ContractEdit.Same(value, ContractPath.Find(before, steps)))
        {
            return text;
        }

        var splice = ContractSplice.Setting(text, before, steps, new WrittenValue(yaml, yaml), problems, type);
        return splice is { } change && change.On(text) is var edited && YamlText.Read(edited, file, []) is { } after
            && ContractEdit.Same(value, ContractPath.Find(after, steps)) && ContractEdit.OnlyChanged(before, after, steps, type)
                ? edited
                : null;
    }
}
