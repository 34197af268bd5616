using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Packs;

/// <summary>Reads the packs of a project into items, and says everything that is wrong with them at once.</summary>
public sealed partial class PackReader(ICollection<Problem> problems)
{
    /// <summary>Where packs lie, from the project's folder.</summary>
    public const string Folder = ".airworthy/packs";

    /// <summary>What the section of every such item begins with.</summary>
    public const string Section = "Packs/";

    private readonly Dictionary<string, Place> _ids = new(StringComparer.Ordinal);
    private readonly List<Item> _items = [];

    /// <summary>The items of all packs that were read, in their order. They count only when there are no problems.</summary>
    public IReadOnlyList<Item> Items => _items;

    /// <summary>Reads one file.</summary>
    /// <param name="path">Its path in the project, whose name is the pack's.</param>
    public void Read(ReadOnlySpan<byte> bytes, string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        if (!Id().IsMatch(name))
        {
            problems.Say(new Place(path, 1, 1), $"the file is called {Problem.Cut(name)}.yaml, expected small letters, digits and dashes. Rename it.");
        }

        if (YamlText.Read(bytes, path, problems) is not { } root || Binding.Read<Pack>(root, problems) is not { } pack)
        {
            return;
        }

        foreach (var (index, item) in pack.Items!.Index())
        {
            Look(item, $"items[{index}]", root);
            _items.Add(Make(item, name));
        }
    }

    private void Look(PackItem item, string path, Yaml root)
    {
        void Wrong(string key, string says) => problems.Say(root.Find(key.Length == 0 ? path : $"{path}.{key}")?.At ?? root.Find(path)!.At, $"{path}{(key.Length == 0 ? "" : ".")}{key} {says}");
        void Lint(string key, string? text, int least)
        {
            if (text is not null && Placeholder.WhyNot(text, least, Policy.Standard) is { } why)
            {
                Wrong(key, $"{why}. Write what somebody who sees it for the first time has to know.");
            }
        }

        var at = root.Find($"{path}.id")!.At;
        if (!Id().IsMatch(item.Id) || item.Id.Length > 60)
        {
            Wrong("id", $"is {Problem.Cut(item.Id)}, expected at most 60 small letters, digits and dashes, a letter first. Write it like model-card.");
        }
        else if (Pages.Find(item.Id) is not null)
        {
            Wrong("id", $"is {item.Id}, which is an item of the checklist itself. A pack adds items and changes none: give it another id.");
        }
        else if (!_ids.TryAdd(item.Id, at))
        {
            Wrong("id", $"is {item.Id}, and so is that of {_ids[item.Id]}. Give one of them another id.");
        }

        Lint("title", item.Title, 5);
        Lint("question", item.Question, 15);
        Lint("why", item.Why, 20);
        Lint("how", item.How, 10);
        if (item.Command?.Run is { } run && string.IsNullOrWhiteSpace(run))
        {
            Wrong("command.run", "is empty, expected a line for the shell. Write it, or take the command away.");
        }

        foreach (var (index, field) in (item.Reads ?? []).Index().Where(r => !IsField(r.Item)))
        {
            Wrong($"reads[{index}]", $"is {Problem.Cut(field)}, which is no field of the contract.{(Nearest.To(field, KnownPaths.Of(typeof(ProjectContract))) is { } near ? $" Did you mean {near}?" : " Fields stand in docs/airworthy.schema.json.")}");
        }

        if (item is { Reads: null or [], Command: null, Statement: null })
        {
            Wrong("", "has nothing that decides it, expected reads, command or statement. Add one.");
        }
        else if (item is { Ceiling: Ceiling.Verified, Command: null })
        {
            Wrong("ceiling", "is verified, and no machine decides it. Add a command, or write attested.");
        }
    }

    private static bool IsField(string path) => !path.Contains('[', StringComparison.Ordinal) && KnownPaths.Of(typeof(ProjectContract)).Contains(path);

    private static Item Make(PackItem from, string pack)
    {
        var parts = new List<Part>();
        void Add(string part, Tier? tier) => parts.Add(new Part(new PartId(from.Id, part), from.From, Optional: false, tier));
        if (from.Reads is { Count: > 0 })
        {
            Add("contract", Tier.T0);
        }

        if (from.Command is not null)
        {
            Add(Item.CommandPart, Tier.T2);
        }

        if (from.Statement is not null)
        {
            Add(PartId.Statement, null);
        }

        return new Item
        {
            Id = from.Id,
            Title = from.Title.Trim(),
            Section = Section + pack,
            Parts = parts,
            Front = new ItemFrontMatter
            {
                Origin = $"{Folder}/{pack}.yaml",
                Severity = from.Severity,
                Stop = from.Stop,
                Starred = from.Starred,
                Reads = from.Reads,
                Binds = [Bound.Contract, .. from.Command is null ? (Bound[])[] : [Bound.Code, Bound.Data]],
                StatementDays = from.Statement?.Days,
                StatementBy = from.Statement?.By,
                MaxAgeDays = from.Command?.MaxAgeDays,
                Ceiling = from.Ceiling ?? (from.Command is not null && from.Statement is null ? Ceiling.Verified : Ceiling.Attested),
            },
            Own = new OwnItem(PageOf(from), from.Command, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Subjects.Text(from))))),
        };
    }

    /// <summary>The item's text in the form of the checklist's own pages, so that everything that prints those prints it as well.</summary>
    private static string PageOf(PackItem item)
    {
        var decided = string.Concat((string?[])[
            item.Reads is { Count: > 0 } reads ? $"- **contract** These fields are filled: {string.Join(", ", reads)}.\n" : null,
            item.Command is { } command ? $"- **command** It ends with 0, and is run only when `airworthy check --pack-commands` asks for it: `{Line(command.Run).Replace('`', '\'')}`\n" : null,
            item.Statement is { } statement ? $"- **statement** {(statement.By is { Count: > 0 } by ? string.Join(" or ", by.Select(r => WordAttribute.Of(r))) : "Somebody of the project")} answers for it; an answer counts for {statement.Days} days.\n" : null]);
        return $"# {Line(item.Title)}\n\n**Question.** {Line(item.Question)}\n\nWhy it matters: {Line(item.Why)}\n\n## How it is decided\n{decided}{(item.How is { } how ? $"\n## To make it true\n{Line(how)}\n" : "")}";
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Id();
}
