using Google.Rpc;

namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>A client's error text, made safe for logs and terminals.</summary>
internal static class RefusalText
{
    private const int MaxLength = 1024;

    /// <summary>The reason of a refusal. The presence of the error alone makes it one: clients differ in code and version fields.</summary>
    /// <returns>Null without an error.</returns>
    public static string? Of(Status? error)
    {
        if (error is null)
            return null;
        var message = error.Message.Length > MaxLength ? error.Message[..MaxLength] + "…" : error.Message;
        return message.Length == 0
            ? $"refused without a reason (code {error.Code})"
            : string.Create(message.Length, message, static (text, from) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = char.IsControl(from[i]) ? ' ' : from[i];
            });
    }
}
