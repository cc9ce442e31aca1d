using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nudges.Local.StandIns;

/// <summary>What SendGrid demands of a request, and the words it refuses with.</summary>
internal static partial class SendGridRules
{
    private const int MostPersonalizations = 1_000;
    private const int MostBytes = 10_000;

    private static readonly HashSet<string> Reserved = new(
        ["x-sg-id", "x-sg-eid", "received", "dkim-signature", "Content-Type", "Content-Transfer-Encoding", "To", "From", "Subject", "Reply-To", "CC", "BCC"], StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<SendGridError> Check(SendGridRequest request)
    {
        List<SendGridError> errors = [];
        if (!IsAddress(request.From?.Email))
        {
            errors.Add(new("The from email does not contain a valid address.", "from.email"));
        }

        if (request.Content is not { Count: > 0 } content || content.Any(part => string.IsNullOrEmpty(part.Value)))
        {
            errors.Add(new("The content value must be a string at least one character in length.", "content"));
        }
        else if (content is [{ Type: "text/html" }, { Type: "text/plain" }])
        {
            errors.Add(new("If present, text/plain must be first, followed by text/html.", "content.0.type"));
        }

        if (request.Personalizations is not { Count: > 0 and <= MostPersonalizations } personalizations)
        {
            errors.Add(new($"The personalizations field is required and must have at least one and at most {MostPersonalizations} personalizations.", "personalizations"));
            return errors;
        }

        for (var place = 0; place < personalizations.Count; place++)
        {
            errors.AddRange(Check(personalizations[place], request.Subject).Select(error => error with { Field = $"personalizations.{place}.{error.Field}" }));
        }

        return errors;
    }

    private static IEnumerable<SendGridError> Check(SendGridPersonalization personalization, string? commonSubject)
    {
        if (personalization.To is not { Count: > 0 } to)
        {
            yield return new("The to array is required for all personalization objects, and must have at least one email object with a valid email address.", "to");
            yield break;
        }

        for (var place = 0; place < to.Count; place++)
        {
            if (!IsAddress(to[place].Email))
            {
                yield return new($"Does not contain a valid address: {to[place].Email}", $"to.{place}.email");
            }
        }

        if (string.IsNullOrEmpty(personalization.Subject ?? commonSubject))
        {
            yield return new("The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.", "subject");
        }

        if (personalization.Headers?.Keys.FirstOrDefault(Reserved.Contains) is { } header)
        {
            yield return new($"The header {header} is reserved.", "headers");
        }

        if (Size(personalization.Substitutions) > MostBytes)
        {
            yield return new($"The substitutions exceed {MostBytes} bytes.", "substitutions");
        }

        if (Size(personalization.CustomArgs) > MostBytes)
        {
            yield return new($"The custom_args exceed {MostBytes} bytes.", "custom_args");
        }
    }

    private static int Size(IReadOnlyDictionary<string, string>? values) =>
        values is null ? 0 : JsonSerializer.SerializeToUtf8Bytes(values, NudgesJson.Options).Length;

    private static bool IsAddress(string? text) => text is not null && Address().IsMatch(text);

    [GeneratedRegex(@"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")]
    private static partial Regex Address();
}
