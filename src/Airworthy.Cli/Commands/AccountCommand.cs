using System.CommandLine;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Web.Access;

using Spectre.Console;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy account</c>: who may sign in at <c>airworthy serve --auth</c>, from the server's own console.</summary>
internal sealed class AccountCommand : ICommand
{
    private static readonly Option<string?> s_store = new("--store") { Description = "The server's store: a folder (SQLite), or a connection to PostgreSQL. Default: .airworthy/store here.", HelpName = "folder|connection" };
    private static readonly Argument<string> s_name = new("name") { Description = "The account's name: a-z, 0-9 and . _ @ -" };
    private static readonly Option<string> s_role = new("--role") { Description = "none, viewer, editor, releaser or admin.", HelpName = "role", DefaultValueFactory = _ => "viewer" };
    private static readonly Option<bool> s_tokensAlone = new("--no-password") { Description = "It signs in by tokens alone." };
    private static readonly Option<string> s_for = new("--for") { Description = "What the token is for.", HelpName = "words", DefaultValueFactory = _ => "made on the console" };
    private static readonly Option<int> s_days = new("--days") { Description = "How many days it lasts, 1-366.", DefaultValueFactory = _ => 90 };
    private static readonly Option<string?> s_experiments = new("--experiments") { Description = "Only in these experiments: numbers with commas between them.", HelpName = "numbers" };
    private static readonly Option<string> s_most = new("--role") { Description = "The most the token may do: viewer, editor, releaser or admin.", HelpName = "role", DefaultValueFactory = _ => "editor" };

    public Command Build() => new("account", "Who may sign in at a server that asks: add, list, role, password, disable, enable, token, audit.")
    {
        With(new Command("add", "Make an account. Its password is asked for, or read from standard input.") { s_name, s_role, s_tokensAlone, s_store }, AddAsync),
        With(new Command("list", "List the accounts.") { s_store }, ListAsync),
        With(new Command("role", "Give an account another role.") { s_name, s_role, s_store }, (at, parsed, cancel) => at.Accounts.ChangeRoleAsync(Name(parsed), Roles.Parse(parsed.GetValue(s_role)), Actor.Console, cancel)),
        With(new Command("password", "Give an account another password, and end its sign-ins.") { s_name, s_store }, (at, parsed, cancel) => at.Accounts.ChangePasswordAsync(Name(parsed), NewPassword(Name(parsed)), keep: null, Actor.Console, cancel)),
        With(new Command("disable", "Let an account in no more: its sign-ins and tokens end.") { s_name, s_store }, (at, parsed, cancel) => at.Accounts.DisableAsync(Name(parsed), disabled: true, Actor.Console, cancel)),
        With(new Command("enable", "Let a disabled account in again.") { s_name, s_store }, (at, parsed, cancel) => at.Accounts.DisableAsync(Name(parsed), disabled: false, Actor.Console, cancel)),
        With(new Command("token", "Make an API token of an account, and print it once.") { s_name, s_for, s_most, s_experiments, s_days, s_store }, TokenAsync),
        With(new Command("audit", "Look whether the audit log is as it was written.") { s_store }, AuditAsync),
    };

    private sealed record Place(AccountStore Accounts, TokenStore Tokens, AuditStore Audit);

    private static Command With(Command command, Func<Place, ParseResult, CancellationToken, Task> work)
    {
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                await using var database = await Database.OpenAsync(StoreAddress.Parse(parsed.GetValue(s_store) ?? Path.Combine(".airworthy", "store")), cancel);
                using var remembered = new Remembered();
                await work(new(new(database, remembered, TimeProvider.System), new(database, remembered, TimeProvider.System), new(database, TimeProvider.System)), parsed, cancel);
                return 0;
            }
            catch (Exception e) when (e is FormatException or StoreRefusedException or RefusedException)
            {
                throw new Refusal(e is FormatException ? 64 : 1, e.Message);
            }
        });
        return command;
    }

    private static string Name(ParseResult parsed) => Account.Named(parsed.GetValue(s_name));

    private static async Task AddAsync(Place at, ParseResult parsed, CancellationToken cancel)
    {
        var (name, role) = (Name(parsed), Roles.Parse(parsed.GetValue(s_role)));
        await at.Accounts.AddAsync(name, role, parsed.GetValue(s_tokensAlone) ? null : NewPassword(name), subject: null, Actor.Console, cancel);
        Console.WriteLine($"Made the account {name} with the role {role.Name()}.");
    }

    private static async Task ListAsync(Place at, ParseResult parsed, CancellationToken cancel)
    {
        foreach (var account in await at.Accounts.ListAsync(cancel))
        {
            Console.WriteLine($"{account.Name,-30} {account.Role,-9} {(account.Disabled ? "disabled" : "")}".TrimEnd());
        }
    }

    private static async Task TokenAsync(Place at, ParseResult parsed, CancellationToken cancel)
    {
        var only = parsed.GetValue(s_experiments);
        var token = await at.Tokens.AddAsync(Name(parsed), parsed.GetValue(s_for), Roles.Parse(parsed.GetValue(s_most)), only is null ? null : ApiToken.Numbers(only), parsed.GetValue(s_days), Actor.Console, cancel);
        Terminal.Note("Nobody can show this token again: export MLFLOW_TRACKING_TOKEN=…");
        Console.WriteLine(token);
    }

    private static async Task AuditAsync(Place at, ParseResult parsed, CancellationToken cancel)
    {
        var chain = await at.Audit.WalkAsync(cancel);
        if (chain.BrokenAt is { } broken)
        {
            throw new Refusal(1, $"The audit log was changed: entry {broken} is not what it was, or is missing. The {chain.Entries:N0} entries before it are whole.");
        }

        Console.WriteLine($"All {chain.Entries:N0} entries are as they were written. The newest hash is {chain.Hash}.");
    }

    /// <summary>A password from a person, or from standard input; stretched.</summary>
    private static string NewPassword(string name)
    {
        string? password;
        if (Console.IsInputRedirected)
        {
            password = Console.In.ReadLine();
        }
        else
        {
            password = Terminal.Notes.Prompt(new TextPrompt<string>($"Password of {Markup.Escape(name)} (at least {Account.ShortestPassword} characters):").Secret());
            if (password != Terminal.Notes.Prompt(new TextPrompt<string>("Again:").Secret()))
            {
                throw new Refusal(64, "The two passwords differ. Nothing was changed.");
            }
        }

        return new Passwords().Stretch(Account.AcceptablePassword(password, name));
    }
}
