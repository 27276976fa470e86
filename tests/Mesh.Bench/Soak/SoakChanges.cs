using System.Net;

namespace Mesh.Bench.Soak;

/// <summary>The changes of a soak, one after the other: weights, rules and timeouts, the policy, and an endpoint that comes and goes.</summary>
/// <param name="second">Address of the server that comes and goes.</param>
/// <param name="random">Decides weights and timeouts.</param>
internal sealed class SoakChanges(IPAddress second, Random random)
{
    private int _weight = 50;
    private int _extraRules;
    private int _timeout = 30;
    private bool _isPermissive;
    private bool _isEndpoint = true;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>All files that will change, as they are now.</summary>
    public IReadOnlyList<(string File, string Yaml)> Current => [Route, Policy, Endpoint];

    private (string File, string Yaml) Route => (SoakConfiguration.RouteFile, SoakConfiguration.Route(_weight, _extraRules, _timeout));

    private (string File, string Yaml) Policy => (SoakConfiguration.PolicyFile, SoakConfiguration.Policy(_isPermissive));

    private (string File, string Yaml) Endpoint => (SoakConfiguration.EndpointFile, SoakConfiguration.Endpoint(second, _isEndpoint, random.Next(1, 5)));

    /// <summary>Makes the next change; returns the file that has it.</summary>
    public (string File, string Yaml) Next()
    {
        switch (Count++ % 4)
        {
            case 0:
                _weight = (_weight + random.Next(1, 100)) % 101;
                return Route;
            case 1:
                _isEndpoint = !_isEndpoint;
                return Endpoint;
            case 2:
                _isPermissive = !_isPermissive;
                return Policy;
            default:
                (_extraRules, _timeout) = ((_extraRules + 1) % 10, random.Next(10, 40));
                return Route;
        }
    }
}
