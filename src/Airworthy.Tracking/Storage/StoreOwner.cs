using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Tracking.Storage;

/// <summary>A folder's store has one owner process at a time; others go through it, by the address it tells.</summary>
/// <remarks>
/// The lock is a file that the operating system frees when its process ends, however it ends. Beside it lies who the owner is, which counts
/// only while the lock is held. Within one process a store may be opened many times.
/// </remarks>
public sealed class StoreOwner : IDisposable
{
    private static readonly Lock s_one = new();
    private static readonly Dictionary<string, StoreOwner> s_held = new(StringComparer.Ordinal);

    private readonly StoreAddress.Folder _folder;
    private readonly FileStream _lock;
    private int _holders = 1;

    private StoreOwner(StoreAddress.Folder folder, FileStream held)
    {
        (_folder, _lock) = (folder, held);
    }

    /// <summary>Who owns a store.</summary>
    /// <param name="Address">Where it answers by HTTP; null while it starts, or where it does not.</param>
    public sealed record Known(int Pid, string? Address);

    /// <summary>Takes a store for this process.</summary>
    /// <exception cref="StoreRefusedException">Another process owns it.</exception>
    public static StoreOwner Take(StoreAddress.Folder folder)
    {
        lock (s_one)
        {
            if (s_held.TryGetValue(folder.Path, out var mine))
            {
                mine._holders++;
                return mine;
            }

            var owner = new StoreOwner(folder, Locked(folder));
            owner.Write(null);
            return s_held[folder.Path] = owner;
        }
    }

    /// <summary>The process that owns a store; null where none does. This process does not count.</summary>
    public static Known? Find(StoreAddress.Folder folder)
    {
        lock (s_one)
        {
            if (s_held.ContainsKey(folder.Path) || !File.Exists(LockOf(folder)))
            {
                return null;
            }

            try
            {
                // A shared lock is refused while the owner holds its own.
                using var free = new FileStream(LockOf(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                return null;
            }
            catch (IOException)
            {
                return Read(folder) ?? new Known(0, null);
            }
        }
    }

    /// <summary>Tells where the owner answers.</summary>
    /// <param name="address">As a server listens: an address of all interfaces is told as loopback.</param>
    public void Announce(string address) => Write(address.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal));

    private static FileStream Locked(StoreAddress.Folder folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(LockOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (File.Exists(LockOf(folder)))
            {
                // Whoever only looks holds it for a moment.
                if (attempt < 10)
                {
                    Thread.Sleep(50);
                    continue;
                }

                var owner = Read(folder);
                throw new StoreRefusedException(
                    $"The store {folder} is open in another process{(owner is null ? "" : $" (pid {owner.Pid}{(owner.Address is null ? "" : $", {owner.Address}")})")}. "
                    + (owner?.Address is null ? "Wait until it has ended, or stop it." : $"Use it at {owner.Address}, or stop it."), e);
            }
        }
    }

    private void Write(string? address)
    {
        var file = FileOf(_folder);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(new Known(Environment.ProcessId, address), OwnerJson.Default.Known));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static Known? Read(StoreAddress.Folder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(FileOf(folder)), OwnerJson.Default.Known);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string LockOf(StoreAddress.Folder folder) => Path.Combine(folder.Path, "owner.lock");

    private static string FileOf(StoreAddress.Folder folder) => Path.Combine(folder.Path, "owner.json");

    public void Dispose()
    {
        lock (s_one)
        {
            if (--_holders > 0)
            {
                return;
            }

            s_held.Remove(_folder.Path);
            File.Delete(FileOf(_folder));
            _lock.Dispose();
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoreOwner.Known))]
internal sealed partial class OwnerJson : JsonSerializerContext;
