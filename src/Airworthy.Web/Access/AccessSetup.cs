using System.Net;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Web.Access;

/// <summary>Puts access control into the server.</summary>
internal static class AccessSetup
{
    /// <summary>Refuses to serve others without knowing who they are.</summary>
    /// <exception cref="ServeRefusedException">Others could reach a server that asks nobody, or nobody could administer it.</exception>
    public static async Task RequireAsync(ServerOptions options, Database database, CancellationToken cancel)
    {
        const string First = "Make the first account: airworthy account add NAME --role admin (with the same --store), or set AIRWORTHY_ADMIN_PASSWORD once: it makes the account admin.";
        if (!options.Access.SignIn)
        {
            if (!IPAddress.IsLoopback(options.Outermost.Address))
            {
                throw new ServeRefusedException($"{options.Outermost} can be reached from other machines, so the server has to know who calls: add --auth. {First} For this machine alone: {(options.Outermost == options.Listen ? "--listen" : "--grpc")} 127.0.0.1:{options.Outermost.Port}");
            }

            return;
        }

        if (options.Store is StoreAddress.Folder folder && !OperatingSystem.IsWindows())
        {
            // Hashes of passwords are for nobody else on this machine.
            foreach (var file in (ReadOnlySpan<string>)[folder.File, folder.File + "-wal", folder.File + "-shm"])
            {
                if (File.Exists(file))
                {
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
            }
        }

        using var remembered = new Remembered();
        var accounts = new AccountStore(database, remembered, TimeProvider.System);
        if (await accounts.HasAdminAsync(cancel))
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("AIRWORTHY_ADMIN_PASSWORD") is not { Length: > 0 } password)
        {
            throw new ServeRefusedException($"With --auth someone has to administer the server, and the store {options.Store} has no account that does. {First}");
        }

        try
        {
            await accounts.AddAsync("admin", Right.Administer, new Passwords(options.Access.PasswordIterations).Stretch(Account.AcceptablePassword(password, "admin")), subject: null, Actor.Console, cancel);
        }
        catch (RefusedException refused)
        {
            throw new ServeRefusedException($"AIRWORTHY_ADMIN_PASSWORD makes no account: {refused.Message}");
        }
    }

    public static void AddAccess(this WebApplicationBuilder builder, ServerOptions options)
    {
        var things = builder.Services;
        things.AddSingleton(options.Access);
        things.AddSingleton(new HostGuard(options.Outermost, options.Access));
        things.AddSingleton(new Passwords(options.Access.PasswordIterations));
        foreach (var type in (ReadOnlySpan<Type>)[typeof(Remembered), typeof(AccountStore), typeof(TokenStore), typeof(SignInStore), typeof(AuditStore), typeof(Callers), typeof(Limits), typeof(PasswordCheck), typeof(CallAudit)])
        {
            things.AddSingleton(type);
        }

        things.AddScoped<CircuitHandler, CircuitAdmission>();
        things.AddAuthenticationCore(o =>
        {
            o.AddScheme<AdmittedScheme>(AdmittedScheme.Name, displayName: null);
            o.DefaultScheme = AdmittedScheme.Name;
        });
        things.AddTransient<AdmittedScheme>();
        if (options.Access.Provider is { } provider)
        {
            things.AddOpenId(provider);
        }

        // Kept as unreadable to others as the store is: no second secret guards them, and the framework need not warn of that.
        things.AddDataProtection().SetApplicationName("airworthy");
        things.AddOptions<KeyManagementOptions>().Configure<Database>((keys, database) => keys.XmlRepository = new KeyRing(database));
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        things.Configure<AntiforgeryOptions>(forms =>
        {
            forms.Cookie.Name = "airworthy-form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    /// <summary>Stands before everything that reads a request.</summary>
    public static void UseGuards(this WebApplication app)
    {
        var (options, hosts) = (app.Services.GetRequiredService<AccessOptions>(), app.Services.GetRequiredService<HostGuard>());
        if (options.Proxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.Proxies)
            {
                forwarded.KnownProxies.Add(proxy);
            }

            app.UseForwardedHeaders(forwarded);
        }

        app.Use(hosts.GuardAsync);
        app.Use((context, next) => OriginGuard.GuardAsync(context, hosts, next));
    }

    /// <summary>Stands behind routing and before all that answers.</summary>
    public static void UseAdmission(this WebApplication app)
    {
        // The framework puts this first where it is not put anywhere: behind the guards, then.
        app.UseAuthentication();
        if (app.Services.GetRequiredService<AccessOptions>().SignIn)
        {
            app.UseOpenId();
            app.UseMiddleware<Admission>();
        }
    }
}
