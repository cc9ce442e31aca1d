using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Nudges.Integrations.Storage;

/// <summary>The storage is not configured, does not answer, or refuses us. The message names its address and the cure.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Sits outside the retries and says plainly what they could not help: no answer, or no access. Every other answer, a missing
/// or changed document among them, passes.
/// </summary>
internal sealed class StorageFailurePolicy : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception exception) when (IsNoAnswer(exception, message))
        {
            throw NoAnswer(exception, message);
        }

        ThrowWhenRefused(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception exception) when (IsNoAnswer(exception, message))
        {
            throw NoAnswer(exception, message);
        }

        ThrowWhenRefused(message);
    }

    // The retries give up with all failures in an AggregateException, or with the only one there was.
    private static bool IsNoAnswer(Exception exception, HttpMessage message) => exception switch
    {
        AggregateException => true,
        RequestFailedException { Status: 0 } => true,
        OperationCanceledException => !message.CancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static StorageUnavailableException NoAnswer(Exception exception, HttpMessage message)
    {
        var last = exception is AggregateException { InnerExceptions: [.., var inner] } ? inner : exception;
        return new StorageUnavailableException(
            $"The storage at {Address(message)} does not answer ({last.GetBaseException().Message.TrimEnd('.')}). Start it if it is Azurite, else check AzureWebJobsStorage and the network.", exception);
    }

    private static void ThrowWhenRefused(HttpMessage message)
    {
        if (message.HasResponse && message.Response.Status is 401 or 403)
        {
            var code = message.Response.Headers.TryGetValue("x-ms-error-code", out var given) ? given : message.Response.ReasonPhrase;
            throw new StorageUnavailableException(
                $"The storage at {Address(message)} refuses access ({code}). Check the key in AzureWebJobsStorage and this machine's clock; an identity needs the roles Storage Blob Data Owner, Storage Queue Data Contributor and Storage Table Data Contributor on the account.");
        }
    }

    private static string Address(HttpMessage message) => message.Request.Uri.ToUri().GetLeftPart(UriPartial.Authority);
}
