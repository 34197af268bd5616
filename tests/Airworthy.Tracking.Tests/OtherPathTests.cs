namespace Airworthy.Tracking.Tests;

public sealed class OtherPathTests(Engines engines)
{
    [Theory]
    [InlineData("POST", "/v1/traces")]
    [InlineData("POST", "/api/3.0/mlflow/traces")]
    [InlineData("POST", "/api/3.0/mlflow/traces/search")]
    [InlineData("GET", "/api/3.0/mlflow/traces/tr-1")]
    [InlineData("PATCH", "/api/2.0/mlflow/traces/tr-1/tags")]
    [InlineData("DELETE", "/api/2.0/mlflow/traces/tr-1/tags")]
    [InlineData("POST", "/api/3.0/mlflow/traces/tr-1/assessments")]
    [InlineData("GET", "/ajax-api/2.0/mlflow/unified-traces")]
    [InlineData("GET", "/api/2.0/mlflow/get-online-trace-details")]
    [InlineData("POST", "/api/3.0/mlflow/datasets/create")]
    [InlineData("GET", "/api/3.0/mlflow/datasets/d-1/records")]
    [InlineData("POST", "/api/3.0/mlflow/scorers/register")]
    [InlineData("GET", "/api/3.0/mlflow/workspaces")]
    [InlineData("GET", "/ajax-api/3.0/mlflow/gateway/endpoints/list")]
    public async Task What_is_left_out_says_so(string method, string path)
    {
        var reply = (await (await engines.OnAsync("sqlite")).SendAsync(method, path, method == "GET" ? null : "{}")).Refused(501, "NOT_IMPLEMENTED", "not implemented");
        Assert.Equal("application/json", reply.ContentType);
    }

    [Theory]
    [InlineData("experiments/create")]
    [InlineData("registered-models/create")]
    [InlineData("logged-models")]
    public async Task A_body_of_another_type_is_refused_in_the_protocols_form(string path) =>
        (await (await engines.OnAsync("sqlite")).SendAsync("POST", path, """{"name": "a"}""", "text/plain")).Refused(400, "BAD_REQUEST", "Bad Request. Content-Type must be one of ['application/json'].");

    [Theory]
    [InlineData("GET", "/api/2.0/mlflow/no-such-thing")]
    [InlineData("POST", "/api/2.0/mlflow/experiments/explode")]
    [InlineData("DELETE", "/api/2.0/mlflow/experiments/create")]
    [InlineData("GET", "/ajax-api/2.0/mlflow/runs/create")]
    [InlineData("GET", "/api/9.0/mlflow/experiments/get")]
    [InlineData("GET", "/api/")]
    [InlineData("PUT", "/ajax-api/x")]
    public async Task What_does_not_exist_is_not_found_in_the_protocols_form(string method, string path)
    {
        var reply = (await (await engines.OnAsync("sqlite")).SendAsync(method, path, method == "GET" ? null : "{}")).Refused(404, "ENDPOINT_NOT_FOUND");
        Assert.Equal("application/json", reply.ContentType);
    }
}
