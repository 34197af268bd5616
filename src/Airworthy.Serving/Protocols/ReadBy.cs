using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Protocols;

/// <summary>By which signature a request is read.</summary>
internal static class ReadBy
{
    /// <summary>By that of the model that answers. A constant takes anything: then by that of its candidate, so that a first model can be compared; what does not fit that is still answered.</summary>
    /// <param name="route">Null where the caller named a version.</param>
    /// <param name="what">Is read; handed on, so that nothing is made for each request.</param>
    /// <param name="read">Reads it by a signature, or anything at all.</param>
    public static InferRequest Signature<T>(Route? route, ServedModel asked, T what, Func<T, Signature, bool, InferRequest> read)
    {
        if (asked is not ConstantModel { TakesAnything: true })
        {
            return route is null ? read(what, asked.Signature, false) : OrSpoilt(route, asked.Signature, what, read);
        }

        if (route?.Other?.Model is { } candidate and not ConstantModel)
        {
            try
            {
                return read(what, candidate.Signature, false);
            }
            catch (InferenceRefusedException)
            {
                // The candidate cannot answer this one, which counts against it; the constant can.
            }
        }

        return read(what, asked.Signature, true);
    }

    /// <summary>Rows that the model cannot take: where the contract sends them down the chain, and something there answers without their values, they are read as rows of unknown content.</summary>
    private static InferRequest OrSpoilt<T>(Route route, Signature signature, T what, Func<T, Signature, bool, InferRequest> read)
    {
        try
        {
            return read(what, signature, false);
        }
        catch (InferenceRefusedException refused) when (refused.Status == 400)
        {
            var doubt = refused.IsMissing ? Doubt.MissingRequired : Doubt.SchemaError;
            if ((GuardTerms.FallsOf(route.Table.Guards) & doubt) != 0 && route.Fallback.Any(f => f.AnswersAnything))
            {
                InferRequest? counted = null;
                try
                {
                    counted = read(what, new Signature([], signature.Outputs, []), true);
                }
                catch (InferenceRefusedException)
                {
                    // Not even rows: what was wrong at first is told.
                }

                if (counted is not null)
                {
                    return counted with { Spoilt = doubt };
                }
            }

            route.LiveTally.Add(Event.Rows);
            route.LiveTally.Add(Event.BadRows);
            route.LiveTally.Add(doubt == Doubt.MissingRequired ? Event.MissingRequired : Event.SchemaErrors);
            throw;
        }
    }
}
