namespace Airworthy.Serving.Models;

/// <summary>What a tensor is made of. Source: Open Inference Protocol v2, tensor data types; the wire's name is the upper-case one.</summary>
public enum DataType { Bool, UInt8, UInt16, UInt32, UInt64, Int8, Int16, Int32, Int64, Fp16, Fp32, Fp64, Bytes }

/// <summary>Names of <see cref="DataType"/> on the wire.</summary>
public static class DataTypes
{
    private static readonly string[] s_names = [.. Enum.GetNames<DataType>().Select(n => n.ToUpperInvariant())];

    /// <summary>All names, in the order of the protocol's page.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>For example <c>FP32</c>.</summary>
    public static string Name(this DataType type) => s_names[(int)type];

    /// <returns>Null where the protocol has no such type.</returns>
    public static DataType? Parse(string name) => Array.IndexOf(s_names, name) is var at and >= 0 ? (DataType)at : null;

    /// <summary>Whether a value may be left out, which is then NaN or the empty text.</summary>
    public static bool CanBeMissing(this DataType type) => type is DataType.Fp16 or DataType.Fp32 or DataType.Fp64 or DataType.Bytes;
}
