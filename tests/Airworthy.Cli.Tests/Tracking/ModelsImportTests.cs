using System.Text;
using System.Text.Json;

using Airworthy.Client;

namespace Airworthy.Cli.Tests.Tracking;

public sealed class ModelsImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-import-").FullName;
    private readonly MlrunsOnDisk _mlruns;

    public ModelsImportTests()
    {
        _mlruns = new MlrunsOnDisk(_folder);
        _mlruns.WriteRuns();
        _mlruns.WriteModels();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registered_models_of_an_mlruns_folder_come_along_with_numbers_files_and_aliases_and_once()
    {
        // The commands go through the server that has the store open.
        using var server = await ServeProcess.StartAsync(Path.Combine(_folder, "store"));
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        var hook = JsonDocument.Parse(await (await http.PostAsync("/api/2.0/mlflow/webhooks", Json("""
            {"name": "deploy", "url": "http://127.0.0.1:9/", "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}]}
            """), Cancel)).Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("webhook").GetProperty("webhook_id").GetString();
        var first = await ImportAsync("store", "mlruns");
        Assert.Contains("Imported 1 registered models, 2 versions.", first.Output);
        Assert.Contains("Version 4 of late flights was left out: Invalid model version source: 'file:///y/elsewhere'", first.Errors);
        Assert.Contains("Imported 0 registered models, 0 versions; 2 versions were there already.", (await ImportAsync("store", "mlruns")).Output);

        using var client = new TrackingClient(new Uri(server.Address));
        await IsWholeAsync(client);
        // Number 2 was deleted there: nobody is told of a version that nobody made.
        var told = JsonDocument.Parse(await http.GetStringAsync($"/api/2.0/mlflow/webhooks/{hook}/deliveries", Cancel)).RootElement;
        Assert.Equal(2, told.GetProperty("deliveries").GetArrayLength());
    }

    [Fact, Trait("Category", "slow")]
    public async Task Registered_models_of_another_server_are_the_same_models_and_what_was_changed_here_stays()
    {
        await ImportAsync("other", "mlruns");
        using var other = await ServeProcess.StartAsync(Path.Combine(_folder, "other"));
        Assert.Contains("Imported 1 registered models, 2 versions.", (await ImportAsync("store", other.Address)).Output);

        using (var server = await ServeProcess.StartAsync(Path.Combine(_folder, "store")))
        {
            using var client = new TrackingClient(new Uri(server.Address));
            await IsWholeAsync(client);
            await client.Models.SetAliasAsync("late flights", "champion", "1", Cancel);
            await client.Models.DescribeAsync("late flights", "Ours now", Cancel);
        }

        using (var there = new TrackingClient(new Uri(other.Address)))
        {
            var run = await there.GetRunAsync((await there.Models.GetVersionAsync("late flights", "1", Cancel)).RunId!, Cancel);
            await there.Models.RegisterAsync("late flights", run, "model", cancel: Cancel);
            await there.Models.SetAliasAsync("late flights", "challenger", "4", Cancel);
        }

        var again = await ImportAsync("store", other.Address);
        Assert.Contains("Imported 0 registered models, 1 versions; 2 versions were there already.", again.Output);
        Assert.Contains("The alias champion of late flights stands for version 3 there and for 1 here; it was left as it is.", again.Errors);
        using var last = await ServeProcess.StartAsync(Path.Combine(_folder, "store"));
        using var here = new TrackingClient(new Uri(last.Address));
        var model = await here.Models.FindAsync("late flights", Cancel);
        Assert.Equal(("Ours now", "1", "4"), (model!.Description, model.Aliases["champion"], model.Aliases["challenger"]));
    }

    [Fact]
    public async Task What_is_no_version_is_left_out_and_named()
    {
        _mlruns.Write("mlruns/models/late flights/aliases/odd", "three");
        _mlruns.Write("mlruns/models/late flights/version-x/meta.yaml", "version: x\n");
        _mlruns.Write("mlruns/models/broken/meta.yaml", "name: [\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "mlruns/models/link"), "/etc");

        var run = await ImportAsync("store", "mlruns");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Imported 1 registered models, 2 versions.", run.Output);
        Assert.Contains("aliases/odd was left out: three is no number of a version.", run.Errors);
        Assert.Contains("version-x/meta.yaml was left out: x is no number of a version.", run.Errors);
        Assert.Contains("models/broken was left out", run.Errors);
    }

    private static async Task IsWholeAsync(TrackingClient client)
    {
        var model = await client.Models.FindAsync("late flights", Cancel);
        Assert.Equal(("Late by more than 15 minutes", "ops", "3"), (model!.Description, model.Tags["team"], model.Aliases["champion"]));
        var versions = await client.Models.SearchVersionsAsync(cancel: Cancel).ToDictionaryAsync(v => v.Version, cancellationToken: Cancel);
        Assert.Equal(["1", "3"], versions.Keys.Order());
        var parent = await client.SearchRunsAsync(["flights"], "params.lr = '0.1'", cancel: Cancel).SingleAsync(Cancel);
        Assert.Equal((parent.Id, $"{parent.ArtifactUri}/model", "first", "https://mlflow.example.org/runs/1", "None"),
            (versions["1"].RunId, versions["1"].Source, versions["1"].Description, versions["1"].RunLink, versions["1"].Stage));
        Assert.Equal((parent.Id, "calibrated", "Production", "passed"), (versions["3"].RunId, versions["3"].Description, versions["3"].Stage, versions["3"].Tags["validation"]));
        await using var file = await client.Artifacts.OpenAsync(versions["3"].Source, "MLmodel", Cancel);
        using var reader = new StreamReader(file);
        Assert.Equal("flavors: {onnx: {}}\n", await reader.ReadToEndAsync(Cancel));
    }

    private Task<AirworthyProcess.Run> ImportAsync(string store, string source) => AirworthyProcess.RunAsync(_folder, "runs", "import", source, "--store", Path.Combine(_folder, store));

    private static ByteArrayContent Json(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { { "Content-Type", "application/json" } } };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
