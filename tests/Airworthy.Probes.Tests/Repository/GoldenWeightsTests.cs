using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>What counts as an exact comparison of learnt weights with stored ones, and what does not.</summary>
public sealed class GoldenWeightsTests
{
    [Theory]
    [InlineData("np.testing.assert_array_equal(model.coef_, np.load('coef.npy'))")]
    [InlineData("assert model.coef_[0].tolist() == [0.12345, -1.5021]")]
    [InlineData("assert torch.equal(net.fc.weight, torch.load('golden.pt'))")]
    [InlineData("self.assertEqual(model.get_weights(), GOLDEN)")]
    [InlineData("Assert.Equal([0.4821, 0.1177], model.Weights);")]
    [InlineData("np.testing.assert_array_equal(\n    model.coef_,\n    np.load('coef.npy'),\n)")]
    public void An_exact_comparison_is_named(string code) => Assert.Single(GoldenWeightsProbe.Places("tests/test_model.py", code.Split('\n')));

    [Theory]
    [InlineData("np.testing.assert_allclose(model.coef_, np.load('coef.npy'), rtol=1e-3)")] // a distance is allowed
    [InlineData("assert not torch.equal(before.weight, after.weight)")] // one step changed them
    [InlineData("assert model.coef_.shape == (1, 4)")] // a form, no numbers
    [InlineData("assert model.n_weights == 3")]
    [InlineData("# assert model.coef_[0] == 0.12345")]
    [InlineData("assert way(400) == 'long'")]
    [InlineData("Assert.Equal(0.4821, price);")] // no weight
    [InlineData("assert sum(weights) == pytest.approx(1.000)")]
    public void Other_comparisons_are_not(string code) => Assert.Empty(GoldenWeightsProbe.Places("tests/test_model.py", code.Split('\n')));
}
