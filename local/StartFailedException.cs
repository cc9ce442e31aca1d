namespace Nudges.Local;

/// <summary>The host cannot do what it was asked. The message is for the person at the terminal: it names the thing and the cure.</summary>
internal sealed class StartFailedException(string message) : Exception(message);
