using Airworthy.Core.Checklist;

namespace Airworthy.Web.Projects;

/// <summary>
/// The project folder that a server on loopback was started in: what somebody at the browser may do there, exactly as the commands would.
/// Everything is written into the working tree, whole or not at all; what would not count is refused in the commands' own words.
/// </summary>
/// <remarks>A server knows no probes; whoever composes it with them fills this in.</remarks>
public interface IWorkbench
{
    /// <summary>The folder, as a full path.</summary>
    string Folder { get; }

    /// <summary>How the folder stands right now. What is declared is judged anew, of the rest the newest records count.</summary>
    Task<WorkbenchLook> LookAsync(CancellationToken cancel);

    /// <summary>Writes a first contract, and makes a repository where there is none.</summary>
    Task<Done> BeginAsync(NewProject project, CancellationToken cancel);

    /// <summary>Runs checks, keeps their records and publishes the report here.</summary>
    /// <param name="item">One item; null for all.</param>
    /// <param name="fast">Leave out what is costly.</param>
    /// <param name="progress">Told after each part.</param>
    Task<Done> CheckAsync(string? item, bool fast, Action<CheckProgress> progress, CancellationToken cancel);

    /// <summary>The contract fields that an item reads, with help and what is written now.</summary>
    IReadOnlyList<ContractField> FieldsOf(Item item);

    /// <summary>What would be wrong with the contract if these fields were written so; empty when nothing.</summary>
    IReadOnlyList<string> Try(IReadOnlyDictionary<string, string?> changes);

    /// <summary>Writes contract fields. Comments and everything else stay; all of it happens or nothing.</summary>
    /// <param name="changes">YAML by path; null removes.</param>
    Task<Done> SetAsync(IReadOnlyDictionary<string, string?> changes, CancellationToken cancel);

    /// <summary>What a person has to know to answer for an item.</summary>
    Task<AnswerHelp> HelpAsync(string item, CancellationToken cancel);

    Task<Done> AttestAsync(StatementAnswer answer, CancellationToken cancel);

    Task<Done> PutAsideAsync(NotApplicableAnswer answer, CancellationToken cancel);

    Task<Done> WaiveAsync(WaiverAnswer answer, CancellationToken cancel);

    /// <summary>Adds a person to the project's people, or changes what is said of one.</summary>
    Task<Done> SetPersonAsync(PersonAnswer person, CancellationToken cancel);

    /// <summary>The text of a document of the project; null when there is none.</summary>
    string? Document(string path);

    /// <summary>Writes a document: Markdown or plain text, inside of the project.</summary>
    Task<Done> WriteDocumentAsync(string path, string text, CancellationToken cancel);

    /// <summary>Writes down how a team left a stop.</summary>
    Task<Done> DecideAsync(StopAnswering answer, CancellationToken cancel);

    /// <summary>What changed in the working tree since the last commit.</summary>
    WorkingTree Tree();

    /// <summary>Commits everything that changed, as the person who sits here.</summary>
    Task<Done> CommitAsync(string message, CancellationToken cancel);
}

/// <summary>What came of something that was asked of the workbench.</summary>
/// <param name="Lines">What was written, or everything that speaks against it.</param>
public sealed record Done(bool IsDone, IReadOnlyList<string> Lines);

/// <summary>How the folder stands.</summary>
/// <param name="Report">Null while there is no readable contract.</param>
/// <param name="HasContract">Whether there is a contract, readable or not.</param>
/// <param name="Problems">What is wrong with the project's files.</param>
/// <param name="People">Handles and names of the people who may sign.</param>
/// <param name="Me">The handle of whoever git says is sitting here.</param>
public sealed record WorkbenchLook(PublishedReport? Report, bool HasContract, IReadOnlyList<string> Problems, IReadOnlyList<WorkbenchPerson> People, string? Me)
{
    /// <summary>The name that git knows of whoever sits here.</summary>
    public string? GitName { get; init; }

    public string? GitEmail { get; init; }

    /// <summary>Whether the folder holds anything besides what starts with a dot.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>What the last run by the scheduler said; null when there was none since the server started.</summary>
    public string? Nightly { get; init; }
}

public sealed record WorkbenchPerson(string Handle, string Name, IReadOnlyList<string> Roles, bool Active);

/// <summary>A project to begin.</summary>
/// <param name="Kind">Null: whatever the files suggest.</param>
public sealed record NewProject(string Name, string? Kind, string Person, string Email);

/// <param name="What">The part that was judged, or what is being done.</param>
/// <param name="Done">How many parts have been judged.</param>
/// <param name="Of">How many there will be; 0 while nobody knows.</param>
public sealed record CheckProgress(string What, int Done, int Of);

/// <summary>A field of the contract, as somebody is asked for it.</summary>
/// <param name="Path">Dotted.</param>
/// <param name="Yaml">What is written now, on one line; empty when nothing is.</param>
/// <param name="Help">What the contract's schema says of it.</param>
/// <param name="Example">An example of a value, as YAML.</param>
/// <param name="Must">Whether the item needs it.</param>
/// <param name="IsGuess">Whether it was guessed and nobody confirmed it.</param>
public sealed record ContractField(string Path, string Yaml, string Help, string Example, bool Must, bool IsGuess)
{
    /// <summary>The words it can be; empty where it can be anything.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether it is a day, <c>2026-10-01</c>.</summary>
    public bool IsDay { get; init; }

    /// <summary>Whether it names one of the project's people by handle.</summary>
    public bool IsPerson { get; init; }

    /// <summary>The documents it names, which can be written here.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];
}

/// <summary>What a person has to know to answer for an item.</summary>
/// <param name="Asked">What only a person can say, from the item's page.</param>
/// <param name="Roles">Roles that may sign; empty when any may.</param>
/// <param name="Says">The words of the statement that is there.</param>
/// <param name="NotApplicable">When the item may be put aside; <c>no</c> when never.</param>
/// <param name="MostWaiverDays">How long a waiver may last.</param>
public sealed record AnswerHelp(string Asked, IReadOnlyList<string> Roles, string? Says, bool TakesStatement, string NotApplicable, int MostWaiverDays, DateOnly Today);

public sealed record StatementAnswer(string Item, string Says, string By)
{
    public string? As { get; init; }

    public DateOnly? Until { get; init; }

    public IReadOnlyList<string> Links { get; init; } = [];
}

public sealed record NotApplicableAnswer(string Item, string Because, string By, string? ApprovedBy, DateOnly? Until);

public sealed record WaiverAnswer(string Item, string Risk, string Because, string Mitigation, string By, IReadOnlyList<string> ApprovedBy, DateOnly? Until, string? Ticket);

public sealed record PersonAnswer(string Handle, string Name, string Email, IReadOnlyList<string> Roles);

/// <param name="Confirmed">Who confirmed an item aloud, by item.</param>
public sealed record StopAnswering(string Stop, IReadOnlyDictionary<string, string> Confirmed, IReadOnlyList<string> By, bool NoGo, string? Because);

/// <summary>The working tree against the last commit.</summary>
/// <param name="Branch">Null where there is no repository.</param>
/// <param name="Files">Paths that changed, and how: <c>new</c>, <c>changed</c>, <c>deleted</c>.</param>
/// <param name="Patch">The difference as git writes it; cut where it is very long.</param>
public sealed record WorkingTree(string? Branch, string? Head, IReadOnlyList<ChangedFile> Files, string Patch);

public sealed record ChangedFile(string Path, string How);
