using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Every native signature is blittable: calls need no marshalling stub, and Native AOT needs none either.
[assembly: DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
