using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Models;

/// <summary>Loads a model, has it answer once, so that no caller waits for what it makes at its first run, and holds it against the memory that an instance may take.</summary>
internal static class FirstRun
{
    /// <summary>A model that takes longer for one row is ready without having answered.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(500);

    internal const double Megabyte = 1e6;

    /// <exception cref="NotServableException">It cannot be loaded.</exception>
    public static async Task<ServedModel> LoadWarmAsync(this IModelSource models, Slot slot, Signature? like, CancellationToken cancel)
    {
        var model = await models.LoadAsync(slot, like, cancel);
        try
        {
            await RunAsync(model, cancel);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Requires that a model takes no more memory for itself alone than an instance may. What else the process takes is not held against it.</summary>
    /// <remarks>Measured as the growth of the process, with garbage collected before and after, which holds up everything for some ten milliseconds: at the begin of a release, not at each load.</remarks>
    /// <param name="memoryMb">What the contract allows an instance, in MB; null: any.</param>
    /// <returns>The model, loaded.</returns>
    /// <exception cref="NotServableException">It cannot be loaded, or takes more.</exception>
    public static async Task<ServedModel> LoadWithinAsync(this IModelSource models, Slot slot, double? memoryMb, CancellationToken cancel)
    {
        if (memoryMb is not { } most)
        {
            return await models.LoadWarmAsync(slot, like: null, cancel);
        }

        for (var isAgain = false; ; isAgain = true)
        {
            var before = Resident();
            var model = await models.LoadWarmAsync(slot, like: null, cancel);
            var takes = (Resident() - before) / Megabyte;
            if (takes <= most || model is not OnnxModel)
            {
                return model;
            }

            model.Dispose();
            if (isAgain)
            {
                throw new NotServableException($"{slot.Model} takes {takes:0} MB of memory when it is loaded, and serving.memory_mb allows {most:0} for the whole instance. Make the model smaller, or the limit higher.");
            }

            // What the process took for something else meanwhile would count too, so it is measured once more.
        }
    }

    /// <summary>What this process holds, in bytes, after what is garbage was given back.</summary>
    internal static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    /// <summary>One row of zeros and empty texts. What comes of it is nobody's answer.</summary>
    private static async Task RunAsync(ServedModel model, CancellationToken cancel)
    {
        if (model is not OnnxModel)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_longest);
        try
        {
            await Task.Run(async () => await model.AnswerAsync([.. model.Signature.Inputs.Select(Zeros)], limit.Token), cancel);
        }
        catch (Exception e) when (e is ModelFailedException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // It may not take zeros, or be slow; that says nothing of real rows.
        }
    }

    private static Tensor Zeros(TensorSpec spec)
    {
        long[] shape = [.. spec.Shape.Select(l => l < 0 ? 1 : l)];
        var values = Elements.Of(spec.Type).New((int)shape.Aggregate(1L, (a, b) => checked(a * b)));
        if (values is string[] texts)
        {
            Array.Fill(texts, "");
        }

        return new Tensor(spec.Name, spec.Type, shape, values);
    }
}
