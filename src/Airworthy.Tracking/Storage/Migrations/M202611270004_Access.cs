using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Who may do what: accounts, what they are granted on experiments, API tokens, sign-ins, and the log of what was done.</summary>
/// <remarks>
/// Secrets are kept as hashes: those of tokens and sign-ins are 256 random bits, so a plain SHA-256 is enough; passwords are stretched.
/// The audit log only grows, and each entry holds the hash of all before it. <c>key_ring</c> holds the keys that forms are protected with.
/// </remarks>
[Migration(2026_1127_0004)]
public sealed class Access(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table accounts (
            no {Dialect.Identity},
            name text not null,
            role text not null,
            password text,
            subject text,
            disabled bigint not null default 0,
            created bigint not null)
        """,
        "create unique index accounts_name on accounts (name)",
        "create unique index accounts_subject on accounts (subject)",
        $"""
        create table account_grants (
            account bigint not null references accounts (no),
            experiment bigint not null references experiments (no),
            role text not null,
            primary key (account, experiment)) {Dialect.InKeyOrder}
        """,
        $"""
        create table api_tokens (
            no {Dialect.Identity},
            account bigint not null references accounts (no),
            label text not null,
            hash text not null,
            role text not null,
            experiments text,
            created bigint not null,
            expires bigint not null,
            last_used bigint,
            revoked bigint)
        """,
        "create unique index api_tokens_hash on api_tokens (hash)",
        "create index api_tokens_account on api_tokens (account)",
        $"""
        create table sign_ins (
            hash text not null primary key,
            account bigint not null references accounts (no),
            address text not null,
            created bigint not null,
            last_seen bigint not null,
            expires bigint not null) {Dialect.InKeyOrder}
        """,
        "create index sign_ins_account on sign_ins (account)",
        $"""
        create table audit (
            no {Dialect.Identity},
            time bigint not null,
            account text not null,
            action text not null,
            subject text not null,
            detail text not null,
            address text not null,
            hash text not null)
        """,
        "create table audit_head (one bigint not null primary key, entries bigint not null, hash text not null)",
        $"insert into audit_head (one, entries, hash) values (1, 0, '{new string('0', 64)}')",
        .. Stays,
        $"create table key_ring (name text not null primary key, xml text not null) {Dialect.InKeyOrder}",
    ];

    /// <summary>What the log says cannot be changed or taken back by this program or by a slip of the hand.</summary>
    private IEnumerable<string> Stays => Dialect is SqliteDialect
        ?
        [
            "create trigger audit_stays before update on audit begin select raise(abort, 'the audit log only grows'); end",
            "create trigger audit_remains before delete on audit begin select raise(abort, 'the audit log only grows'); end",
        ]
        :
        [
            "create function audit_stays() returns trigger language plpgsql as 'begin raise exception ''the audit log only grows''; end'",
            "create trigger audit_stays before update or delete or truncate on audit for each statement execute function audit_stays()",
        ];
}
