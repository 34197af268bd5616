using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Statements;

/// <summary>
/// Adds people to the text of <c>.airworthy/people.yaml</c>, or changes what is said of one. Comments, order and everybody else stay. The
/// outcome is read again.
/// </summary>
public static class PeopleEdit
{
    public const string File = ".airworthy/people.yaml";

    /// <summary>Says of a person what a record says of them; what the record leaves open stays as it is.</summary>
    /// <param name="text">The file; empty for a new one.</param>
    public static Edited Set(string text, string handle, Person person)
    {
        var problems = new List<Problem>();
        if (handle.Length is 0 or > 60 || !char.IsAsciiLetter(handle[0]) || !handle.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_'))
        {
            problems.Say(new Place(File, 0, 0), $"{Problem.Cut(handle)} is no handle, expected lower-case letters, digits and dots, such as ana.silva.");
            return new Edited(null, problems);
        }

        (string Key, string? Yaml)[] fields =
        [
            ("name", person.Name.Length > 0 ? YamlFlow.Text(person.Name) : null),
            ("contact", person.Contact is { Length: > 0 } contact ? YamlFlow.Text(contact) : null),
            ("emails", person.Emails is { Count: > 0 } emails ? YamlFlow.List(emails) : null),
            ("roles", person.Roles is { Count: > 0 } roles ? YamlFlow.List(roles.Select(r => WordAttribute.Of(r))) : null),
        ];
        var edited = text;
        foreach (var (key, yaml) in fields.Where(f => f.Yaml is not null))
        {
            if (TreeEdit.Set(edited, File, [new("people", null), new(handle, null), new(key, null)], yaml!, typeof(People), problems) is not { } next)
            {
                if (problems.Count == 0)
                {
                    problems.Say(new Place(File, 0, 0), $"{key} of {handle} could not be written here without touching more than itself. Write `{key}: {Problem.Cut(yaml!)}` by hand.");
                }

                return new Edited(null, problems);
            }

            edited = next;
        }

        return YamlText.Read(edited, File, problems) is { } root && Binding.Read<People>(root, problems) is not null && problems.Count == 0
            ? new Edited(edited, [])
            : new Edited(null, problems);
    }
}
