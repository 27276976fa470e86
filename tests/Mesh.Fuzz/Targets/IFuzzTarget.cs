namespace Mesh.Fuzz.Targets;

/// <summary>Something that reads foreign bytes.</summary>
internal interface IFuzzTarget
{
    /// <summary>Its name on the command line and of its corpus.</summary>
    string Name { get; }

    /// <summary>Inputs to begin with.</summary>
    IEnumerable<byte[]> Seeds { get; }

    /// <summary>Words of its language, for the mutations.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <summary>Runs it on one input; throws when what must always hold does not.</summary>
    void Run(byte[] input);
}
