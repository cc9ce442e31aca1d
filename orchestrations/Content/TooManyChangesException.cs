namespace Nudges.Orchestrations.Content;

/// <summary>Others changed the same document every time. Nothing was written; the same again may succeed.</summary>
public sealed class TooManyChangesException() : Exception("Too many people are changing the same content at this moment. Nothing was changed by this request; send it again in a few seconds.");
