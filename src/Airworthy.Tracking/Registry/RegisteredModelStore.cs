using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Webhooks;

namespace Airworthy.Tracking.Registry;

/// <summary>The tables of registered models, their tags and aliases. What others listen for is told to webhooks in the same transaction.</summary>
public sealed class RegisteredModelStore(Database database, DeliveryStore deliveries, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <exception cref="RefusedException">The name is taken.</exception>
    public Task<RegisteredModel> CreateAsync(string name, string description, IReadOnlyList<KeyText> tags, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = Now;
        var prompt = Prompts.IsPrompt(tags);
        if (await session.FirstAsync<long?>(
            "insert into registered_models (name, description, creation_time, last_updated_time) values (@name, @description, @now, @now) on conflict do nothing returning no",
            new { name, description, now }) is not { } no)
        {
            throw await TakenAsync(session, name, prompt);
        }

        await SetTagsAsync(session, no, tags);
        await deliveries.PutAsync(session, prompt ? WebhookEvent.PromptCreated : WebhookEvent.RegisteredModelCreated,
            [new("name", name), new("tags", tags.Where(t => t.Key != Prompts.Tag)), new("description", description.Length == 0 ? null : description)]);
        return (await RegistryReading.WithAllAsync(session, [await RegistryReading.ModelAsync(session, name)]))[0];
    }, cancel);

    /// <summary>A model with its tags, aliases and newest versions.</summary>
    /// <exception cref="RefusedException">There is none of this name.</exception>
    public Task<RegisteredModel> GetAsync(string name, CancellationToken cancel) =>
        database.ReadAsync(async session => (await RegistryReading.WithAllAsync(session, [await RegistryReading.ModelAsync(session, name)]))[0], cancel);

    public Task<RegisteredModel> UpdateAsync(string name, string description, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await RegistryReading.HoldAsync(session, name);
        await session.ExecuteAsync("update registered_models set description = @description, last_updated_time = @now where no = @no", new { description, now = Now, no });
        return (await RegistryReading.WithAllAsync(session, [await RegistryReading.ModelAsync(session, name)]))[0];
    }, cancel);

    /// <summary>Gives a model another name; its versions, tags and aliases go with it.</summary>
    /// <exception cref="RefusedException">There is no such model, or the new name is taken.</exception>
    public Task<RegisteredModel> RenameAsync(string name, string newName, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await RegistryReading.HoldAsync(session, name);
        if (await session.FirstAsync<long>("select count(*) from registered_models where name = @newName and no <> @no", new { newName, no }) > 0)
        {
            throw await TakenAsync(session, newName, await RegistryReading.IsPromptAsync(session, no));
        }

        await session.ExecuteAsync("update registered_models set name = @newName, last_updated_time = @now where no = @no", new { newName, now = Now, no });
        await session.ExecuteAsync("update model_versions set last_updated_time = @now where model = @no", new { now = Now, no });
        return (await RegistryReading.WithAllAsync(session, [await RegistryReading.ModelAsync(session, newName)]))[0];
    }, cancel);

    /// <summary>Deletes a model with all of its versions. Their files stay.</summary>
    public Task DeleteAsync(string name, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await RegistryReading.HoldAsync(session, name);
        foreach (var table in (string[])["alias_moves", "model_aliases", "model_version_tags", "model_versions", "registered_model_tags"])
        {
            await session.ExecuteAsync($"delete from {table} where model = @no", new { no });
        }

        await session.ExecuteAsync("delete from registered_models where no = @no", new { no });
    }, cancel);

    /// <summary>One page of the models that match, and where the next begins, or null.</summary>
    public Task<(IReadOnlyList<RegisteredModel> Page, long? Next)> SearchAsync(RegisteredModelSearch search, int size, long offset, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<RegisteredModel>, long?)>(async session =>
        {
            var (sql, arguments) = search.ToSql(RegistryReading.ModelColumns, database.Dialect);
            var found = await session.ListAsync<RegisteredModel>($"{sql} limit {size + 1} offset {offset}", arguments);
            return (await RegistryReading.WithAllAsync(session, [.. found.Take(size)]), found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>Sets a tag; an earlier value is replaced.</summary>
    public Task SetTagAsync(string name, KeyText tag, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await RegistryReading.HoldAsync(session, name);
        await SetTagsAsync(session, no, [tag]);
        if (await RegistryReading.IsPromptAsync(session, no))
        {
            await deliveries.PutAsync(session, WebhookEvent.PromptTagSet, [new("name", name), new("key", tag.Key), new("value", tag.Value)]);
        }
    }, cancel);

    /// <summary>Deletes a tag, if it is there.</summary>
    public Task DeleteTagAsync(string name, string key, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await RegistryReading.HoldAsync(session, name);
        var prompt = await RegistryReading.IsPromptAsync(session, no);
        if (await session.ExecuteAsync("delete from registered_model_tags where model = @no and key = @key", new { no, key }) > 0 && prompt)
        {
            await deliveries.PutAsync(session, WebhookEvent.PromptTagDeleted, [new("name", name), new("key", key)]);
        }
    }, cancel);

    /// <summary>Lets an alias stand for a version; where it stood for another one, it is moved.</summary>
    /// <exception cref="RefusedException">There is no such model or version.</exception>
    public Task SetAliasAsync(string name, string alias, long version, CancellationToken cancel) => database.WriteAsync(session => SetAliasAsync(session, name, alias, version), cancel);

    private async Task SetAliasAsync(Session session, string name, string alias, long version)
    {
        var no = await RegistryReading.HoldAsync(session, name);
        await RegistryReading.VersionAsync(session, name, version);
        if (await session.FirstAsync<long?>("select version from model_aliases where model = @no and alias = @alias", new { no, alias }) != version)
        {
            await AliasMove.PutAsync(session, no, alias, version, Now);
        }

        await session.ExecuteAsync(
            "insert into model_aliases (model, alias, version) values (@no, @alias, @version) on conflict (model, alias) do update set version = excluded.version", new { no, alias, version });
        await deliveries.PutAsync(session, await RegistryReading.IsPromptAsync(session, no) ? WebhookEvent.PromptAliasCreated : WebhookEvent.ModelVersionAliasCreated,
            [new("name", name), new("alias", alias), new("version", Wire.Text(version))]);
    }

    /// <summary>Moves an alias as part of a larger change: it is kept with it, or not at all.</summary>
    /// <param name="from">A version that it may not stand for any more; null: none.</param>
    /// <param name="to">The version that it stands for from now on; null: none. Of a version that is not registered here nothing is said.</param>
    /// <returns>Whether it stood otherwise before.</returns>
    public async Task<bool> MoveAliasAsync(Session session, string alias, (string Name, long Version)? from, (string Name, long Version)? to)
    {
        var moved = false;
        if (from is { } before && before.Name != to?.Name && await StandsForAsync(session, before.Name, alias) == before.Version)
        {
            await DeleteAliasAsync(session, before.Name, alias);
            moved = true;
        }

        if (to is { } next && await StandsForAsync(session, next.Name, alias) != next.Version
            && await session.FirstAsync<long>("select count(*) from model_versions v join registered_models m on m.no = v.model where m.name = @Name and v.version = @Version", new { next.Name, next.Version }) > 0)
        {
            await SetAliasAsync(session, next.Name, alias, next.Version);
            moved = true;
        }

        return moved;
    }

    private static Task<long?> StandsForAsync(Session session, string name, string alias) =>
        session.FirstAsync<long?>("select a.version from model_aliases a join registered_models m on m.no = a.model where m.name = @name and a.alias = @alias", new { name, alias });

    /// <summary>Deletes an alias, if it is there.</summary>
    public Task DeleteAliasAsync(string name, string alias, CancellationToken cancel) => database.WriteAsync(session => DeleteAliasAsync(session, name, alias), cancel);

    private async Task DeleteAliasAsync(Session session, string name, string alias)
    {
        var no = await RegistryReading.HoldAsync(session, name);
        if (await session.ExecuteAsync("delete from model_aliases where model = @no and alias = @alias", new { no, alias }) > 0)
        {
            await AliasMove.PutAsync(session, no, alias, null, Now);
            await deliveries.PutAsync(session, await RegistryReading.IsPromptAsync(session, no) ? WebhookEvent.PromptAliasDeleted : WebhookEvent.ModelVersionAliasDeleted,
                [new("name", name), new("alias", alias)]);
        }
    }

    /// <summary>Which versions the aliases of a model stood for, and when, oldest first.</summary>
    /// <exception cref="RefusedException">There is no such model.</exception>
    public Task<IReadOnlyList<AliasMove>> AliasMovesAsync(string name, CancellationToken cancel) => database.ReadAsync(
        async session => await AliasMove.OfAsync(session, (await RegistryReading.ModelAsync(session, name)).No), cancel);

    private static async Task<RefusedException> TakenAsync(Session session, string name, bool prompt)
    {
        var there = await session.FirstAsync<long>("select no from registered_models where name = @name", new { name });
        var (mine, other) = (Kind(prompt), Kind(await RegistryReading.IsPromptAsync(session, there)));
        return RefusedException.Exists(mine == other
            ? $"{mine} (name={name}) already exists."
            : $"Tried to create a {mine.ToLowerInvariant()} with name '{name}', but the name is already taken by a {other.ToLowerInvariant()}. MLflow does not allow creating a model and a prompt with the same name.");
    }

    private static string Kind(bool prompt) => prompt ? "Prompt" : "Registered Model";

    private static Task<int> SetTagsAsync(Session session, long model, IReadOnlyList<KeyText> tags)
    {
        var last = tags.GroupBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Last()).ToList();
        return session.InsertAsync("registered_model_tags", "on conflict (model, key) do update set value = excluded.value",
            new("model", last.Select(_ => model).ToArray()), new("key", last.Select(t => t.Key!).ToArray()), new("value", last.Select(t => t.Value ?? "").ToArray()));
    }
}
