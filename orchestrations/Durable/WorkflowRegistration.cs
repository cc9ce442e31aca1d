using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Nudges.Orchestrations.Durable;

/// <summary>Finds orchestrators and activities by their types, so that adding one is adding its file.</summary>
public static class WorkflowRegistration
{
    /// <summary>
    /// Registers every <see cref="IOrchestrator"/> and <see cref="IActivity"/> of the assembly: orchestrators and activities
    /// as singletons, both under their own type and under the interface. Two with one name throw
    /// <see cref="InvalidOperationException"/> when the engine starts.
    /// </summary>
    public static IServiceCollection AddWorkflows(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            foreach (var role in new[] { typeof(IOrchestrator), typeof(IActivity) }.Where(role => role.IsAssignableFrom(type)))
            {
                services.AddSingleton(type);
                services.AddSingleton(role, provider => provider.GetRequiredService(type));
            }
        }

        return services;
    }
}
