// One namespace per way in which code can use a type of another namespace; read by NamespaceGraphTests.
namespace Mesh.Architecture.Tests.Samples.Target
{
    internal sealed class Used
    {
        public static int Count => 0;
    }

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class MarkAttribute : Attribute;

    internal interface IUsed;
}

namespace Mesh.Architecture.Tests.Samples.Signature
{
    internal interface IUser
    {
        Target.Used Make();
    }
}

namespace Mesh.Architecture.Tests.Samples.Code
{
    internal static class User
    {
        public static int Count() => Target.Used.Count;
    }
}

namespace Mesh.Architecture.Tests.Samples.TypeArgument
{
    internal sealed record User(List<Target.Used[]> All);
}

namespace Mesh.Architecture.Tests.Samples.Marking
{
    [Target.Mark]
    internal static class User;
}

namespace Mesh.Architecture.Tests.Samples.Nested
{
    internal static class User
    {
        // The compiler moves the lambda into a class of its own.
        public static Func<int, int> Lambda() => number => number + Target.Used.Count;
    }
}

namespace Mesh.Architecture.Tests.Samples.Constraint
{
    internal static class User
    {
        public static void Take<T>()
            where T : Target.IUsed
        {
        }
    }
}
