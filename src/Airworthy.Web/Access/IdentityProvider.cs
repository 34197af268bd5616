namespace Airworthy.Web.Access;

/// <summary>Where people sign in instead of here: OpenID Connect.</summary>
/// <param name="Authority">Its address, whose <c>/.well-known/openid-configuration</c> is read.</param>
/// <param name="Client">The name this server has there.</param>
/// <param name="Secret">The secret this server has there; never printed.</param>
public sealed record IdentityProvider(Uri Authority, string Client, string Secret);
