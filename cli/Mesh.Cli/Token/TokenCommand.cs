using System.CommandLine;
using Mesh.Cli.Shared;
using Mesh.Cli.Up;
using Mesh.Conventions;
using Mesh.Identity;

namespace Mesh.Cli.Token;

/// <summary><c>meshctl token</c>: a join token for a workload outside Kubernetes.</summary>
internal static class TokenCommand
{
    internal static Command Create(CommonOptions common, Terminal terminal)
    {
        var identity = new Argument<string>("identity") { Description = "NAMESPACE/SERVICE-ACCOUNT or a whole spiffe:// id" };
        var trustDomain = TrustDomainOption.Create("trust domain of a short identity");
        var ttl = BoundedNumber.Option("--ttl-minutes", "how long it may be used", 1, 43200, 60);
        var reusable = new Option<bool>("--reusable") { Description = "may be used more than once until it expires" };
        var socket = new Option<string?>("--ca-socket") { Description = "the certificate authority's admin socket (default: the local mesh's)" };
        var output = new Option<string?>("--file", "-f") { Description = "write the token to this file (mode 0600) instead of printing it" };
        identity.Validators.Add(result =>
        {
            if (!SpiffeId.TryParse(FullIdentity(result.Tokens[0].Value, MeshIdentities.DefaultTrustDomain), out _))
                result.AddError($"'{result.Tokens[0].Value}' is not an identity; give NAMESPACE/SERVICE-ACCOUNT, for example shop/catalog, or a whole spiffe:// id");
        });
        var command = new DocumentedCommand("token", "make a join token: it lets one workload ask the certificate authority for its certificate",
            "meshctl token shop/catalog --file catalog.token",
            "meshctl token shop/load --ttl-minutes 10 --reusable") { identity, trustDomain, ttl, reusable, socket, output, common.Name };
        command.SetAction(async (parse, cancellation) =>
        {
            var admin = parse.GetValue(socket) ?? common.Locate(parse.GetValue(common.Name)).CertAuthoritySocket;
            var response = await JoinTokens.IssueAsync(admin, FullIdentity(parse.GetValue(identity)!, parse.GetValue(trustDomain)!),
                TimeSpan.FromMinutes(parse.GetValue(ttl)), parse.GetValue(reusable), cancellation);
            if (parse.GetValue(output) is { } file)
                JoinTokens.Save(file, response.Token, uid: null);
            else
                terminal.Out.WriteLine(response.Token);
            return 0;
        });
        return command;
    }

    private static string FullIdentity(string identity, string trustDomain) =>
        !identity.StartsWith("spiffe://", StringComparison.Ordinal) && identity.Split('/') is [var ns, var account]
            ? $"spiffe://{trustDomain}/ns/{ns}/sa/{account}"
            : identity;
}
