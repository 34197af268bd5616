using Airworthy.Data.Versions;
using Airworthy.Data.Versions.Buckets;

namespace Airworthy.Probes.Tests.Versions;

public sealed class BucketPlaceTests
{
    [Theory]
    [InlineData("s3://flights", "flights", "")]
    [InlineData("s3://flights/", "flights", "")]
    [InlineData("s3://flights/team/a.b", "flights", "team/a.b/")]
    [InlineData("s3://flights.of-2026/team/", "flights.of-2026", "team/")]
    public void An_address_is_a_bucket_and_a_prefix(string address, string bucket, string prefix)
    {
        var place = BucketPlace.Of(address, Variable());

        Assert.Equal((bucket, prefix, "https://s3.us-east-1.amazonaws.com/"), (place.Bucket, place.Prefix, place.Endpoint.ToString()));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://ab")]
    [InlineData("s3://Flights/x")]
    [InlineData("s3://flights//x")]
    [InlineData("s3://flights/../x")]
    [InlineData("s3://flights/x/..")]
    [InlineData("s3://user:word@flights/x")]
    [InlineData("s3://flights/x?acl")]
    public void Anything_else_is_refused(string address) =>
        Assert.Contains("no address of a bucket", Assert.Throws<BucketException>(() => BucketPlace.Of(address, Variable())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:9000", null, true)]
    [InlineData("http://localhost:9000", null, true)]
    [InlineData("http://[::1]:9000", null, true)]
    [InlineData("https://storage.example.com", null, true)]
    [InlineData("http://storage.example.com", null, false)]
    [InlineData("http://127.0.0.1.example.com", null, false)]
    [InlineData("http://storage.example.com", "1", true)]
    [InlineData("ftp://storage.example.com", "1", false)]
    public void Without_encryption_only_this_machine_is_asked_unless_it_is_stated(string endpoint, string? stated, bool isTaken)
    {
        var variable = Variable(("AWS_ENDPOINT_URL", endpoint), (BucketPlace.PlainHttp, stated));

        Assert.Equal(isTaken, Record.Exception(() => BucketPlace.Of("s3://flights", variable)) is null);
    }

    [Fact]
    public void The_endpoint_of_this_service_wins_and_the_region_follows_the_environment()
    {
        var place = BucketPlace.Of("s3://flights", Variable(("AWS_ENDPOINT_URL", "https://a.example.com"), ("AWS_ENDPOINT_URL_S3", "https://b.example.com"), ("AWS_REGION", "eu-central-1")));

        Assert.Equal(("https://b.example.com/", "eu-central-1"), (place.Endpoint.ToString(), place.Region));
    }

    [Fact]
    public void Its_text_holds_no_secret() =>
        Assert.Equal("s3://flights/", BucketPlace.Of("s3://flights", Variable(("AWS_SESSION_TOKEN", "token"))).ToString());

    [Fact]
    public async Task A_store_that_is_a_folder_loads_no_client_library()
    {
        using var folder = new VersionedFolder();
        folder.Write("data/trips.csv", "trip,way,late\n1,2,0\n");
        await folder.AddAsync("data/trips.csv");
        Assert.Empty(folder.Verify());
        folder.CheckOut(folder.Manifest.Newest!);
        using (var store = ContentStore.Open(folder.Root, folder.Read))
        {
            Assert.False(store.Bring(ChunkId.Of("nowhere"u8)));
        }

        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == "Minio");
    }

    private static Func<string, string?> Variable(params (string Name, string? Value)[] set) => name =>
        set.FirstOrDefault(s => s.Name == name) is { Value: { } value } ? value : name is "AWS_ACCESS_KEY_ID" ? "key" : name is "AWS_SECRET_ACCESS_KEY" ? "secret" : null;
}
