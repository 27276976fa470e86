using System.CommandLine;
using Mesh.Cli.Up;

namespace Mesh.Cli.Token;

/// <summary><c>meshctl token</c>: a join token for a workload outside Kubernetes.</summary>
internal static class TokenCommand
{
    internal static Command Create(CommonOptions common, Terminal terminal)
    {
        var identity = new Argument<string>("identity") { Description = "NAMESPACE/SERVICE-ACCOUNT or a whole spiffe:// id" };
        var trustDomain = new Option<string>("--trust-domain") { Description = "trust domain of a short identity", DefaultValueFactory = _ => Conventions.MeshIdentities.DefaultTrustDomain };
        var ttl = new Option<int>("--ttl-minutes") { Description = "how long it may be used (1 to 43200)", DefaultValueFactory = _ => 60 };
        var reusable = new Option<bool>("--reusable") { Description = "may be used more than once until it expires" };
        var socket = new Option<string?>("--ca-socket") { Description = "the certificate authority's admin socket (default: the local mesh's)" };
        var output = new Option<string?>("--file", "-f") { Description = "write the token to this file (mode 0600) instead of printing it" };
        ttl.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 43200)
                r.AddError("--ttl-minutes is from 1 to 43200 (30 days)");
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

    private static string FullIdentity(string identity, string trustDomain)
    {
        if (identity.StartsWith("spiffe://", StringComparison.Ordinal))
            return identity;
        return identity.Split('/') is [{ Length: > 0 } ns, { Length: > 0 } account]
            ? $"spiffe://{trustDomain}/ns/{ns}/sa/{account}"
            : throw new CliException($"'{identity}' is not an identity", "give NAMESPACE/SERVICE-ACCOUNT, e.g. shop/catalog");
    }
}
