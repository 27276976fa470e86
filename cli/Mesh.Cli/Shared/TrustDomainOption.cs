using System.CommandLine;
using Mesh.Conventions;
using Mesh.Identity;

namespace Mesh.Cli.Shared;

/// <summary>The option <c>--trust-domain</c>.</summary>
internal static class TrustDomainOption
{
    internal static Option<string> Create(string description)
    {
        var option = new Option<string>("--trust-domain") { Description = description, DefaultValueFactory = _ => MeshIdentities.DefaultTrustDomain };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !TrustDomain.TryParse(token.Value, out _))
                result.AddError($"--trust-domain: '{token.Value}' is not a trust domain; use 1 to 255 characters out of a-z, 0-9, '.', '-' and '_'");
        });
        return option;
    }
}
