using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Mesh.Architecture.Tests.Namespaces;

/// <summary>Which types a type mentions: in its declaration, its members' signatures and their code.</summary>
internal static class TypeReferences
{
    /// <summary>Every type that <paramref name="type"/> mentions; type arguments, element types and declaring types on their own.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => Declared(type).Concat(type.Methods.SelectMany(Of)).SelectMany(Parts);

    private static IEnumerable<TypeReference?> Declared(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.GenericParameters.SelectMany(Constraints),
            .. Attributes(type),
            .. type.Fields.SelectMany(Attributes),
            .. type.Properties.SelectMany(Attributes),
        ];

    private static IEnumerable<TypeReference?> Of(MethodDefinition method)
    {
        var signature = (IEnumerable<TypeReference?>)
            [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType), .. method.GenericParameters.SelectMany(Constraints), .. Attributes(method)];
        return method.HasBody ? signature.Concat(Of(method.Body)) : signature;
    }

    private static IEnumerable<TypeReference?> Of(MethodBody body) =>
        [
            .. body.Variables.Select(variable => variable.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. body.Instructions.SelectMany(Of),
        ];

    private static IEnumerable<TypeReference?> Of(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [.. Signature(generic), .. generic.GenericArguments],
        MethodReference method => Signature(method),
        _ => [],
    };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    private static IEnumerable<TypeReference?> Constraints(GenericParameter parameter) => parameter.Constraints.Select(constraint => constraint.ConstraintType);

    // Not their arguments: decoding those would need the assemblies of their types.
    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Concat(Parts(generic.ElementType)),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
