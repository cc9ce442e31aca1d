using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Graph;

/// <summary>What can go wrong with a call of Microsoft Graph.</summary>
internal static class GraphFault
{
    /// <summary>Whether it comes from Graph, the way there or what answers in its place, not from this program.</summary>
    public static bool IsOne(Exception fault) =>
        fault is ApiException or ServiceException or AuthenticationFailedException or HttpRequestException or IOException or System.Text.Json.JsonException or InvalidOperationException;

    /// <summary>What Graph says itself, fit to be kept.</summary>
    public static string Words(ApiException fault) =>
        ProviderWords.Clean(fault is ODataError { Error: { } error } ? $"{fault.ResponseStatusCode} {error.Code}: {error.Message}" : $"{fault.ResponseStatusCode}");

    /// <summary>How long Graph asks to wait; null where it does not say.</summary>
    public static TimeSpan? Wait(ApiException fault, DateTimeOffset now)
    {
        using var answer = new HttpResponseMessage();
        foreach (var (name, values) in fault.ResponseHeaders.Where(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)))
        {
            answer.Headers.TryAddWithoutValidation(name, values);
        }

        return RetryAfter.Of(answer.Headers, now);
    }
}
