namespace Airworthy.Tracking.Tests;

public sealed class ExperimentTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task An_experiment_is_made_once_and_found_by_id_and_name(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = Guid.NewGuid().ToString();
        var id = await server.NewExperimentAsync(name);

        var found = (await server.GetAsync($"experiments/get?experiment_id={id}")).Ok();
        Assert.Equal((id, name, $"mlflow-artifacts:/{id}", "active"), (found["experiment.experiment_id"].GetString(), found["experiment.name"].GetString(), found["experiment.artifact_location"].GetString(), found["experiment.lifecycle_stage"].GetString()));
        Assert.False(found.Has("experiment.tags"), "empty lists are left out");
        Assert.Equal(found.Text, (await server.GetAsync($"/ajax-api/3.0/mlflow/experiments/get-by-name?experiment_name={name}")).Ok().Text);
        (await server.PostAsync("experiments/create", $$"""{"name": "{{name}}"}""")).Refused(400, "RESOURCE_ALREADY_EXISTS", $"Experiment(name={name}) already exists.");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_default_experiment_is_there_from_the_start(string engine) =>
        Assert.Equal("Default", (await (await engines.OnAsync(engine)).GetAsync("experiments/get?experiment_id=0")).Ok()["experiment.name"].GetString());

    [Theory]
    [InlineData("{}", 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'name'. See the API docs for more information about request parameters.")]
    [InlineData("this is no JSON", 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'name'.")]
    [InlineData("""{"name": 5}""", 400, "INVALID_PARAMETER_VALUE", "Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'. See the API docs")]
    [InlineData("""{"name": "a", "artifact_location": "s3://b/../c"}""", 400, "INVALID_PARAMETER_VALUE", "..")]
    public async Task What_cannot_be_made_is_refused(string body, int status, string code, string message) =>
        (await (await engines.OnAsync("sqlite")).PostAsync("experiments/create", body)).Refused(status, code, message);
}
