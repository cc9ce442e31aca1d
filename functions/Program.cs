using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nudges;
using Nudges.Functions.Http;
using Nudges.Integrations;
using Nudges.Orchestrations;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services
    .Configure<JsonSerializerOptions>(NudgesJson.Configure)
    .AddSingleton(TimeProvider.System)
    .AddIntegrations(builder.Configuration)
    .AddNudgeOrchestrations(builder.Configuration)
    .AddHttpPipeline();
builder.Build().Run();
