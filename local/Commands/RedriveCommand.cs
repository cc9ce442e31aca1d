using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Spectre.Console;

namespace Nudges.Local.Commands;

/// <summary>Asks a host that is running, on this laptop or in Azure, to send again what an ended run had given up.</summary>
internal static class RedriveCommand
{
    /// <param name="site">Where the host is reached.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="token">A learning professional's access token; null on a laptop, which signs in by itself.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The process's exit code: 0 when the host has taken it.</returns>
    /// <exception cref="StartFailedException">No host answers there.</exception>
    public static async Task<int> RunAsync(Uri site, string run, string? token, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = site };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token.Trim());
        HttpResponseMessage response;
        try
        {
            response = await http.PostAsync(new Uri($"api/runs/{Uri.EscapeDataString(run)}/redrive", UriKind.Relative), content: null, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StartFailedException($"No host answers at {site}. Start it with 'dotnet run --project local', or name it with --site.");
        }

        using (response)
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{Detail(answer) ?? $"The host answered {(int)response.StatusCode}."}[/]");
                return 1;
            }

            if (response.Content.Headers.ContentType?.MediaType != "application/json")
            {
                throw new StartFailedException($"What answers at {site} is no Learning Nudges. Name the host's own address with --site.");
            }

            using var redriven = JsonDocument.Parse(answer);
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"{redriven.RootElement.GetProperty("nudges").GetInt32():N0} nudges in {redriven.RootElement.GetProperty("batches").GetInt32():N0} batches are sent again.");
            return 0;
        }
    }

    private static string? Detail(string answer)
    {
        try
        {
            using var problem = JsonDocument.Parse(answer);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
