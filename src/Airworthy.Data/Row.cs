using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace Airworthy.Data;

/// <summary>Reads the values of a row as plain numbers and texts, whatever width the engine chose; NaN and null are null.</summary>
public static class Row
{
    extension(DbDataReader row)
    {
        /// <summary>A count; 0 for null.</summary>
        public long Count(int at) => row.GetValue(at) switch
        {
            DBNull => 0,
            BigInteger big => (long)big,
            var value => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        };

        /// <summary>A number; null for null, NaN and infinities.</summary>
        public double? Number(int at)
        {
            var number = row.GetValue(at) switch
            {
                DBNull => double.NaN,
                BigInteger big => (double)big,
                bool truth => truth ? 1 : 0,
                DateTime time => (time - DateTime.UnixEpoch).TotalSeconds,
                DateOnly day => (day.ToDateTime(default) - DateTime.UnixEpoch).TotalSeconds,
                var value => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            };
            return double.IsFinite(number) ? number : null;
        }

        /// <summary>The bins of a histogram, each with its upper bound; lowest first.</summary>
        public IReadOnlyList<(double UpTo, long Rows)> Bins(int at) => row.GetValue(at) is System.Collections.IDictionary bins
            ? [.. bins.Keys.Cast<object>().Select(k => (Convert.ToDouble(k, CultureInfo.InvariantCulture), Convert.ToInt64(bins[k], CultureInfo.InvariantCulture))).OrderBy(b => b.Item1)]
            : [];

        /// <summary>A list of numbers, times in seconds since 1970; null for null or when one is missing.</summary>
        public IReadOnlyList<double>? Numbers(int at)
        {
            var value = row.GetValue(at);
            if (value is string || value is not System.Collections.IEnumerable list)
            {
                return null;
            }

            var all = list.Cast<object?>().Select(x => x switch
            {
                null or DBNull => double.NaN,
                DateTime time => (time - DateTime.UnixEpoch).TotalSeconds,
                DateOnly day => (day.ToDateTime(default) - DateTime.UnixEpoch).TotalSeconds,
                var number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
            }).ToList();
            return all.TrueForAll(double.IsFinite) ? all : null;
        }

        /// <summary>A text as a person would write it; null for null.</summary>
        public string? Text(int at) => row.GetValue(at) switch
        {
            DBNull => null,
            bool truth => truth ? "true" : "false",
            DateTime t => t.ToString(t.TimeOfDay == default ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
    }
}
