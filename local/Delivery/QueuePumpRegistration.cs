using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Local.Delivery;

internal static class QueuePumpRegistration
{
    /// <summary>Registers <see cref="EventPump"/>, and <see cref="QueuePump"/>, woken by what this process puts in the registered <see cref="IBatchQueue"/>.</summary>
    public static IServiceCollection AddQueuePump(this IServiceCollection services)
    {
        var queue = services.Single(service => service.ServiceType == typeof(IBatchQueue));
        services.AddSingleton(provider => new WakingBatchQueue(
            (IBatchQueue)ActivatorUtilities.CreateInstance(provider, queue.ImplementationType!), provider.GetRequiredService<IRunStore>(), provider.GetRequiredService<TimeProvider>()));
        services.Remove(queue);
        services.AddSingleton<IBatchQueue>(provider => provider.GetRequiredService<WakingBatchQueue>());
        services.AddHostedService<QueuePump>();
        services.AddHostedService<EventPump>();
        return services;
    }
}
