using Mesh.Api.Resources;
using Mesh.Identity;
using Mesh.Model.Compilation;

namespace Mesh.Model.Snapshots;

/// <summary>Turns what users wrote into what proxies get. Pure.</summary>
public static class MeshCompiler
{
    /// <summary>Compiles a set of resources. The same input gives the same snapshot, byte for byte, wherever it is compiled.</summary>
    /// <param name="resources">Resources without errors.</param>
    /// <param name="options">The rest of the input.</param>
    /// <exception cref="FormatException">The trust domain is not one.</exception>
    /// <exception cref="InvalidOperationException">More services need automatic addresses than there are, 65534.</exception>
    public static MeshSnapshot Compile(ResourceSet resources, CompileOptions options)
    {
        var book = options.AddressBook;
        if (options.NamesServices)
            book = book.Extend([.. resources.Services.Where(ServiceSelection.NeedsAddresses).Select(service => service.Name)]);
        var around = new Surroundings(TrustDomain.Parse(options.TrustDomain), book, options.NamesServices, options.Networks);
        return new MeshSnapshot(ModelCompiler.Compile(resources, around), book);
    }
}
