using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Resources;

namespace Mesh.Model.Compiled;

/// <summary>A service as clients see it.</summary>
/// <param name="Name">Namespace and name.</param>
/// <param name="Addresses">What its name stands for: its own addresses, or those of its endpoints when it is headless.</param>
/// <param name="IsHeadless">Whether the addresses are the endpoints'.</param>
internal sealed record ServiceModel(NamespacedName Name, ImmutableArray<IPAddress> Addresses, bool IsHeadless);
