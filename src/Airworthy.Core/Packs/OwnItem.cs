namespace Airworthy.Core.Packs;

/// <summary>What a project says of an item of its own.</summary>
/// <param name="Page">Its text, in the form of the checklist's own pages without front matter.</param>
/// <param name="Command">The command that decides a part of it, if one does.</param>
/// <param name="Digest">SHA-256 of all that the pack says of it; evidence of an item that was written anew no longer counts.</param>
public sealed record OwnItem(string Page, PackCommand? Command, string Digest);
