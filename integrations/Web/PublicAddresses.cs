using System.Net;
using System.Net.Sockets;

namespace Nudges.Integrations.Web;

/// <summary>The server is at an address that is not on the public internet.</summary>
internal sealed class PrivateAddressException(string message) : IOException(message);

/// <summary>
/// Keeps requests out of the network that the host is in: the address is checked that is connected to, after every redirect
/// and whatever name stands for it.
/// </summary>
internal static class PublicAddresses
{
    // IANA's special-purpose registries, multicast, and the addresses that clouds keep their metadata at.
    private static readonly IPNetwork[] Reserved =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Reserved, network => network.Contains(plain));
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: connects to a public address of the host, or throws <see cref="PrivateAddressException"/>.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = Array.FindAll(found, IsPublic);
        if (allowed.Length == 0)
        {
            throw new PrivateAddressException($"{host} is at {string.Join(", ", found.AsEnumerable())}, which is not on the public internet");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
