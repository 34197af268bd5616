using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

using Airworthy.Core.Reading;
using Airworthy.Core.Statements;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Repository.Signatures;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>Keys and signatures come from OpenSSH itself, and OpenSSH is asked again where it can judge.</summary>
public sealed class StatementSignaturesTests : IDisposable
{
    private const string Statement = ".airworthy/statements/error-costs.yaml";
    private const string Signature = Statement + ".sig";

    private static readonly DateTimeOffset s_now = new(2001, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-sign-").FullName;

    public StatementSignaturesTests()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "ssh-keygen"))), "ssh-keygen is not installed (openssh-client).");
        Directory.CreateDirectory(Path.Combine(_root, ".airworthy/statements"));
        File.WriteAllText(Path.Combine(_root, Statement), "item: error-costs\nsays: A false alarm costs 8 USD.\nby: maria\non: 2001-06-19\n");
    }

    [Theory]
    [InlineData("ed25519", "256")]
    [InlineData("ecdsa", "256")]
    [InlineData("rsa", "2048")]
    public void What_a_known_key_signed_is_its_owner_s(string kind, string bits)
    {
        var key = MakeKey("maria", kind, bits);
        Sign(key);

        Assert.Equal("maria", Check($"maria {key}").By);
        Assert.True(OpenSshAgrees($"maria {key}"));
    }

    [Fact]
    public void An_rsa_signature_over_sha256_is_read_too()
    {
        using var rsa = RSA.Create(2048);
        var key = Wire("ssh-rsa"u8.ToArray(), Positive(rsa.ExportParameters(false).Exponent!), Positive(rsa.ExportParameters(false).Modulus!));
        var text = File.ReadAllBytes(Path.Combine(_root, Statement));
        var signed = Concat("SSHSIG"u8.ToArray(), Wire("airworthy-statement"u8.ToArray(), [], "sha256"u8.ToArray(), SHA256.HashData(text)));
        var signature = Wire("rsa-sha2-256"u8.ToArray(), rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var blob = Concat("SSHSIG"u8.ToArray(), [0, 0, 0, 1], Wire(key, "airworthy-statement"u8.ToArray(), [], "sha256"u8.ToArray(), signature));
        File.WriteAllText(Path.Combine(_root, Signature), $"-----BEGIN SSH SIGNATURE-----\n{Convert.ToBase64String(blob, Base64FormattingOptions.InsertLineBreaks)}\n-----END SSH SIGNATURE-----\n");

        var line = $"maria ssh-rsa {Convert.ToBase64String(key)}";
        Assert.Equal("maria", Check(line).By);
        Assert.True(OpenSshAgrees(line));
    }

    [Fact]
    public void A_statement_changed_after_signing_is_not_signed()
    {
        var key = MakeKey("maria");
        Sign(key);
        File.AppendAllText(Path.Combine(_root, Statement), "#\n");

        var seen = Check($"maria {key}");
        Assert.Null(seen.By);
        Assert.Contains("one of the two was changed after signing", seen.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_for_another_purpose_is_worth_nothing()
    {
        var key = MakeKey("maria");
        Sign(key, purpose: "git");

        Assert.Contains("namespace git", Check($"maria {key}").Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_nobody_made_known_is_worth_nothing()
    {
        var key = MakeKey("maria");
        Sign(key);
        var other = MakeKey("other");

        Assert.Contains("gives to nobody here", Check($"maria {other}").Because, StringComparison.Ordinal);
        Assert.Contains("gives to nobody here", Check($"stranger {key}").Because, StringComparison.Ordinal);
        Assert.Contains("gives to nobody here", Check("").Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("valid-before=\"20010701000001\"", true)]         // one second left
    [InlineData("valid-before=\"20010630Z\"", false)]
    [InlineData("valid-after=\"20010701\"", true)]                // begins this very moment
    [InlineData("valid-after=\"20010701000001Z\"", false)]        // in one second
    [InlineData("valid-after=\"20010101\",valid-before=\"20020101\"", true)]
    [InlineData("namespaces=\"git,file\"", false)]
    [InlineData("namespaces=\"git,airworthy-*\"", true)]
    [InlineData("cert-authority", false)]                         // certificates are not read
    [InlineData("unheard-of=\"x\"", false)]                       // what is not understood allows nothing
    [InlineData("valid-before=\"soon\"", false)]
    public void The_options_of_a_key_are_obeyed(string options, bool verifies)
    {
        var key = MakeKey("maria");
        Sign(key);

        Assert.Equal(verifies, Check($"maria {options} {key}").By == "maria");
        Assert.Equal(verifies, OpenSshAgrees($"maria {options} {key}"));
    }

    [Fact]
    public void A_key_ends_at_the_moment_it_is_valid_before()
    {
        // OpenSSH 9.2 itself still takes this one second, against its own manual.
        var key = MakeKey("maria");
        Sign(key);

        Assert.Contains("was valid until 2001-07-01", Check($"maria valid-before=\"20010701\" {key}").Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maria@example.com", true)]          // the address under which she commits
    [InlineData("\"ana, maria\"", false)]            // a blank belongs to the name
    [InlineData("ana,maria", true)]
    [InlineData("m?ria", true)]
    [InlineData("*@example.com", true)]
    [InlineData("maria@example.org", false)]
    public void A_key_belongs_to_whom_its_line_names(string principals, bool verifies)
    {
        var key = MakeKey("maria");
        Sign(key);

        Assert.Equal(verifies, Check($"{principals} {key}").By == "maria");
    }

    [Fact]
    public void A_person_who_left_signs_no_more()
    {
        var key = MakeKey("maria");
        Sign(key);

        Assert.Null(new StatementSignatures(AllowedSigners.Parse($"maria {key}"), s_now).Check(_root, Statement, People(maria: false))[0].By);
    }

    [Fact]
    public void No_byte_of_a_signature_can_be_changed_and_none_left_away()
    {
        var key = MakeKey("maria");
        Sign(key);
        var allowed = new StatementSignatures(AllowedSigners.Parse($"maria {key}"), s_now);
        var lines = File.ReadAllLines(Path.Combine(_root, Signature));
        var blob = Convert.FromBase64String(string.Concat(lines[1..^1]));
        // The reserved field is empty here and its content is to be ignored by the format, but its length is not free.
        for (var i = 0; i < blob.Length; i++)
        {
            var changed = (byte[])blob.Clone();
            changed[i] ^= 0x41;
            Assert.True(Refused(changed), $"byte {i} was changed and nobody noticed");
            Assert.True(Refused(blob[..i]), $"everything behind byte {i} was cut off and nobody noticed");
        }

        Assert.True(Refused([.. blob, 0]));

        bool Refused(byte[] bytes)
        {
            File.WriteAllText(Path.Combine(_root, Signature), $"{lines[0]}\n{Convert.ToBase64String(bytes)}\n{lines[^1]}\n");
            return allowed.Check(_root, Statement, People())[0].By is null;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN SSH SIGNATURE-----\n!\n-----END SSH SIGNATURE-----\n")]
    [InlineData("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----\n")]
    public void Rubbish_is_refused_with_a_reason(string text)
    {
        File.WriteAllText(Path.Combine(_root, Signature), text);

        Assert.Contains("cannot be read", Check("").Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weak_rsa_key_is_worth_nothing()
    {
        var key = MakeKey("maria", "rsa", "1024");
        Sign(key);

        Assert.Contains("fewer than 2048 bits", Check($"maria {key}").Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_count_once_they_are_on_the_default_branch()
    {
        using var repo = new TemporaryRepository();
        repo.Commit("begin", "ana", "airworthy.yaml", "airworthy: 1\n");
        repo.Write(AllowedSigners.Path, "maria ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
        var key = MakeKey("maria");
        Sign(key);
        repo.Write(AllowedSigners.Path, $"maria {key}\n");

        Assert.Null(Seen().By);
        repo.Branch("work");
        repo.Commit("keys");
        Assert.Null(Seen().By);
        repo.Checkout("main");
        repo.Merge("work", "Merge", "ana");
        Assert.Equal("maria", Seen().By);

        CheckedSignature Seen()
        {
            using var history = GitHistory.Open(repo.Folder, _ => null).History;
            return StatementSignatures.Of(repo.Folder, history, s_now).Check(_root, Statement, People())[0];
        }
    }

    [Fact]
    public void Its_maker_s_signature_makes_a_statement_signed_and_another_s_counts_beside_it()
    {
        var maria = MakeKey("maria");
        var ana = MakeKey("ana");
        File.WriteAllText(Path.Combine(_root, ".airworthy/people.yaml"), "people:\n  maria: {name: Maria, roles: [domain-expert]}\n  ana: {name: Ana, roles: [owner]}\n");
        File.WriteAllText(Path.Combine(_root, AllowedSigners.Path), $"maria {maria}\nana {ana}\n");

        Sign(ana, owner: "ana", to: Statement + ".ana.sig");
        Assert.Equal((Grade.Preview, true), (Read().Grade, Read().HasSecond));
        Sign(maria);
        Assert.Equal((Grade.Signed, true), (Read().Grade, Read().HasSecond));
        File.Delete(Path.Combine(_root, Statement + ".ana.sig"));
        Assert.Equal((Grade.Signed, false), (Read().Grade, Read().HasSecond));
        Sign(ana, owner: "ana");
        Assert.Equal((Grade.Preview, true), (Read().Grade, Read().HasSecond));

        StatementOnFile Read() => ProjectFolder.Read(_root, null, s_now).Statements["error-costs"];
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private CheckedSignature Check(string allowed) => Assert.Single(new StatementSignatures(AllowedSigners.Parse(allowed), s_now).Check(_root, Statement, People()));

    private static People People(bool maria = true)
    {
        var people = new InOrder<Person>();
        people.Add("maria", new Person { Name = "Maria", Emails = ["maria@example.com"], Roles = [Role.DomainExpert], Active = maria });
        return new People { ByHandle = people };
    }

    /// <summary>Makes a key pair and returns the public key's kind and blob.</summary>
    private string MakeKey(string owner, string kind = "ed25519", string bits = "256")
    {
        var file = Path.Combine(_root, $"key-{owner}");
        Run("ssh-keygen", null, "-q", "-t", kind, "-b", bits, "-N", "", "-C", owner, "-f", file);
        return string.Join(' ', File.ReadAllText(file + ".pub").Split(' ')[..2]);
    }

    private void Sign(string key, string purpose = "airworthy-statement", string owner = "maria", string to = Signature)
    {
        Assert.StartsWith(key, File.ReadAllText(Path.Combine(_root, $"key-{owner}.pub")), StringComparison.Ordinal);
        var (exit, output) = Run("ssh-keygen", Path.Combine(_root, Statement), "-q", "-Y", "sign", "-f", Path.Combine(_root, $"key-{owner}"), "-n", purpose);
        Assert.Equal(0, exit);
        File.WriteAllText(Path.Combine(_root, to), output);
    }

    /// <summary>What OpenSSH itself says of maria's signature.</summary>
    private bool OpenSshAgrees(string allowed)
    {
        File.WriteAllText(Path.Combine(_root, "allowed"), allowed + "\n");
        return Run("ssh-keygen", Path.Combine(_root, Statement), "-q", "-Y", "verify", "-f", Path.Combine(_root, "allowed"), "-I", "maria", "-n", "airworthy-statement",
            "-s", Path.Combine(_root, Signature), "-O", "verify-time=20010701000000").Exit == 0;
    }

    private static (int Exit, string Output) Run(string program, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(File.ReadAllBytes(input));
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static byte[] Positive(byte[] number) => number[0] >= 0x80 ? [0, .. number] : number;

    private static byte[] Wire(params byte[][] strings) => Concat([.. strings.SelectMany(s =>
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, s.Length);
        return (byte[][])[length, s];
    })]);

    private static byte[] Concat(params byte[][] parts) => [.. parts.SelectMany(p => p)];
}
