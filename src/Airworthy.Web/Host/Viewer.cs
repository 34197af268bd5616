using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Host;

/// <summary>Who looks at a page, and what they may do.</summary>
internal static class Viewer
{
    extension(HttpContext context)
    {
        /// <summary>As the calls of the protocol see it; everyone where no access is controlled.</summary>
        public Caller Caller => context.Features.Get<Caller>() ?? Caller.Anyone;

        /// <summary>Whether the viewer may know of an experiment.</summary>
        public bool MayView(long experiment) => context.Caller.On(experiment) >= Right.View;

        /// <summary>Whether the viewer may change an experiment and its runs.</summary>
        public bool MayEdit(long experiment) => context.Caller.On(experiment) >= Right.Edit;
    }
}
