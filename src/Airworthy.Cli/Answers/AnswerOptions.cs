using System.CommandLine;

using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Answers;

/// <summary>Options that the answering commands share.</summary>
internal static class AnswerOptions
{
    public static Argument<string> Item() => new("item") { Description = "The item, such as error-costs." };

    public static Argument<string> Project() => new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public static Option<string?> By() => new("--by") { Description = "Whose answer it is: a handle of people.yaml. Else whoever git says you are.", HelpName = "handle" };

    public static Option<DateOnly?> Until(string most) => new("--until")
    {
        Description = $"The last day it counts; at most {most}.",
        HelpName = "date",
        CustomParser = argument =>
        {
            if (DateOnly.TryParseExact(argument.Tokens[0].Value, "yyyy-MM-dd", out var day))
            {
                return day;
            }

            argument.AddError($"--until is {argument.Tokens[0].Value}, expected a date such as 2026-03-31.");
            return null;
        },
    };

    public static Option<string[]> Many(string name, string description, string help) => new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => [] };

    /// <summary>An option that takes one of the words of an enum.</summary>
    public static Option<T?> Word<T>(string name, string description) where T : struct, Enum
    {
        var words = WordAttribute.Of(typeof(T));
        return new Option<T?>(name)
        {
            Description = $"{description}: {string.Join(", ", words.Keys)}.",
            HelpName = "word",
            CustomParser = argument =>
            {
                var word = argument.Tokens[0].Value;
                if (words.TryGetValue(word, out var value))
                {
                    return (T)value;
                }

                argument.AddError($"{name} is {word}, expected {string.Join(", ", words.Keys)}.{(Nearest.To(word, words.Keys) is { } meant ? $" Did you mean {meant}?" : "")}");
                return null;
            },
        };
    }

    /// <summary>A link as written on the command line: <c>[title=]path</c> or <c>[title=]https://…</c>; a file of the project is kept by its digest.</summary>
    /// <exception cref="Refusal">The file is not there.</exception>
    public static Link Link(string text, string root)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        var isTitled = split > 0 && !text[..split].Contains("://", StringComparison.Ordinal);
        var (title, target) = isTitled ? (text[..split].Trim(), text[(split + 1)..].Trim()) : (null, text.Trim());
        if (target.Contains("://", StringComparison.Ordinal))
        {
            return new Link { Title = title, Url = target };
        }

        var full = Path.Combine(root, target);
        return Binding.IsInside(target) && File.Exists(full)
            ? new Link { Title = title, Kept = target, Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(full))) }
            : throw new Refusal(1, $"--link {target}: there is no such file in the project. Name a file below the project's folder, or an address with https://.");
    }
}
