using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Cli.Operators;
using Mesh.Cli.Shared;
using Mesh.Protos.Identity.V1;

namespace Mesh.Cli.Up;

/// <summary>Join tokens from the certificate authority's admin socket.</summary>
internal static class JoinTokens
{
    /// <summary>A new token for <paramref name="identity"/>.</summary>
    /// <exception cref="CliException">The CA cannot be asked or refused.</exception>
    internal static async Task<IssueJoinTokenResponse> IssueAsync(string socket, string identity, TimeSpan? ttl, bool reusable, CancellationToken cancellation)
    {
        using var channel = SocketChannel.Connect(socket, "is the certificate authority running? 'meshctl up DIR' starts it; --ca-socket names another socket");
        var request = new IssueJoinTokenRequest { Identity = identity, Reusable = reusable };
        if (ttl is { } time)
            request.Ttl = Duration.FromTimeSpan(time);
        try
        {
            return await new JoinTokenService.JoinTokenServiceClient(channel).IssueJoinTokenAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal)
        {
            throw new CliException($"the certificate authority could not be asked: {e.Status.Detail}", $"is it running? its socket is {socket}");
        }
        catch (RpcException e)
        {
            throw new CliException($"the certificate authority refused a token for {identity}: {e.Status.Detail}", "check the identity: spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT");
        }
    }

    /// <summary>Writes a token where only <paramref name="uid"/> can read it.</summary>
    internal static void Save(string file, string token, int? uid)
    {
        File.Delete(file);
        using (var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        using (var writer = new StreamWriter(stream))
            writer.Write(token);
        if (uid is { } owner)
            Shell.Run("chown", $"{owner}:{owner}", file);
    }
}
