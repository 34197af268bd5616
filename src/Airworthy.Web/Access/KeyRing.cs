using System.Xml.Linq;

using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Airworthy.Web.Access;

/// <summary>The keys that forms are protected with, kept in the store, so that a form that is open survives a restart and several servers share them.</summary>
internal sealed class KeyRing(Database database) : IXmlRepository
{
    // The framework asks without waiting; it does so once at start and then once a day.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(() => database.ReadAsync(session => session.ListAsync<string>("select xml from key_ring order by name"), CancellationToken.None))
        .GetAwaiter().GetResult().ConvertAll(XElement.Parse);

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => database.WriteAsync(session => session.ExecuteAsync(
        "insert into key_ring (name, xml) values (@name, @xml) on conflict do nothing", new { name = friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) }), CancellationToken.None)).GetAwaiter().GetResult();
}
