namespace Airworthy.Data.Versions.Buckets;

/// <summary>Why a bucket could not be asked, in words for the user: nothing is said about what it holds.</summary>
public sealed class BucketException(string because, string next) : StoreException(because, next)
{
    /// <summary>The contract names no bucket.</summary>
    public static BucketException NoneNamed() => new("the contract names no bucket", "Write one into airworthy.yaml, such as data.storage.data: s3://BUCKET/PREFIX.");
}
