using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Protocols;

/// <summary>By which signature a request is read.</summary>
internal static class ReadBy
{
    /// <summary>By that of the model that answers. A constant takes anything: then by that of its candidate, so that a first model can be compared; what does not fit that is still answered.</summary>
    /// <param name="route">Null where the caller named a version.</param>
    /// <param name="read">Reads by a signature, or anything at all.</param>
    public static InferRequest Signature(Route? route, ServedModel asked, Func<Signature, bool, InferRequest> read)
    {
        if (asked is not ConstantModel { TakesAnything: true })
        {
            return read(asked.Signature, false);
        }

        if (route?.Other?.Model is { } candidate and not ConstantModel)
        {
            try
            {
                return read(candidate.Signature, false);
            }
            catch (InferenceRefusedException)
            {
                // The candidate cannot answer this one, which counts against it; the constant can.
            }
        }

        return read(asked.Signature, true);
    }
}
