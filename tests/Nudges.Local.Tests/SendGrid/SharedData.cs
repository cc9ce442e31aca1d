namespace Nudges.Local.Tests.SendGrid;

/// <summary>Reference data beside the repository. It is not part of it.</summary>
internal static class SharedData
{
    /// <summary>SendGrid's published description of its mail API; null where the folder shared/data is not beside a folder above.</summary>
    public static string? MailApi { get; } = Find(Path.Combine("shared", "data", "sendgrid", "tsg_mail_v3.json"));

    private static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path)))
            {
                return Path.Combine(folder.FullName, path);
            }
        }

        return null;
    }
}

/// <summary>A test that needs SendGrid's published description; skipped, saying so, where it is absent.</summary>
public sealed class MailApiFactAttribute : FactAttribute
{
    public MailApiFactAttribute() =>
        Skip = SharedData.MailApi is null ? "shared/data/sendgrid/tsg_mail_v3.json is not beside the repository." : null;
}
