using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nudges;
using Nudges.Functions.Http;
using Nudges.Integrations.Storage;
using Nudges.Orchestrations;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services
    .Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(NudgesJson.Options))
    .AddSingleton(TimeProvider.System)
    .AddAzureStorage(builder.Configuration)
    .AddNudgeOrchestrations(builder.Configuration)
    .AddHttpPipeline();
builder.Build().Run();
