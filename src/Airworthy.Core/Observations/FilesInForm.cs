namespace Airworthy.Core.Observations;

/// <summary>What is the matter with files that rows stand for: of no use, larger than is decoded, in a format whose pixels are not read, or with a name that says another format.</summary>
public enum FileTrouble { Unusable, TooLarge, Undecoded, Misnamed }

/// <summary>Files with the same trouble.</summary>
/// <param name="What">In a few words: <c>cut off</c>, <c>tiff</c>, <c>png under a name that ends in .jpg</c>.</param>
/// <param name="Files">Rows whose file has it.</param>
/// <param name="Examples">A few names, with what more is to be said of each.</param>
public sealed record FilesInForm(FileTrouble Trouble, string What, long Files, IReadOnlyList<string> Examples);
