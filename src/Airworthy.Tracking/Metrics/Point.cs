using System.Data.Common;

using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>A value in the history of one metric.</summary>
/// <param name="Value">NaN where it was no number.</param>
internal readonly record struct Point(long Timestamp, long Step, double Value)
{
    public Metric Of(string key) => new(key, Value, Timestamp, Step);
}

/// <summary>Reads histories: the longest tables there are, so without anything between them and the rows.</summary>
internal static class PointReading
{
    extension(Session session)
    {
        /// <summary>Points of a query with the parameters <c>@run</c> and <c>@number</c> that gives timestamp, step, value, is_nan.</summary>
        public async Task<List<Point>> PointsAsync(string sql, long run, long number)
        {
            await using var command = session.Command(sql);
            Add(command, "@run", run);
            Add(command, "@number", number);
            var points = new List<Point>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                points.Add(new Point(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(3) != 0 ? double.NaN : reader.GetDouble(2)));
            }

            return points;
        }
    }

    private static void Add(DbCommand command, string name, long value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
