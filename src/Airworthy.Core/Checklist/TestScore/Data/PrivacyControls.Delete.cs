using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class PrivacyControls
{
    public sealed class Delete : ICheck<Deletions>
    {
        /// <summary>Days for which a rehearsal counts, and for which a deletion that came too late is held against the project.</summary>
        public const int Days = 90;

        public Defect Defect => new Defect.Seen("a key that was deleted stands nowhere in the project, so no copy can bring its rows back",
            new Deletions("drill", [new SeenDeletion("d0001", new DateOnly(2026, 1, 5), Done: new DateOnly(2026, 1, 8), Version: "v0003", Rows: 4, Withdrawn: ["v0002"], Still: 4, IsCanary: true)], new DateOnly(2026, 1, 20)));

        public Verdict Judge(ProjectContract contract, Deletions seen)
        {
            if (contract.Data?.Privacy?.DeletionSlaDays is not { } days)
            {
                return Verdict.Unknown("data.privacy.deletion_sla_days is not written, so no deletion can be late.", "Write how many days a deletion may take.");
            }

            var requests = seen.Requests.Select(r => (Request: r, Due: Earlier(r.Due, r.Asked.AddDays(days)))).ToList();
            var longest = requests.Where(r => r.Request.Done is not null).Select(r => r.Request.Done!.Value.DayNumber - r.Request.Asked.DayNumber).DefaultIfEmpty(0).Max();
            var verdict = (Wrong(requests, seen.Today, days) ?? Open(requests.ConvertAll(r => r.Request), seen, days))
                .With(("limit_days", days), ("requests", requests.Count), ("longest_days", longest), ("rows_still_there", requests.Sum(r => r.Request.Still ?? 0)));
            foreach (var concern in Concerns(requests, seen.Today))
            {
                verdict = verdict.Concern(concern);
            }

            return verdict with
            {
                At = contract.Source.At("data.privacy.deletion_sla_days"),
                Shown = requests.Count == 0 ? null : new Shown(["request", "asked", "done", "first version without", "rows", "withdrawn"],
                    [.. requests.TakeLast(8).Select(r => (IReadOnlyList<string>)[r.Request.Id + (r.Request.IsCanary ? " (planted)" : ""), $"{r.Request.Asked:yyyy-MM-dd}", r.Request.Done is { } on ? $"{on:yyyy-MM-dd}" : "open", r.Request.Version ?? "–", $"{r.Request.Rows:N0}", string.Join(", ", (r.Request.Withdrawn ?? []).Take(6))])]),
                Blind = "Requests that nobody entered, copies outside of this store, rows of the person under another key, and what models remember.",
            };
        }

        /// <summary>The first promise that was broken; null when none was.</summary>
        private static Verdict? Wrong(List<(SeenDeletion Request, DateOnly Due)> requests, DateOnly today, int days)
        {
            if (requests.Find(r => r.Request is { Done: not null, Still: > 0 }).Request is { } back)
            {
                return Verdict.Unmet($"{Rows(back.Still!.Value)} with a key of {back.Id}, done on {back.Done:yyyy-MM-dd}, {(back.Still == 1 ? "is" : "are")} in the data again.",
                    "Take the person out where the data come from, and run `airworthy data forget` again with the same keys.");
            }

            if (requests.Find(r => r.Request.Done is null && today > r.Due) is { Request: { } open } late)
            {
                return Verdict.Unmet($"{open.Id}, asked on {open.Asked:yyyy-MM-dd}, is still open after {today.DayNumber - open.Asked.DayNumber:N0} days; it was due on {late.Due:yyyy-MM-dd} ({days:N0} days).",
                    "Run `airworthy data forget` with its keys.");
            }

            if (requests.Find(r => r.Request is { Done: not null, Kept.Count: > 0 } && today > r.Due) is { Request: { } kept })
            {
                return Verdict.Unmet($"{string.Join(", ", kept.Kept!.Take(5))}, withdrawn for {kept.Id}, {(kept.Kept!.Count == 1 ? "is" : "are")} still in the store or the bucket, {today.DayNumber - kept.Asked.DayNumber:N0} days after it was asked; the limit is {days:N0}.",
                    "Run `airworthy data gc`, here and wherever the store lies.");
            }

            return requests.Find(r => r.Request.Done is { } on && on > r.Due && today.DayNumber - on.DayNumber <= Days) is { Request: { } slow }
                ? Verdict.Unmet($"{slow.Id}, asked on {slow.Asked:yyyy-MM-dd}, was done on {slow.Done:yyyy-MM-dd}, after {slow.Done!.Value.DayNumber - slow.Asked.DayNumber:N0} days; the limit is {days:N0}.",
                    $"Find out what held it up. It counts for {Days} days, or until the risk is accepted: `airworthy waive privacy-controls`.")
                : null;
        }

        private static Verdict Open(List<SeenDeletion> requests, Deletions seen, int days)
        {
            if (requests.Find(r => r.Still is null && r.Done is not null) is { } sealedOff)
            {
                return Verdict.Unknown($"The secret that the digests of {sealedOff.Id} were made with is not on this machine, so nobody can tell here whether its rows are gone.",
                    "Bring .airworthy/store/data/forget from the machine where it was done, or run the check there.");
            }

            var rehearsed = requests.Where(r => r is { Done: not null, Rows: > 0 }).OrderBy(r => r.Done).LastOrDefault();
            return rehearsed is null
                ? Verdict.Unknown($"No row of {seen.Dataset} was ever deleted on request, so nobody has seen that it works ({requests.Count:N0} requests).", Rehearse(seen.Dataset))
                : seen.Today.DayNumber - rehearsed.Done!.Value.DayNumber > Days
                    ? Verdict.Unknown($"The last deletion, {rehearsed.Id}, was done on {rehearsed.Done:yyyy-MM-dd}, {seen.Today.DayNumber - rehearsed.Done.Value.DayNumber:N0} days ago; it counts for {Days}.", Rehearse(seen.Dataset))
                    : Verdict.Met($"{Rows(rehearsed.Rows)}{(rehearsed.IsCanary ? ", planted for it," : "")} asked to be deleted on {rehearsed.Asked:yyyy-MM-dd} ({rehearsed.Id}), {(rehearsed.Rows == 1 ? "is" : "are")} gone since {rehearsed.Version} of {rehearsed.Done:yyyy-MM-dd}, within {rehearsed.Done.Value.DayNumber - rehearsed.Asked.DayNumber:N0} of {days:N0} days; of {requests.Count:N0} request{(requests.Count == 1 ? "" : "s")} no row is in the data today.");
        }

        private static IEnumerable<string> Concerns(List<(SeenDeletion Request, DateOnly Due)> requests, DateOnly today)
        {
            if (requests.Find(r => r.Request.Done is null && today <= r.Due) is { Request: { } open } waiting)
            {
                yield return $"{open.Id}, asked on {open.Asked:yyyy-MM-dd}, is open and due on {waiting.Due:yyyy-MM-dd}.";
            }

            if (requests.Find(r => r.Request is { Done: not null, Kept.Count: > 0 } && today <= r.Due).Request is { } kept)
            {
                yield return $"{string.Join(", ", kept.Kept!.Take(5))}, withdrawn for {kept.Id}, {(kept.Kept!.Count == 1 ? "is" : "are")} still in the store or the bucket: run `airworthy data gc`.";
            }

            if (requests.Where(r => r.Request is { Done: not null, Retire: null, Withdrawn.Count: > 0 }).Select(r => r.Request.Id).ToList() is { Count: > 0 } unsaid)
            {
                yield return $"Nobody said which models learned from the rows of {string.Join(", ", unsaid.TakeLast(4))} and have to go: add `retire` to the log.";
            }
        }

        private static string Rehearse(string dataset) => $"Plant a record where the data come from, add the version that holds it, and ask for its deletion: `airworthy data forget {dataset} KEY --canary`.";

        private static string Rows(long rows) => $"{rows:N0} row{(rows == 1 ? "" : "s")}";

        private static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
    }
}
