namespace Nudges.Integrations.Http;

/// <summary>The wire under requests that must not be sent twice.</summary>
internal static class OneWay
{
    /// <summary>Follows no redirect, which would send the body again, and tells a host that is not there within 15 seconds.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
