namespace Airworthy.Core.Observations;

/// <summary>What is named after <c>held_by</c>: the id of an item, the path of a test, or a field of the contract.</summary>
/// <param name="Id">As it is written.</param>
/// <param name="IsFile">Whether a file of that path is in the project and is not empty. <c>tests/x.py::name</c> is the file <c>tests/x.py</c>.</param>
public sealed record Holder(string Id, bool IsFile = false);
