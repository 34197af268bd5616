using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class ReproducibleModel
{
    public sealed class Lock : ICheck<LockedEnvironment>
    {
        public Defect Defect => Defect.Writing("requirements.lock", "numpy>=1.26\n");

        public Verdict Judge(ProjectContract contract, LockedEnvironment seen)
        {
            var images = seen.Images.Where(i => !i.HasDigest).ToList();
            var loose = seen.Locks.SelectMany(l => l.WithoutVersion.Select(p => (l.Path, Package: p, Lacks: "version"))
                .Concat(l.WithoutDigest.Select(p => (l.Path, Package: p, Lacks: "digest")))).ToList();
            var packages = seen.Locks.Sum(l => l.Packages);
            var numbers = ((string, double)[])[("packages", packages), ("without_version", loose.Count(l => l.Lacks == "version")), ("without_digest", loose.Count(l => l.Lacks == "digest")),
                ("images", seen.Images.Count), ("images_without_digest", images.Count)];
            var shown = loose.Count + images.Count == 0 ? null : new Shown(["where", "what", "lacks"],
                [.. loose.Select(l => (IReadOnlyList<string>)[l.Path, l.Package, l.Lacks]).Concat(images.Select(i => (IReadOnlyList<string>)[$"{i.Path}:{i.Line}", i.Image, "digest"])).Take(10)]);

            if (loose.Count > 0 || images.Count > 0)
            {
                var says = (loose.Count, images.Count) switch
                {
                    (0, _) => $"{images.Count} of {seen.Images.Count} base images have no digest: {images[0].Image} in {images[0].Path}:{images[0].Line}.",
                    _ => $"{loose.Count:N0} of {packages:N0} packages are not pinned with a digest: {loose[0].Package} in {loose[0].Path} lacks its {loose[0].Lacks}"
                        + (images.Count > 0 ? $", and so are {images.Count} of {seen.Images.Count} base images." : "."),
                };
                return Verdict.Unmet(says, "Let the package tool write a lock file with digests (for pip: `pip-compile --generate-hashes`), and name base images as name@sha256:….").With(numbers) with
                {
                    Shown = shown,
                };
            }

            if (seen.Locks.FirstOrDefault(l => l.Unreadable is not null) is { } broken)
            {
                return Verdict.Unknown($"{broken.Path} cannot be read: {broken.Unreadable}.", "Let the package tool write it again.").With(numbers);
            }

            return packages == 0
                ? Verdict.Unknown(seen.Locks.Count == 0 ? "There is no lock file." : $"{string.Join(", ", seen.Locks.Select(l => l.Path))} name no package.",
                    "Let the package tool write a lock file with digests and commit it.").With(numbers)
                : Verdict.Met($"{packages:N0} packages in {string.Join(", ", seen.Locks.Select(l => l.Path))} are pinned with a digest"
                    + (seen.Images.Count > 0 ? $", and so {(seen.Images.Count == 1 ? "is the base image" : $"are {seen.Images.Count} base images")}." : ".")).With(numbers)
                    .Concern(seen.Images.Count == 0 ? "No container file names a base image, so the operating system below is not pinned here." : null) with
                {
                    Blind = "What a command installs besides the lock file, and what the machine itself brings.",
                };
        }
    }
}
