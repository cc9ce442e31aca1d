using Nudges.Content;

namespace Nudges.Integrations.Web;

/// <summary>What came of asking for a document.</summary>
internal abstract record Download
{
    private Download()
    {
    }

    /// <param name="Bytes">Decompressed.</param>
    /// <param name="Address">Where it was found in the end.</param>
    /// <param name="Charset">As the server says.</param>
    /// <param name="Break">Why it stops before its end; null where it is whole.</param>
    public sealed record Received(byte[] Bytes, Uri Address, string? Charset, string? Break) : Download
    {
        /// <summary>The <see cref="Break"/> of what was cut at the limit.</summary>
        public static string LongerThan(int bytes) => FormattableString.Invariant($"it is longer than {bytes:N0} bytes");

        /// <summary>As the server says, lower case, without parameters; null where it says nothing.</summary>
        public string? MediaType { get; init; }

        /// <summary>What to ask with next time; null where the server offers nothing.</summary>
        public SourceMark? Mark { get; init; }

        /// <summary>Where the document is from now on, when every redirect on the way was permanent (301, 308); else null.</summary>
        public Uri? MovedTo { get; init; }
    }

    /// <summary>304: it is as it was at the mark.</summary>
    /// <param name="MovedTo">As <see cref="Received.MovedTo"/>.</param>
    public sealed record Unchanged(Uri? MovedTo) : Download;

    /// <param name="Reason">The rest of a sentence that starts with the address.</param>
    /// <param name="Passing">True where asking again soon may help.</param>
    public sealed record Failed(string Reason, bool Passing = false) : Download
    {
        /// <summary>410: it is not coming back.</summary>
        public bool Gone { get; init; }

        /// <summary>How long the server asks to be left alone; null where it says nothing.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }
}
