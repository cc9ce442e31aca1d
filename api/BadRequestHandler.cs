using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Nudges.Api;

/// <summary>Answers 400 where a request cannot be read, with the field and what is expected there, in words for callers.</summary>
internal sealed partial class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    private static readonly (string Type, string Expected)[] Kinds =
    [
        ("DateTimeOffset", "Give a date and a time, as 2026-11-30T17:00:00Z."),
        ("TimeOnly", "Give a time of day, as 09:30."),
        ("Boolean", "Give true or false."),
        ("List", "Give a list."),
        ("Int32", "Give a whole number."),
        ("Double", "Give a number."),
        ("Uri", "Give an address."),
        ("String", "Give a text."),
        ("bool", "Give true or false."),
        ("int", "Give a whole number."),
    ];

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is InvalidOperationException { Message: var unread } && unread.StartsWith("Unable to read the request as JSON", StringComparison.Ordinal))
        {
            // The framework's word for a charset that it does not know.
            exception = new BadHttpRequestException("Send JSON as UTF-8.", StatusCodes.Status415UnsupportedMediaType, exception);
        }

        if (exception is not BadHttpRequestException bad)
        {
            return ValueTask.FromResult(false);
        }

        var (field, words) = Explain(bad);
        httpContext.Response.StatusCode = bad.StatusCode;
        var problem = new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = { Status = bad.StatusCode, Detail = field is null || words.Contains(field, StringComparison.Ordinal) ? words : $"{field}: {words}" } };
        if (field is not null)
        {
            // As where a field can be read and is out of its range.
            problem.ProblemDetails.Extensions["errors"] = new Dictionary<string, string[]> { [field] = [words] };
        }

        return problems.TryWriteAsync(problem);
    }

    // The framework speaks of its own types and parameters, which is not for callers.
    private static (string? Field, string Words) Explain(BadHttpRequestException bad) => bad switch
    {
        { InnerException: JsonException { Path: ['$', '.', .. var field] } json } => (field, Words(json)),
        { InnerException: JsonException json } => (null, IsOfAnotherKind(json) ? "Give a JSON object." : Words(json)),
        { Message: var text } when Binding().Match(text) is { Success: true } binding =>
            (JsonNamingPolicy.CamelCase.ConvertName(binding.Groups["name"].Value), Expected(binding.Groups["type"].Value)),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType, InnerException: null } => (null, "Send JSON, and say so in the header Content-Type: application/json."),
        { Message: var text } when text.Contains("inferred", StringComparison.Ordinal) => (null, "The request needs a JSON body."),
        _ => (null, bad.Message),
    };

    private static string Words(JsonException json) =>
        IsOfAnotherKind(json) ? Expected(json.Message.Split(" Path: ")[0])
        : json.Message.StartsWith("The JSON property", StringComparison.Ordinal) ? "There is no field of this name."
        : json.Message.Contains("LineNumber: ", StringComparison.Ordinal) ? $"The body is not JSON at line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}."
        : json.Message;

    private static bool IsOfAnotherKind(JsonException json) => json.Message.StartsWith("The JSON value could not be converted to", StringComparison.Ordinal);

    private static string Expected(string type) =>
        Array.Find(Kinds, kind => type.Contains(kind.Type, StringComparison.Ordinal)).Expected ?? "This is not of the kind that is expected here.";

    [GeneratedRegex("^Failed to bind parameter \"(?<type>.+) (?<name>\\w+)\" from")]
    private static partial Regex Binding();
}
