namespace Airworthy.Core.Persons;

/// <summary>Days as numbers carry them.</summary>
internal static class Days
{
    /// <summary>Whether digits name a day of the calendar, whatever the century.</summary>
    /// <param name="order">Which digit is what: <c>yymmdd</c>, <c>ddmmyy</c> or <c>yyyymmdd</c>.</param>
    public static bool Is(string digits, string order)
    {
        var (year, month, day) = (0, 0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var digit = digits[i] - '0';
            switch (order[i])
            {
                case 'y': year = (year * 10) + digit; break;
                case 'm': month = (month * 10) + digit; break;
                default: day = (day * 10) + digit; break;
            }
        }

        // Every fourth year has a 29 February, 2000 included; 1900 is taken for 2000.
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(order.Length == 8 ? Math.Clamp(year, 1, 9999) : 2000 + year, month)
            && (order.Length != 8 || year is >= 1800 and <= 2099);
    }
}
