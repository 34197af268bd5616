using System.Net.Sockets;
using System.Text;

namespace Airworthy.Tracking.Tests.Artifacts;

public sealed class ArtifactTests(Engines engines)
{
    private const string Base = "/api/2.0/mlflow-artifacts/artifacts";

    /// <summary>Paths that lead elsewhere, or that no file may have; each as it stands in the request.</summary>
    public static TheoryData<string> Tricks =>
    [
        "../secret", "9/../../secret", "9/%2e%2e/secret", "9/%2E%2E/%2e%2e/secret", "9/%252e%252e/secret", "9/..%2f..%2fsecret", "9/..%5c..%5csecret", "9\\..\\secret",
        "/etc/passwd", "%2fetc%2fpasswd", "//etc/passwd", "C:/windows", "file:///etc/passwd", "9/a%0ab", "9/a%23b", "9/./a", ".incoming/x", ".INCOMING/x", "9/..", "..",
    ];

    [Fact]
    public async Task A_file_comes_back_as_it_was_put_and_the_folder_tells_of_it()
    {
        var server = await engines.OnAsync("sqlite");
        var folder = NewFolder();
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);

        Assert.Equal((200, "{}"), await PutAsync(server, $"{folder}/model/data.bin", bytes));
        Assert.Equal((200, "{}"), await PutAsync(server, $"{folder}/ä ö%2525.txt", "text"u8.ToArray()));
        Assert.Equal(bytes, (await server.FetchAsync($"{Base}/{folder}/model/data.bin")).Body);
        Assert.Equal("text", Encoding.UTF8.GetString((await server.FetchAsync($"/ajax-api/2.0/mlflow-artifacts/artifacts/{folder}/ä ö%2525.txt")).Body));
        (await server.GetAsync($"{Base}?path={folder}")).Ok("""{"files":[{"path":"model","is_dir":true},{"path":"ä ö%25.txt","is_dir":false,"file_size":4}]}""".Replace("ä ö", "\\u00E4 \\u00F6", StringComparison.Ordinal));
        (await server.GetAsync($"{Base}?path={folder}/nothing")).Ok("{}");

