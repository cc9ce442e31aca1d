using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nudges.Campaigns.Audiences;
using Nudges.Orchestrations.People;
using Nudges.People;

namespace Nudges.Api;

/// <summary>An audience to look at.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AudienceRequest
{
    /// <summary>As for a campaign.</summary>
    [JsonConverter(typeof(AskedAudienceConverter))]
    public Audience? Audience { get; init; }
}

internal static class AudienceEndpoints
{
    private const int MostBytes = 10_000_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/audiences/preview", PreviewAsync).WithSummary("How many an audience is, ten of them, and who would not be nudged by which rule; a manager's is cut to their reports");
        api.MapPost("/audiences/csv", UploadAsync).RequireAuthorization(Access.LearningProfessional)
            .Accepts<string>("text/csv", "multipart/form-data")
            .WithSummary("Stores the people that a table names in its column id, mail or userPrincipalName, and says which rows matched nobody");
    }

    private static async Task<Results<Ok<AudiencePreview>, ValidationProblem, ProblemHttpResult>> PreviewAsync(
        AudienceRequest request, ClaimsPrincipal user, PeopleReader reader, AudiencePreviewer previewer, CancellationToken cancellationToken)
    {
        if (request.Audience is not { } audience)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["audience"] = ["Say whom you mean."] });
        }

        if (AudienceRules.Check(audience) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors.ToDictionary(error => error.Key, error => new[] { error.Value }));
        }

        if (await reader.LimitAsync(audience, user, cancellationToken) is not { } allowed)
        {
            return AudienceAccess.OwnReportsOnly();
        }

        try
        {
            return await previewer.PreviewAsync(allowed, cancellationToken) is { } preview
                ? TypedResults.Ok(preview)
                : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: "No people are known yet: the directory has never been read.");
        }
        catch (Exception e) when (e is UnknownPersonException or UnknownGroupException or UnknownPeopleListException)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["audience"] = [e.Message] });
        }
        catch (DirectoryUnavailableException e)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: e.Message);
        }
    }

    private static async Task<Results<Ok<StoredList>, ProblemHttpResult>> UploadAsync(HttpRequest request, PeopleLists lists, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or > MostBytes)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, detail: $"Send a table of at most {MostBytes:N0} bytes, with its length.");
        }

        var isForm = request.HasFormContentType;
        if (!isForm && request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, detail: "Send text/csv, or a form with one file.");
        }

        using var table = new MemoryStream();
        if (isForm)
        {
            if (await request.TryReadFormAsync(cancellationToken) is not { Files: [var file] })
            {
                return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, detail: "Send a form with one file.");
            }

            await file.CopyToAsync(table, cancellationToken);
        }
        else
        {
            await request.Body.CopyToAsync(table, cancellationToken);
        }

        table.Position = 0;
        return PeopleTable.Read(table) switch
        {
            PeopleTableResult.Read read => TypedResults.Ok(await lists.StoreAsync(read.Names, cancellationToken)),
            PeopleTableResult.Wrong wrong => TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, detail: wrong.Reason),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }
}
