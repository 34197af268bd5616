namespace Airworthy.Web.Access;

/// <summary>The server does not start, for a reason that whoever starts it can mend.</summary>
public sealed class ServeRefusedException(string message) : Exception(message);