        (await server.SendAsync("DELETE", $"{Base}/{folder}/model", null)).Ok("{}");
        (await server.SendAsync("DELETE", $"{Base}/{folder}/model", null)).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"'{folder}/model'");
        (await server.GetAsync($"{Base}/{folder}/model/data.bin")).Refused(404, "RESOURCE_DOES_NOT_EXIST", "data.bin");
    }

    /// <summary>As <c>log_image(key=…, step=…)</c> of MLflow's clients names pictures: <c>%</c> stands between the parts, and <c>%17</c> or <c>%23</c> in the name are no escapes.</summary>
    [Theory, InlineData(0), InlineData(10), InlineData(23)]
    public async Task A_picture_logged_at_a_step_is_kept_under_the_name_that_clients_give_it(int step)
    {
        var server = await engines.OnAsync("sqlite");
        var folder = NewFolder();
        var name = $"pred%step%{step}%timestamp%1764345600000%g1b2c3d4-0000-4000-8000-000000000000.png";

        Assert.Equal((200, "{}"), await PutAsync(server, $"{folder}/images/{name.Replace("%", "%25", StringComparison.Ordinal)}", "picture"u8.ToArray()));
        (await server.GetAsync($"{Base}?path={folder}/images")).Ok($$"""{"files":[{"path":"{{name}}","is_dir":false,"file_size":7}]}""");
    }

    [Theory, MemberData(nameof(Tricks))]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        var server = await engines.OnAsync("sqlite");
        File.WriteAllText(Path.Combine(server.Artifacts, "..", "secret"), "secret");
        foreach (var (method, body) in new[] { ("GET", ""), ("PUT", "x"), ("DELETE", "") })
        {
            (await server.SendRawAsync(method, $"{Base}/{path}", body)).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        }

        (await server.SendRawAsync("GET", $"{Base}?path={path.Replace("\\", "%5c", StringComparison.Ordinal)}")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
    }

    [Fact]
    public async Task A_path_with_a_zero_byte_is_refused() =>
        Assert.Equal(400, (await (await engines.OnAsync("sqlite")).SendRawAsync("PUT", $"{Base}/9/a%00b", "x")).Status);

    [Fact]
    public async Task A_link_is_neither_followed_nor_listed()
    {
        var server = await engines.OnAsync("sqlite");
        var (folder, outside) = (NewFolder(), Directory.CreateTempSubdirectory("airworthy-outside-").FullName);
        File.WriteAllText(Path.Combine(outside, "secret"), "secret");
        Directory.CreateDirectory(Path.Combine(server.Artifacts, folder));
        Directory.CreateSymbolicLink(Path.Combine(server.Artifacts, folder, "link"), outside);
        File.CreateSymbolicLink(Path.Combine(server.Artifacts, folder, "file"), Path.Combine(outside, "secret"));

        (await server.GetAsync($"{Base}/{folder}/link/secret")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync($"{Base}/{folder}/file")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        (await server.GetAsync($"{Base}?path={folder}")).Ok("{}");
        Assert.Equal(400, (await PutAsync(server, $"{folder}/link/new", [1])).Status);
        Assert.Equal(["secret"], Directory.EnumerateFiles(outside).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Parts_of_a_file_and_unchanged_files_are_answered_as_HTTP_says()
    {
        var server = await engines.OnAsync("sqlite");
        var file = $"{Base}/{NewFolder()}/a.txt";
        await PutAsync(server, file[(Base.Length + 1)..], "0123456789"u8.ToArray());

        var whole = await server.FetchAsync(file);
        Assert.Equal("bytes", whole.Response.Headers.AcceptRanges.Single());
        var tag = whole.Response.Headers.ETag!.ToString();
        Assert.Equal((206, "234"), Read(await server.FetchAsync(file, ("Range", "bytes=2-4"))));
        Assert.Equal((206, "789"), Read(await server.FetchAsync(file, ("Range", "bytes=-3"))));
        Assert.Equal(416, (await server.FetchAsync(file, ("Range", "bytes=10-"))).Status);
        Assert.Equal((304, ""), Read(await server.FetchAsync(file, ("If-None-Match", tag))));
        Assert.Equal((206, "01"), Read(await server.FetchAsync(file, ("Range", "bytes=0-1"), ("If-Range", tag))));
        Assert.Equal((200, "0123456789"), Read(await server.FetchAsync(file, ("Range", "bytes=0-1"), ("If-Range", "\"other\""))));
        Assert.Equal(412, (await server.FetchAsync(file, ("If-Match", "\"other\""))).Status);

        await PutAsync(server, file[(Base.Length + 1)..], "abcdefghij"u8.ToArray());
        Assert.Equal((200, "abcdefghij"), Read(await server.FetchAsync(file, ("If-None-Match", tag))));
    }

    [Theory]
    [InlineData("a.html", "text/html", "attachment"), InlineData("a.svg", "image/svg+xml", "attachment"), InlineData("a.xml", "text/xml", "attachment"), InlineData("a.js", "text/javascript", "attachment")]
    [InlineData("MLmodel", "text/plain", "inline"), InlineData("model.pkl", "application/octet-stream", "attachment"), InlineData("a.png", "image/png", "inline"), InlineData("a.json", "application/json", "inline"), InlineData("a.yaml", "text/plain", "inline")]
    public async Task No_browser_runs_what_someone_logged(string name, string type, string disposition)
    {
        var server = await engines.OnAsync("sqlite");
        var folder = NewFolder();
        await PutAsync(server, $"{folder}/{name}", "<script>alert(1)</script>"u8.ToArray());

        var headers = (await server.FetchAsync($"{Base}/{folder}/{name}")).Response;
        Assert.Equal((type, disposition, name), (headers.Content.Headers.ContentType!.MediaType, headers.Content.Headers.ContentDisposition!.DispositionType, headers.Content.Headers.ContentDisposition.FileName));
        Assert.Equal("nosniff", headers.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox;", headers.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_and_an_earlier_file_whole()
    {
        var server = await engines.OnAsync("sqlite");
        var folder = NewFolder();
        await PutAsync(server, $"{folder}/there.bin", "earlier"u8.ToArray());
        foreach (var name in new[] { "new.bin", "there.bin" })
        {
            using var client = await Wires.ConnectAsync(server);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {Base}/{folder}/{name} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n"), TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(new byte[1_000_000], TestContext.Current.CancellationToken);
            await UntilAsync(() => Unfinished(server).Any());
            client.LingerState = new LingerOption(true, 0);
        }

        await UntilAsync(() => !Unfinished(server).Any());
        (await server.GetAsync($"{Base}?path={folder}")).Ok("""{"files":[{"path":"there.bin","is_dir":false,"file_size":7}]}""");
        Assert.Equal("earlier", Read(await server.FetchAsync($"{Base}/{folder}/there.bin")).Text);
    }

    [Fact]
    public async Task An_upload_whose_bytes_cannot_be_read_is_not_answered_as_if_it_were_taken()
    {
        var server = await engines.OnAsync("sqlite");
        var folder = NewFolder();
        using var client = await Wires.ConnectAsync(server);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {Base}/{folder}/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nno size\r\n"), TestContext.Current.CancellationToken);
        var answer = new byte[1000];
        var read = 0;
        try
        {
            read = await client.GetStream().ReadAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Cut off: no answer at all.
        }

        Assert.DoesNotContain(" 200 ", Encoding.ASCII.GetString(answer, 0, read));
        (await server.GetAsync($"{Base}?path={folder}")).Ok("{}");
    }

    [Fact]
    public async Task A_file_and_a_folder_cannot_have_one_name()
    {
        var server = await engines.OnAsync("sqlite");
        var folder = NewFolder();
        await PutAsync(server, $"{folder}/a", [1]);

        Assert.Equal(400, (await PutAsync(server, $"{folder}/a/b", [1])).Status);
        Assert.Equal(400, (await PutAsync(server, folder, [1])).Status);
        Assert.Equal(400, (await PutAsync(server, new string('x', 256), [1])).Status);
        (await server.GetAsync($"{Base}/{folder}")).Refused(400, "INVALID_PARAMETER_VALUE", "is a folder");
        (await server.GetAsync($"{Base}/{folder}/a/b")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.GetAsync($"/api/2.0/mlflow-artifacts/presigned/{folder}/a")).Refused(501, "NOT_IMPLEMENTED");
    }

    internal static string NewFolder() => $"9/{Guid.NewGuid():n}/artifacts";

    internal static async Task<(int Status, string Text)> PutAsync(Server server, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await server.Http.PutAsync($"{Base}/{path}", content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal static IEnumerable<string> Unfinished(Server server) => Directory.EnumerateFiles(Path.Combine(server.Artifacts, ".incoming"), "*", SearchOption.AllDirectories)
        .Where(f => !f.EndsWith("/lock", StringComparison.Ordinal) && !f.Contains("/uploads/", StringComparison.Ordinal));

    internal static async Task UntilAsync(Func<bool> true_)
    {
        for (var i = 0; !true_(); i++)
        {
            Assert.True(i < 500, "waited 10 s");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static (int Status, string Text) Read((int Status, byte[] Body, HttpResponseMessage _) answer) => (answer.Status, Encoding.UTF8.GetString(answer.Body));
}
