using Airworthy.Core.Checklist;
using Airworthy.Data;

namespace Airworthy.Probes.FirstLook;

/// <summary>How much something that was noticed matters: it is wrong, a person has to answer, or it is good to know.</summary>
public enum Weight { Wrong, Ask, Note }

/// <summary>One thing that was noticed about a table.</summary>
/// <param name="About">What was looked at, in two or three words.</param>
/// <param name="Says">A sentence with the number.</param>
public sealed record Noticed(Weight Weight, string About, string Says, Shown? Shown = null);

/// <summary>Everything a first look at one or two files brought.</summary>
/// <param name="Looked">What was looked at, in words.</param>
/// <param name="NotLooked">What was not, and why.</param>
/// <param name="Baseline">What a model has to beat; empty without a label.</param>
public sealed record FirstSight(
    IReadOnlyList<SeenFile> Files, IReadOnlyList<Column> Columns, int LeftOut, ColumnRoles Roles, IReadOnlyList<Noticed> Noticed,
    IReadOnlyList<string> Baseline, IReadOnlyList<string> Looked, IReadOnlyList<string> NotLooked);

/// <param name="Name">The file as the user named it.</param>
public sealed record SeenFile(string Name, long Rows);
