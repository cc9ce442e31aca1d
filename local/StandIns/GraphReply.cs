namespace Nudges.Local.StandIns;

/// <summary>An answer of the Graph stand-in, alone or as a part of a batch.</summary>
internal sealed record GraphReply(int Status, object Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static GraphReply Ok(object body) => new(StatusCodes.Status200OK, body);

    public static GraphReply Error(int status, string code, string message) => new(status, ErrorBody(code, message));

    /// <summary>The body that Graph gives a status.</summary>
    public static object ErrorBody(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => ErrorBody("TooManyRequests", "Too many requests. Wait as Retry-After says."),
        _ => ErrorBody("ServiceUnavailable", "The service is temporarily unavailable."),
    };

    private static Dictionary<string, object> ErrorBody(string code, string message) => new()
    {
        ["error"] = new Dictionary<string, object>
        {
            ["code"] = code,
            ["message"] = message,
            ["innerError"] = new Dictionary<string, object> { ["date"] = "2026-01-01T00:00:00", ["request-id"] = "00000000-0000-0000-0000-000000000000" },
        },
    };
}
