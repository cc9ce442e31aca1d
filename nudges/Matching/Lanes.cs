using System.Runtime.Intrinsics;

namespace Nudges.Matching;

/// <summary>Columns of numbers that are gone through a vector at a time.</summary>
internal static class Lanes
{
    /// <summary>Numbers in a vector.</summary>
    public static int Width => Vector256<float>.Count;

    /// <summary>Zeros, a whole number of vectors with room for so many.</summary>
    public static float[] Column(int count) => new float[(count + Width - 1) / Width * Width];
}
