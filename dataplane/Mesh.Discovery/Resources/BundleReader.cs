using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Mesh.Identity;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Resources;

/// <summary>
/// Reads <c>envoy.extensions.transport_sockets.tls.v3.Secret</c>: the trust bundle only. A secret with a private key is refused,
/// so that none ever gets into the state file.
/// </summary>
internal static class BundleReader
{
    // Only roots are read here: the trust domain they vouch for is the workload's own.
    private static readonly TrustDomain AnyDomain = TrustDomain.Parse("any");

    public static RootSet? Read(string name, ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, Secret.Parser, "secret", report, out var secret))
            return null;
        ResourceNames.Check(name, secret.Name, report);
        if (secret.TypeCase != Secret.TypeOneofCase.ValidationContext)
        {
            report.Error("type", "only validation_context is implemented; keys are never taken from the control plane");
            return null;
        }
        var context = secret.ValidationContext;
        report.NotImplemented(context.MatchTypedSubjectAltNames.Count > 0, "validation_context.match_typed_subject_alt_names");
        var pem = context.TrustedCa?.SpecifierCase switch
        {
            DataSource.SpecifierOneofCase.InlineString => context.TrustedCa.InlineString,
            DataSource.SpecifierOneofCase.InlineBytes => context.TrustedCa.InlineBytes.ToStringUtf8(),
            _ => null,
        };
        if (pem is not null)
            return ReadPem(pem, report);
        report.Error("validation_context.trusted_ca", "inline_string or inline_bytes in PEM is needed");
        return null;
    }

    private static RootSet? ReadPem(string pem, FieldReport report)
    {
        try
        {
            return new RootSet(TrustBundle.FromPem(AnyDomain, pem).Roots);
        }
        catch (FormatException malformed)
        {
            report.Error("validation_context.trusted_ca", malformed.Message);
            return null;
        }
    }
}

/// <summary>The roots of a trust bundle.</summary>
internal sealed record RootSet(ImmutableArray<ReadOnlyMemory<byte>> Roots);
