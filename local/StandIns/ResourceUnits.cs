using System.Globalization;

namespace Nudges.Local.StandIns;

/// <summary>
/// Graph's limit on directory reads: resource units in windows of ten seconds, by the size of the company
/// (https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits).
/// </summary>
internal sealed class ResourceUnits(int employees, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _counting = new();
    private DateTimeOffset _opened;
    private int _used;

    /// <summary>In ten seconds.</summary>
    public int Limit { get; set; } = employees switch { < 50 => 3_500, <= 500 => 5_000, _ => 8_000 };

    /// <summary>What a read costs: never less than 1.</summary>
    public static int CostOf(string path, IReadOnlyDictionary<string, string> options)
    {
        var parts = path.Trim('/').Split('/');
        var cost = parts switch
        {
            ["users", ..] when parts.Length == 1 || parts[1].Contains("delta", StringComparison.Ordinal) => 2,
            ["groups", _, "transitiveMembers", ..] => 5,
            _ => 1,
        };
        cost -= options.ContainsKey("$select") ? 1 : 0;
        cost += options.ContainsKey("$expand") ? 1 : 0;
        cost -= options.TryGetValue("$top", out var top) && int.TryParse(top, CultureInfo.InvariantCulture, out var size) && size < 20 ? 1 : 0;
        return Math.Max(1, cost);
    }

    /// <summary>The reply with the headers of its cost; 429 instead where the window is used up.</summary>
    public GraphReply Charge(int cost, Func<GraphReply> reply)
    {
        var (used, left) = Count(cost);
        var headers = new Dictionary<string, string> { ["x-ms-resource-unit"] = cost.ToString(CultureInfo.InvariantCulture) };
        var share = (double)used / Limit;
        if (share > 0.8)
        {
            headers["x-ms-throttle-limit-percentage"] = Math.Min(share, 1.8).ToString("0.##", CultureInfo.InvariantCulture);
        }

        if (used > Limit)
        {
            headers["Retry-After"] = Math.Ceiling(left.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            headers["x-ms-throttle-scope"] = "Tenant_Application/ReadWrite/00000000-0000-0000-0000-000000000000/00000000-0000-0000-0000-000000000000";
            headers["x-ms-throttle-information"] = "ResourceUnitLimitExceeded";
            return new GraphReply(StatusCodes.Status429TooManyRequests, GraphReply.ErrorBody(StatusCodes.Status429TooManyRequests)) { Headers = headers };
        }

        var answer = reply();
        return answer with { Headers = answer.Headers.Concat(headers).ToDictionary() };
    }

    private (int Used, TimeSpan Left) Count(int cost)
    {
        lock (_counting)
        {
            var now = time.GetUtcNow();
            if (now - _opened >= Window)
            {
                (_opened, _used) = (now, 0);
            }

            _used += cost;
            return (_used, _opened + Window - now);
        }
    }
}
