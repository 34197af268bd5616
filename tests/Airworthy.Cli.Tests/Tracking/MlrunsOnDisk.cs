namespace Airworthy.Cli.Tests.Tracking;

/// <summary>Runs and models as MLflow lays them out in files, below <c>mlruns</c> in a folder.</summary>
internal sealed class MlrunsOnDisk(string folder)
{
    public const string Parent = "aaaa0000aaaa0000aaaa0000aaaa0000";
    public const string Logged = "m-1234567890abcdef1234567890abcdef";

    /// <summary>Three runs of the experiment <c>flights</c>: a parent, its child, and one that is deleted.</summary>
    public void WriteRuns()
    {
        Write("mlruns/7/meta.yaml", "artifact_location: file:///x/mlruns/7\ncreation_time: 1700000000000\nexperiment_id: '7'\nlast_update_time: 1700000000000\nlifecycle_stage: active\nname: flights\n");
        WriteRun("aaaa0000aaaa0000aaaa0000aaaa0000", "parent", status: 4, "active");
        WriteRun("bbbb0000bbbb0000bbbb0000bbbb0000", "child", status: 3, "active");
        WriteRun("cccc0000cccc0000cccc0000cccc0000", "deleted", status: 3, "deleted");
        Write("mlruns/7/datasets/d1/meta.yaml", "digest: 4f0c77\nname: flights\nprofile: '{}'\nschema: '{}'\nsource: '{}'\nsource_type: local\n");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/inputs/i1/meta.yaml", "destination_id: aaaa0000aaaa0000aaaa0000aaaa0000\ndestination_type: RUN\nsource_id: d1\nsource_type: DATASET\ntags:\n  mlflow.data.context: train\n");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/inputs/i2/meta.yaml", "source_id: ../../../datasets/d1\nsource_type: DATASET\n");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/params/lr", "0.1");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/params/note", "two\nlines");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/metrics/train/loss", "1700000001000 0.5 0\n1700000002000 0.25 1\n1700000003000 nan 2\n");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/metrics/old", "1700000001000 1e-05\n");
        Write("mlruns/7/aaaa0000aaaa0000aaaa0000aaaa0000/artifacts/model/MLmodel", "flavors: {}\n");
        Write("mlruns/7/bbbb0000bbbb0000bbbb0000bbbb0000/tags/mlflow.parentRunId", "aaaa0000aaaa0000aaaa0000aaaa0000");
        Write("mlruns/7/cccc0000cccc0000cccc0000cccc0000/metrics/auc", "1700000001000 0.5 0\n");
    }

    private void WriteRun(string id, string name, int status, string stage)
    {
        Write($"mlruns/7/{id}/meta.yaml", $"""
            artifact_uri: file:///x/mlruns/7/{id}/artifacts
            end_time: 1700000060000
            entry_point_name: ''
            experiment_id: '7'
            lifecycle_stage: {stage}
            run_id: {id}
            run_name: {name}
            run_uuid: {id}
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: 1700000000000
            status: {status}
            tags: []
            user_id: ana

            """);
        Write($"mlruns/7/{id}/tags/mlflow.runName", name);
    }

    public void Write(string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>
    /// The model <c>late flights</c>: version 1 from a run's folder, 2 deleted, 3 from a logged model, 4 on a disk elsewhere; <c>champion</c> stands for 3.
    /// </summary>
    public void WriteModels()
    {
        Write("mlruns/models/late flights/meta.yaml", "aliases: {}\ncreation_timestamp: 1700000000000\ndescription: Late by more than 15 minutes\nlast_updated_timestamp: 1700000000000\nname: late flights\n");
        Write("mlruns/models/late flights/tags/team", "ops");
        Write("mlruns/models/late flights/aliases/champion", "3");
        WriteVersion(1, "None", $"file:///x/mlruns/7/{Parent}/artifacts/model", Parent, "first");
        WriteVersion(2, "Deleted_Internal", $"file:///x/mlruns/7/{Parent}/artifacts/model", Parent, "");
        WriteVersion(3, "Production", $"models:/{Logged}", Parent, "calibrated");
        WriteVersion(4, "None", "file:///y/elsewhere", null, "");
        Write("mlruns/models/late flights/version-3/tags/validation", "passed");
        Write($"mlruns/7/models/{Logged}/meta.yaml", $"model_id: {Logged}\nexperiment_id: '7'\n");
        Write($"mlruns/7/models/{Logged}/artifacts/MLmodel", "flavors: {onnx: {}}\n");
    }

    private void WriteVersion(int number, string stage, string source, string? run, string description) => Write($"mlruns/models/late flights/version-{number}/meta.yaml", $"""
        aliases: []
        creation_timestamp: 1700000000000
        current_stage: {stage}
        description: '{description}'
        last_updated_timestamp: 1700000000000
        model_id: null
        name: late flights
        run_id: {run ?? "null"}
        run_link: https://mlflow.example.org/runs/{number}
        source: {source}
        status: READY
        status_message: null
        storage_location: {source}
        user_id: null
        version: {number}

        """);
}
