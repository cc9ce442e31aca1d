using Microsoft.AspNetCore.Http;

namespace Nudges.Api;

internal static class FormReading
{
    /// <summary>Null where it is no form, or one that no browser sends: cut off, without end, or in a charset of its own.</summary>
    public static async Task<IFormCollection?> TryReadFormAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or BadHttpRequestException)
        {
            return null;
        }
    }
}
