using System.Security.Cryptography;
using System.Text;

using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>Finds models of other servers, and what they take and give.</summary>
/// <param name="http">Asks them.</param>
/// <param name="registered">The signature of a version of the registry, and the address it has without an alias.</param>
internal sealed class Upstreams(AllowedUpstreams allowed, UpstreamHttp http, Func<string, CancellationToken, Task<(Signature Signature, string Address)>> registered)
{
    /// <summary>Its slot: the files of another server cannot be seen from here, so the digest is of what it says that it takes and gives.</summary>
    /// <exception cref="NotServableException">It may not be asked, or does not answer.</exception>
    public async Task<Slot> FindAsync(string address, CancellationToken cancel)
    {
        var (upstream, signature) = await LookAsync(address, cancel);
        return new Slot(upstream.ToString(), DigestOf(signature));
    }

    /// <exception cref="NotServableException">It may not be asked, does not answer, or takes and gives something else than when it was released.</exception>
    public async Task<ServedModel> LoadAsync(Slot slot, CancellationToken cancel)
    {
        var (upstream, signature) = await LookAsync(slot.Model, cancel);
        return DigestOf(signature) != slot.Digest ? throw new NotServableException($"{slot.Model} takes or gives other tensors than when it was released. Release it again: airworthy release start {slot.Model}")
            : upstream.Like is null ? new OipUpstream(http, upstream.Address, signature, await OipUpstream.IsBinaryAsync(upstream.Address, cancel))
            : new InvocationsUpstream(http, upstream.Address, signature);
    }

    private async Task<(UpstreamAddress Upstream, Signature Signature)> LookAsync(string address, CancellationToken cancel)
    {
        var upstream = UpstreamAddress.Parse(address);
        allowed.Require(upstream);
        if (upstream.Like is not { } like)
        {
            return (upstream, await OipUpstream.SignatureAsync(upstream.Address, cancel));
        }

        var (signature, version) = await registered(like, cancel);
        InvocationsUpstream.Check(signature, version);
        return (upstream with { Like = version }, signature);
    }

    private static string DigestOf(Signature signature) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', signature.Inputs.Select(Line).Append("").Concat(signature.Outputs.Select(Line))))));

    private static string Line(TensorSpec spec) => $"{spec.Name} {spec.Type.Name()} {TensorSpec.Text(spec.Shape)}";
}
