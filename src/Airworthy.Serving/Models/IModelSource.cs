using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Models;

/// <summary>Where models come from.</summary>
public interface IModelSource
{
    /// <summary>Says what an address stands for: an alias becomes the version it names now.</summary>
    /// <param name="address"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>constant:0.2</c>, <c>upstream:http://host:8000/v2/models/name</c>.</param>
    /// <exception cref="NotServableException">There is no such version, or its files cannot be read here.</exception>
    Task<(Slot Slot, FoundVersion? Version)> FindAsync(string address, CancellationToken cancel);

    /// <summary>Loads what a slot names.</summary>
    /// <param name="like">The signature that a constant takes over; null where it takes any rows.</param>
    /// <exception cref="NotServableException">It cannot be loaded, or its files are others than when it was released.</exception>
    Task<ServedModel> LoadAsync(Slot slot, Signature? like, CancellationToken cancel);

    /// <summary>When a version was registered; null of what is in no registry.</summary>
    Task<DateTimeOffset?> MadeAtAsync(Slot slot, CancellationToken cancel) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>The guards that were fitted to a version.</summary>
    /// <param name="digest">Of the file that holds them, as the route table has it.</param>
    /// <exception cref="NotServableException">They are not there, were changed afterwards, or belong to other files.</exception>
    Task<FittedGuards> GuardsAsync(Slot slot, string digest, CancellationToken cancel) => throw new NotServableException($"{slot.Model} has no guards here.");
}
