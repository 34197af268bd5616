using Airworthy.Web.Compare;
using Airworthy.Web.Host;

namespace Airworthy.Web.Tests;

public sealed class LikelyMetricTests
{
    [Theory]
    [InlineData("val_loss", true)]
    [InlineData("dev/RMSE", true)]
    [InlineData("validLoss", true)]
    [InlineData("auc", false)]
    [InlineData("neg_mean_squared_error", false)] // a loss turned round
    [InlineData("losses_avoided", false)] // a word that only begins like one
    public void What_a_name_says_about_the_direction(string metric, bool less) => Assert.Equal(less, LikelyMetric.LessIsBetter(metric));

    [Theory]
    [InlineData("auc", "auc", "train/loss", "dev/loss")]
    [InlineData("val_accuracy", "accuracy", "epoch", "train_accuracy", "val_accuracy", "val_loss")]
    [InlineData("val_loss", "epoch", "grad_norm", "lr-Adam", "train_loss", "val_loss")]
    [InlineData("epoch", "epoch", "lr")] // the first, where nothing better was logged
    public void What_runs_are_most_likely_judged_by(string expected, params string[] logged) => Assert.Equal(expected, LikelyMetric.Among(logged));

    [Theory]
    [InlineData("0.00034368954435236944", "0.00034369")]
    [InlineData("0.1", "0.1")]
    [InlineData("20261128123456", "20261128123456")] // an id
    [InlineData("2024.10.01-rc1", "2024.10.01-rc1")]
    public void A_param_in_a_column(string logged, string shown) => Assert.Equal(shown, Shown.Brief(logged));

    [Fact]
    public void Params_that_would_look_alike_stay_whole() => Assert.Equal("0.100000001", Shown.Apart(["0.100000001", "0.100000002"], "0.100000001"));
}
