using Airworthy.Cli.Answers;
using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;
using Airworthy.Core.Statements;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Workbench;

/// <summary>The workbench of a project folder: what the answering commands do, by the same classes, for somebody at a browser.</summary>
internal sealed class FolderWorkbench(FolderCheck check, ProjectStore projects, TimeProvider clock, Func<string?> nightly) : IWorkbench, IDisposable
{
    /// <summary>For how long a look counts while nothing is written here; somebody may also edit the files by other means.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);
    private readonly GitTree _git = new(check.Folder);
    private readonly ContractFields _fields = new(check.Folder);
    private readonly Documents _documents = new(check.Folder);
    private (WorkbenchLook Look, long At)? _look;

    public string Folder => check.Folder;

    public async Task<WorkbenchLook> LookAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_look is not { } known || clock.GetElapsedTime(known.At) > s_fresh)
            {
                var began = clock.GetTimestamp();
                _look = known = (await LookNowAsync(cancel), began);
            }

            return known.Look with { Nightly = nightly() };
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<WorkbenchLook> LookNowAsync(CancellationToken cancel)
    {
        var (name, email) = _git.Self();
        var empty = new WorkbenchLook(null, File.Exists(Path.Combine(Folder, ContractReader.FileName)), [], [], null) { GitName = name, GitEmail = email, IsEmpty = FirstContract.Work(Folder) is null };
        if (!empty.HasContract)
        {
            return empty;
        }

        try
        {
            var project = Project.Open(Folder);
            // What is declared or lies in the repository is cheap to look at; of the rest the newest records count.
            var seen = await Checkup.RunAsync(project, new CheckupOrder(p => p.Tier is Tier.T0 or Tier.T1, Fast: true, Keep: false) { Clock = clock }, cancel);
            var people = project.Files.People.ByHandle ?? People.Nobody.ByHandle!;
            return empty with
            {
                Report = ReportReading.Kept(JsonReport.Write(seen.Report)),
                Problems = [.. project.Files.Problems.Select(p => p.ToString())],
                People = [.. people.Select(p => new WorkbenchPerson(p.Key, p.Value.Name, [.. (p.Value.Roles ?? []).Select(r => WordAttribute.Of(r))], p.Value.Active))],
                Me = email is null ? null : project.Files.People.HandleOf(email),
            };
        }
        catch (Refusal refusal)
        {
            return empty with { Problems = refusal.Lines };
        }
    }

    public Task<Done> BeginAsync(NewProject project, CancellationToken cancel) => WriteAsync(async () =>
    {
        if (project.Person.Trim().Length == 0 || !project.Email.Contains('@', StringComparison.Ordinal))
        {
            throw new Refusal(1, "Who begins it is not said. Your name and your address are needed: the project's people and its commits carry them.");
        }

        _git.Begin(project.Person.Trim(), project.Email.Trim());
        return [.. await FirstFiles.WriteAsync(Folder, project, cancel)];
    }, cancel);

    public async Task<Done> CheckAsync(string? item, bool fast, Action<CheckProgress> progress, CancellationToken cancel)
    {
        var (done, of) = (0, 0);
        var order = new CheckupOrder(item is null ? null : part => part.Id.Item == item, fast)
        {
            Clock = clock,
            Progress = (part, all) => progress(new CheckProgress(part.Id.ToString(), Interlocked.Increment(ref done), of = all)),
            Doing = what => progress(new CheckProgress(what, Volatile.Read(ref done), of)),
        };
        return await WriteAsync(async () =>
        {
            var (result, report) = await check.RunAsync(projects, order, cancel);
            return
            [
                report.Run is { } run ? Wording.Of(run) : "Nothing was due.",
                .. result.Crashed.Select(c => $"{c.Id} could not be looked at: {c.Verdict.Says}"),
            ];
        }, cancel);
    }

    public IReadOnlyList<ContractField> FieldsOf(Item item) => _fields.Of(item);

    public IReadOnlyList<string> Try(IReadOnlyDictionary<string, string?> changes) => [.. _fields.Try(changes).Problems.Select(p => p.ToString())];

    public Task<Done> SetAsync(IReadOnlyDictionary<string, string?> changes, CancellationToken cancel) => WriteAsync(async () =>
    {
        var edited = _fields.Try(changes);
        if (edited.Text is null)
        {
            throw new Refusal(3, ["Nothing was written.", .. edited.Problems.Select(p => p.ToString())]);
        }

        await WholeFile.WriteAsync(Path.Combine(Folder, ContractReader.FileName), edited.Text, cancel);
        return [$"Wrote {ContractReader.FileName}: {string.Join(", ", changes.Keys)}."];
    }, cancel);

    public async Task<AnswerHelp> HelpAsync(string item, CancellationToken cancel)
    {
        var known = Answering.ItemNamed(item, Folder);
        var at = await Answering.OpenAsync(Folder, [], cancel);
        return new AnswerHelp(Pages.Section(known, "What only a person can say"), [.. (known.Front.StatementBy ?? []).Select(r => WordAttribute.Of(r))],
            at.Evidence.Statements.GetValueOrDefault(item)?.Statement.Says.Trim(), known[PartId.Statement] is not null, known.Front.NotApplicable, Waivers.MaxDays, at.Evidence.Today);
    }

    public Task<Done> AttestAsync(StatementAnswer answer, CancellationToken cancel) => AnswerAsync(answer.Item, async (at, item) =>
    {
        at.RefuseUnreadable(AnswerText.StatementPath(item.Id));
        var statement = new StatementDraft
        {
            Item = item,
            Says = answer.Says,
            By = answer.By,
            As = answer.As is { Length: > 0 } role ? (Role)WordAttribute.Of(typeof(Role))[role] : null,
            Until = answer.Until,
            Links = [.. answer.Links.Select(l => AnswerOptions.Link(l, at.Project.Root))],
        }.Fill(at);
        if (Objections.To(statement, item, at[item].Parts, at.Evidence) is { Count: > 0 } against)
        {
            throw Answering.Refuse($"a statement on {item.Id} would not count", against);
        }

        var path = await StatementDraft.WriteAsync(at, statement, cancel);
        return [$"Wrote {path}: {statement.By}, {statement.On:yyyy-MM-dd} until {statement.Until:yyyy-MM-dd}."];
    }, cancel);

    public Task<Done> PutAsideAsync(NotApplicableAnswer answer, CancellationToken cancel) => AnswerAsync(answer.Item, async (at, item) =>
    {
        var claim = new NotApplicableDraft { Item = item, Because = answer.Because, By = answer.By, ApprovedBy = answer.ApprovedBy, Until = answer.Until }.Fill(at);
        return [$"Wrote {await NotApplicableDraft.WriteAsync(at, item, claim, cancel)}: not applicable until {claim.Until:yyyy-MM-dd}."];
    }, cancel);

    public Task<Done> WaiveAsync(WaiverAnswer answer, CancellationToken cancel) => AnswerAsync(answer.Item, async (at, item) =>
    {
        var waiver = new WaiverDraft
        {
            Item = item,
            Risk = answer.Risk,
            Because = answer.Because,
            Mitigation = answer.Mitigation,
            By = answer.By,
            ApprovedBy = answer.ApprovedBy,
            Until = answer.Until,
            Ticket = answer.Ticket is { Length: > 0 } ticket ? ticket : null,
        }.Fill(at);
        return [$"Wrote {await WaiverDraft.WriteAsync(at, item, waiver, cancel)}: {item.Id} stays {Wording.Word(at[item].Status)}, waived until {waiver.Until:yyyy-MM-dd}."];
    }, cancel);

    public Task<Done> SetPersonAsync(PersonAnswer person, CancellationToken cancel) => WriteAsync(async () =>
    {
        var path = Path.Combine(Folder, PeopleEdit.File);
        var edited = PeopleEdit.Set(File.Exists(path) ? await File.ReadAllTextAsync(path, cancel) : "", person.Handle.Trim(), new Person
        {
            Name = person.Name.Trim(),
            Contact = person.Email.Trim(),
            Emails = person.Email.Trim().Length > 0 ? [person.Email.Trim()] : [],
            Roles = [.. person.Roles.Select(r => (Role)WordAttribute.Of(typeof(Role))[r])],
        });
        if (edited.Text is null)
        {
            throw new Refusal(3, ["Nothing was written.", .. edited.Problems.Select(p => p.ToString())]);
        }

        await WholeFile.WriteAsync(path, edited.Text, cancel);
        return [$"Wrote {PeopleEdit.File}: {person.Handle.Trim()}."];
    }, cancel);

    public string? Document(string path) => _documents.Read(path);

    public Task<Done> WriteDocumentAsync(string path, string text, CancellationToken cancel) => WriteAsync(async () =>
    {
        await _documents.WriteAsync(path.Trim(), text, cancel);
        return [$"Wrote {path.Trim()}."];
    }, cancel);

    public Task<Done> DecideAsync(StopAnswering answer, CancellationToken cancel) => WriteAsync(async () =>
    {
        var stop = (Stop)WordAttribute.Of(typeof(Stop))[answer.Stop];
        var at = await Answering.OpenAsync(Folder, [.. Project.Open(Folder).Items.Where(i => i.Front.Starred && i.Stop <= stop)], cancel);
        var decision = StopDraft.Of(at, stop, answer.Confirmed, answer.By, answer.NoGo, answer.Because is { Length: > 0 } because ? because : null);
        var path = await StopDraft.WriteAsync(at, decision, cancel);
        return [$"{Wording.Stop(stop)}: {Wording.Word(decision.Decision!.Value)}, decided by {string.Join(" and ", decision.By!)}.", $"Wrote {path}."];
    }, cancel);

    public WorkingTree Tree() => _git.Look();

    public Task<Done> CommitAsync(string message, CancellationToken cancel) => WriteAsync(() =>
    {
        if (message.Trim().Length < 3)
        {
            throw new Refusal(1, "A commit needs a message that says what changed.");
        }

        return Task.FromResult(_git.Commit(message, clock.GetUtcNow()).Lines);
    }, cancel);

    private Task<Done> AnswerAsync(string name, Func<Answering, Item, Task<IReadOnlyList<string>>> write, CancellationToken cancel) => WriteAsync(async () =>
    {
        var item = Answering.ItemNamed(name, Folder);
        return await write(await Answering.OpenAsync(Folder, [item], cancel), item);
    }, cancel);

    /// <summary>One thing is written at a time; what a user can mend is told in lines.</summary>
    private async Task<Done> WriteAsync(Func<Task<IReadOnlyList<string>>> write, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            _look = null;
            return new Done(true, await write());
        }
        catch (Refusal refusal)
        {
            return new Done(false, refusal.Lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LibGit2Sharp.LibGit2SharpException)
        {
            return new Done(false, [$"It could not be written: {e.Message}"]);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
