using System.Collections;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Named numbers of a row, as nearly every row has them: a quarter of the memory of as many <see cref="LoggedValue"/>s, and the names are shared.</summary>
/// <param name="names">Of each number.</param>
/// <param name="numbers">A NaN is a missing one.</param>
internal sealed class LoggedNumbers(LoggedNames names, double[] numbers) : IReadOnlyList<LoggedValue>
{
    public LoggedNames Names { get; } = names;

    public ReadOnlySpan<double> Numbers => numbers;

    public int Count => numbers.Length;

    public LoggedValue this[int index] => double.IsNaN(numbers[index]) ? LoggedValue.Missing(Names.All[index]) : LoggedValue.Of(Names.All[index], numbers[index]);

    public IEnumerator<LoggedValue> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
