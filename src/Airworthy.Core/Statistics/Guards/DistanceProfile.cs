namespace Airworthy.Core.Statistics.Guards;

/// <summary>One column of the rows that a distance is measured of.</summary>
/// <param name="Name">As the signature calls it.</param>
/// <param name="Categories">The names that occur, where the column holds names: code c stands for the c-th. Null for numbers.</param>
public sealed record DistanceColumn(string Name, IReadOnlyList<string>? Categories);

/// <summary>What is kept of one column.</summary>
/// <param name="Mean">Of the numbers in training; 0 for names.</param>
/// <param name="Scale">One over their standard deviation; 0 for names and for numbers that never vary.</param>
/// <param name="Missing">What a missing value adds to the squared distance, at least 0.</param>
/// <param name="Present">What a value that is there adds; 0 unless most are missing.</param>
/// <param name="Categories">The names that occurred; null for numbers.</param>
/// <param name="Surprises">What each of those names adds, at least 0; as many as names.</param>
/// <param name="Unseen">What a name that never occurred adds, or another number where there was only one.</param>
/// <param name="Percentiles">The 1st to the 99th percentile of the numbers in training; null for names, without any number, and in profiles of before they were kept.</param>
public sealed record ColumnProfile(
    string Name, double Mean, double Scale, double Missing, double Present, IReadOnlyList<string>? Categories, IReadOnlyList<double> Surprises, double Unseen, IReadOnlyList<float>? Percentiles = null);

/// <summary>What is kept of the training rows: enough to say of a later row how far it lies from them.</summary>
/// <remarks>It holds means, percentiles, shares and a matrix, and no row. Names of categories stand in it.</remarks>
/// <param name="Columns">In the order of the row.</param>
/// <param name="Whitening">
/// W, the inverse of the Cholesky factor of the shrunk correlation of the number columns that vary, row after row of its lower triangle: the squared
/// distance of their standard scores z is |Wz|². As many as k(k + 1)⁄2 for k such columns.
/// </param>
/// <param name="Threshold">A row farther than that is out.</param>
/// <param name="FalseAlarm">The share of ordinary rows that are called out all the same.</param>
/// <param name="Rows">Fitted on.</param>
/// <param name="HeldOut">Rows that the threshold was found on.</param>
public sealed record DistanceProfile(
    IReadOnlyList<ColumnProfile> Columns, IReadOnlyList<double> Whitening, double Threshold, double FalseAlarm, int Rows, int HeldOut);
