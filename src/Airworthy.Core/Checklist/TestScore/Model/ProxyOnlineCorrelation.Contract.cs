using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class ProxyOnlineCorrelation
{
    public sealed class Contract : IContractCheck
    {
        private static readonly string[] s_either = ["online_metric", "goal.business_metric"];

        public Defect Defect => Defect.Promising(("goal.business_metric", null), ("online_metric", null));

        public Verdict Judge(ProjectContract contract)
        {
            string[] either = [.. s_either.Where(path => Promised.Get(contract, path).Value is not null)];
            if (either.Length == 0)
            {
                return Verdict.Unknown("Neither online_metric nor goal.business_metric names a number that is felt in use.",
                    $"Write online_metric or goal.business_metric into {contract.Source.File}.");
            }

            return Promised.Lacks(contract, either) ?? Verdict.Met($"{string.Join(" and ", either)} {(either.Length == 1 ? "names" : "name")} the number that is felt in use.");
        }
    }
}
