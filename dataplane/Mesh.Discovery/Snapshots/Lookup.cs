using System.Diagnostics.CodeAnalysis;

namespace Mesh.Discovery.Snapshots;

/// <summary>A three-way answer. The default value is <see cref="LookupState.Unknown"/>.</summary>
/// <typeparam name="T">What is looked up.</typeparam>
public readonly record struct Lookup<T>
    where T : class
{
    private Lookup(LookupState state, T? value, long answeredAt)
    {
        State = state;
        Value = value;
        AnsweredAt = answeredAt;
    }

    /// <summary>What is known.</summary>
    public LookupState State { get; }

    /// <summary>The value; null unless <see cref="LookupState.Known"/>.</summary>
    public T? Value { get; }

    /// <summary>When the answer arrived, in nanoseconds of <c>MonotonicTime</c>; 0 when unknown or loaded from disk.</summary>
    public long AnsweredAt { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsKnown => State == LookupState.Known;

    /// <summary>Whether the control plane said that there is none.</summary>
    public bool IsAbsent => State == LookupState.Absent;

    /// <summary>A value.</summary>
    internal static Lookup<T> Known(T value, long answeredAt) => new(LookupState.Known, value, answeredAt);

    /// <summary>A negative answer.</summary>
    internal static Lookup<T> Absent(long answeredAt) => new(LookupState.Absent, null, answeredAt);
}
