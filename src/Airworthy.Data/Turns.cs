using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Airworthy.Data;

/// <summary>
/// Lets questions run side by side. They share the engine's memory; one for which that did not suffice is asked once more with the engine to
/// itself, when it has room to spill.
/// </summary>
internal sealed class Turns : IDisposable
{
    private const int Seats = 64;

    private readonly SemaphoreSlim _seats = new(Seats);
    private readonly SemaphoreSlim _alone = new(1);

    /// <param name="ask">Asked again from the start when the memory ran out; its answer must be complete when it returns.</param>
    /// <exception cref="DuckDBException">The question is wrong, or the memory does not suffice for it alone.</exception>
    public async Task<T> TakeAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        await _seats.WaitAsync(cancel);
        try
        {
            return await ask();
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.OutOfMemory)
        {
            // Asked again below.
        }
        finally
        {
            _seats.Release();
        }

        await _alone.WaitAsync(cancel);
        var taken = 0;
        try
        {
            for (; taken < Seats; taken++)
            {
                await _seats.WaitAsync(cancel);
            }

            return await ask();
        }
        finally
        {
            if (taken > 0)
            {
                _seats.Release(taken);
            }

            _alone.Release();
        }
    }

    public void Dispose()
    {
        _seats.Dispose();
        _alone.Dispose();
    }
}
