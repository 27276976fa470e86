using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Mesh.Fuzz.Coverage;

/// <summary>Rewrites an assembly so that each basic block tells <see cref="Edges"/> that it runs.</summary>
internal static class Instrumenter
{
    /// <summary>The rewritten assembly.</summary>
    /// <param name="path">The assembly as it was built.</param>
    internal static MemoryStream Rewrite(string path)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        var hit = module.ImportReference(typeof(Edges).GetMethod(nameof(Edges.Hit)));
        var random = new Random(StableSeed(module.Name));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            Rewrite(method.Body, hit, random);
        var rewritten = new MemoryStream();
        module.Write(rewritten);
        rewritten.Position = 0;
        return rewritten;
    }

    private static void Rewrite(MethodBody body, MethodReference hit, Random random)
    {
        body.SimplifyMacros();
        var processor = body.GetILProcessor();
        var moved = new Dictionary<Instruction, Instruction>();
        foreach (var leader in Leaders(body))
        {
            var load = processor.Create(OpCodes.Ldc_I4, random.Next(Edges.Count));
            processor.InsertBefore(leader, load);
            processor.InsertBefore(leader, processor.Create(OpCodes.Call, hit));
            moved[leader] = load;
        }
        Retarget(body, moved);
        body.OptimizeMacros();
    }

    private static List<Instruction> Leaders(MethodBody body)
    {
        var leaders = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var instruction in body.Instructions)
        {
            leaders.UnionWith(TargetsOf(instruction));
            if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next is { } next)
                leaders.Add(next);
        }
        leaders.UnionWith(body.ExceptionHandlers.Select(handler => handler.HandlerStart));
        return [.. body.Instructions.Where(leaders.Contains)];
    }

    private static Instruction[] TargetsOf(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    private static void Retarget(MethodBody body, Dictionary<Instruction, Instruction> moved)
    {
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target && moved.TryGetValue(target, out var to))
                instruction.Operand = to;
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = Array.ConvertAll(targets, Moved);
        }
        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = Moved(handler.TryStart);
            handler.TryEnd = Moved(handler.TryEnd);
            handler.HandlerStart = Moved(handler.HandlerStart);
            if (handler.HandlerEnd is not null)
                handler.HandlerEnd = Moved(handler.HandlerEnd);
            if (handler.FilterStart is not null)
                handler.FilterStart = Moved(handler.FilterStart);
        }

        Instruction Moved(Instruction instruction) => moved.GetValueOrDefault(instruction, instruction);
    }

    // The same numbers in every run: a corpus that is kept must mean the same tomorrow.
    private static int StableSeed(string name) => name.Aggregate(17, (seed, letter) => unchecked((seed * 31) + letter));
}
