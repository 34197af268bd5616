using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Access;

/// <summary>The tables of accounts and of what they are granted on single experiments.</summary>
public sealed class AccountStore(Database database, Remembered remembered, TimeProvider clock)
{
    private const string Columns = "no, name, role, password, subject, disabled, created";

    /// <summary>Makes an account.</summary>
    /// <param name="name">As <see cref="Account.Named"/> gives it.</param>
    /// <param name="password">As <see cref="Passwords.Stretch"/> gives it; null where it signs in elsewhere.</param>
    /// <param name="subject">Who it is for an identity provider; null for an account of this server alone.</param>
    /// <exception cref="RefusedException">The name is taken.</exception>
    public Task AddAsync(string name, Right role, string? password, string? subject, Actor by, CancellationToken cancel) => ChangeAsync(async session =>
    {
        await AuditStore.AddAsync(session, clock, by, "account-made", name, $"role {role.Name()}{(subject is null ? "" : $", {subject}")}");
        if (await session.ExecuteAsync(
            "insert into accounts (name, role, password, subject, created) values (@name, @role, @password, @subject, @now) on conflict do nothing",
            new { name, role = role.Name(), password, subject, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 0)
        {
            throw RefusedException.Exists($"There is an account {name} already.");
        }
    }, cancel);

    /// <summary>An account by its name, with what it is granted; null when there is none.</summary>
    public Task<Account?> FindAsync(string name, CancellationToken cancel) => FindAsync("name = @name", new { name }, cancel);

    internal Task<Account?> FindAsync(long no, CancellationToken cancel) => FindAsync("no = @no", new { no }, cancel);

    internal Task<Account?> FindBySubjectAsync(string subject, CancellationToken cancel) => FindAsync("subject = @subject", new { subject }, cancel);

    private Task<Account?> FindAsync(string where, object arguments, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var found = await session.FirstAsync<Account>($"select {Columns} from accounts where {where}", arguments);
        return found is null ? null : found with
        {
            Grants = (await session.ListAsync<Grant>("select experiment, role from account_grants where account = @No", new { found.No })).ToDictionary(g => g.Experiment, g => Roles.Parse(g.Role)),
        };
    }, cancel);

    /// <summary>All accounts by name, without their grants.</summary>
    public Task<List<Account>> ListAsync(CancellationToken cancel) =>
        database.ReadAsync(session => session.ListAsync<Account>($"select {Columns} from accounts order by name"), cancel);

    /// <summary>Whether anyone can administer this server.</summary>
    public Task<bool> HasAdminAsync(CancellationToken cancel) => database.ReadAsync(async session => await AdminsAsync(session) > 0, cancel);

    /// <exception cref="RefusedException">There is no such account, or it is the last that administers.</exception>
    public Task ChangeRoleAsync(string name, Right role, Actor by, CancellationToken cancel) => ChangeAsync(async session =>
    {
        await AuditStore.AddAsync(session, clock, by, "role-changed", name, $"to {role.Name()}");
        await UpdateAsync(session, "role = @role", name, new { name, role = role.Name() });
        await NeedAdminAsync(session);
    }, cancel);

    /// <summary>Lets an account in no more, at once and everywhere, or again.</summary>
    /// <exception cref="RefusedException">There is no such account, or it is the last that administers.</exception>
    public Task DisableAsync(string name, bool disabled, Actor by, CancellationToken cancel) => ChangeAsync(async session =>
    {
        await AuditStore.AddAsync(session, clock, by, disabled ? "account-disabled" : "account-enabled", name, "");
        await UpdateAsync(session, "disabled = @disabled", name, new { name, disabled = disabled ? 1L : 0L });
        await NeedAdminAsync(session);
        await session.ExecuteAsync("delete from sign_ins where account = (select no from accounts where name = @name)", new { name });
    }, cancel);

    /// <summary>Gives an account another password, and ends its sign-ins.</summary>
    /// <param name="password">As <see cref="Passwords.Stretch"/> gives it.</param>
    /// <param name="keep">The hash of a sign-in that goes on: the one that asks for this.</param>
    /// <exception cref="RefusedException">There is no such account.</exception>
    public Task ChangePasswordAsync(string name, string password, string? keep, Actor by, CancellationToken cancel) => ChangeAsync(async session =>
    {
        await AuditStore.AddAsync(session, clock, by, "password-changed", name, "");
        await UpdateAsync(session, "password = @password", name, new { name, password });
        await session.ExecuteAsync("delete from sign_ins where account = (select no from accounts where name = @name) and hash <> @keep", new { name, keep = keep ?? "" });
    }, cancel);

    /// <summary>Says what an account may do with one experiment, or with null that its role decides again.</summary>
    /// <exception cref="RefusedException">There is no such account or experiment.</exception>
    public Task GrantAsync(string name, long experiment, Right? role, Actor by, CancellationToken cancel) => ChangeAsync(async session =>
    {
        await AuditStore.AddAsync(session, clock, by, "granted", name, $"experiment {experiment}: {role?.Name() ?? "as the role"}");
        var account = await session.FirstAsync<long?>("select no from accounts where name = @name", new { name }) ?? throw NoSuch(name);
        if (await session.FirstAsync<long>("select count(*) from experiments where no = @experiment", new { experiment }) == 0)
        {
            throw RefusedException.NotFound($"No Experiment with id={experiment} exists");
        }

        await session.ExecuteAsync(role is null
            ? "delete from account_grants where account = @account and experiment = @experiment"
            : "insert into account_grants (account, experiment, role) values (@account, @experiment, @role) on conflict (account, experiment) do update set role = excluded.role",
            new { account, experiment, role = role?.Name() });
    }, cancel);

    /// <summary>Who is granted what on an experiment.</summary>
    public Task<List<Grant>> GrantsAsync(long experiment, CancellationToken cancel) => database.ReadAsync(session => session.ListAsync<Grant>(
        "select a.name as account, g.experiment, g.role from account_grants g join accounts a on a.no = g.account where g.experiment = @experiment order by a.name", new { experiment }), cancel);

    private async Task ChangeAsync(Func<Session, Task> work, CancellationToken cancel)
    {
        await database.WriteAsync(work, cancel);
        remembered.Forget();
    }

    private static async Task UpdateAsync(Session session, string what, string name, object arguments)
    {
        if (await session.ExecuteAsync($"update accounts set {what} where name = @name", arguments) == 0)
        {
            throw NoSuch(name);
        }
    }

    // The audit entry of the same transaction holds a lock, so that two who go at once see each other.
    private static async Task NeedAdminAsync(Session session)
    {
        if (await AdminsAsync(session) == 0)
        {
            throw RefusedException.Invalid("This is the last account that administers: make another one admin first.");
        }
    }

    private static Task<long> AdminsAsync(Session session) => session.FirstAsync<long>("select count(*) from accounts where role = 'admin' and disabled = 0");

    internal static RefusedException NoSuch(string name) => RefusedException.NotFound($"There is no account {name}.");
}

/// <summary>What an account may do with one experiment.</summary>
public sealed record Grant
{
    /// <summary>The account's name.</summary>
    public string Account { get; init; } = "";

    /// <summary>The experiment's number.</summary>
    public long Experiment { get; init; }

    /// <summary>The role's name.</summary>
    public string Role { get; init; } = "";
}
