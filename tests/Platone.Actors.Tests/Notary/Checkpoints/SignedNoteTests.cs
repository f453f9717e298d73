using System.Buffers.Binary;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Tests.Notary.Checkpoints;

public class SignedNoteTests
{
    // The example of golang.org/x/mod/sumdb/note, which made the format.
    private const string GoKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string GoSeed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string GoText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string GoNote = GoText +
        "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    // A checkpoint of a public log with the cosignatures of real witnesses.
    private const string LogVkey = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
    private const string WitnessVkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    private const string RealCheckpoint =
        "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n" +
        "\u2014 arche2025h1.staging.ct.transparency.dev " +
        "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n" +
        "\u2014 arche2025h1.staging.ct.transparency.dev " +
        "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n" +
        "\u2014 transparency.dev/DEV:witness-little-garden " +
        "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n" +
        "\u2014 remora.n621.de " +
        "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n";

    [Fact]
    public void The_note_of_the_Go_package_verifies_and_is_signed_to_the_same_bytes()
    {
        var key = NoteKey.Parse(GoKey);
        Assert.Equal(GoKey, key.ToString());
        var note = SignedNote.Parse(GoNote);
        Assert.Equal(GoText, note.Text);
        Assert.NotNull(note.FindSignature(key));
        Assert.Equal(GoNote, note.ToString());

        var signer = new LogKey("PeterNeumann", Convert.FromBase64String(GoSeed)[1..]);
        Assert.Equal(GoKey, signer.VerifierKey.ToString());
        Assert.Equal(GoNote, signer.Sign(GoText).ToString());
    }

    [Fact]
    public void A_real_checkpoint_verifies_with_its_log_and_a_witness()
    {
        var note = SignedNote.Parse(RealCheckpoint);
        Assert.Equal(4, note.Signatures.Count);
        var checkpoint = Checkpoint.Parse(note.Text);
        Assert.Equal(1_432_088_532UL, checkpoint.Size);
        Assert.Equal(note.Text, checkpoint.ToText());
        Assert.Equal(RealCheckpoint, note.ToString());
        Assert.NotNull(note.FindSignature(NoteKey.Parse(LogVkey)));
        var witness = NoteKey.Parse(WitnessVkey);
        Assert.Equal(NoteKeyType.Cosignature, witness.Type);
        Assert.NotNull(note.FindSignature(witness));

        var changed = SignedNote.Parse(RealCheckpoint.Replace("1432088532", "1432088533", StringComparison.Ordinal));
        Assert.Throws<FormatException>(() => changed.FindSignature(witness));
        Assert.Throws<FormatException>(() => changed.FindSignature(NoteKey.Parse(LogVkey)));
        Assert.Null(note.FindSignature(NoteKey.Parse(GoKey)));
    }

    [Fact]
    public void Every_byte_of_a_cosignature_matters()
    {
        var note = SignedNote.Parse(RealCheckpoint);
        var witness = NoteKey.Parse(WitnessVkey);
        var good = note.FindSignature(witness)!.Signature;
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 1;
            Assert.False(witness.Verify(note.Text, bad));
        }
        Assert.False(witness.Verify(note.Text, good.AsSpan(0, good.Length - 1)));
        Assert.False(witness.Verify(note.Text, []));
    }

    [Fact]
    public void A_cosignature_from_beyond_signed_time_is_refused()
    {
        var seed = new byte[32];
        var publicKey = new byte[32];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        var witness = NoteKey.Create("w", NoteKeyType.Cosignature, publicKey);
        Assert.True(witness.Verify(GoText, Cosign(seed, long.MaxValue)));
        Assert.False(witness.Verify(GoText, Cosign(seed, (ulong)long.MaxValue + 1)));

        static byte[] Cosign(byte[] seed, ulong time)
        {
            var message = NoteKey.CosignedMessage(GoText, time);
            var signature = new byte[72];
            BinaryPrimitives.WriteUInt64BigEndian(signature, time);
            Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 8);
            return signature;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=")]
    [InlineData("text\n\n\u2014 name  AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA= \n")]
    [InlineData("text\n\n\u2014 name AAAAAAB=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA\n")]
    [InlineData("text\n\n\u2014 name AAAAAA==\n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAA=\n")]
    [InlineData("text\n\n\u2014  AAAAAAA=\n")]
    [InlineData("te\rxt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("te\0xt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=\n\u2014 other\n")]
    public void Malformed_notes_are_refused(string note) => Assert.Throws<FormatException>(() => SignedNote.Parse(note));

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_a_whole_one_is_not()
    {
        Assert.Throws<FormatException>(() => SignedNote.Parse("te" + '\uD83D' + "xt\n\n\u2014 name AAAAAAA=\n"));
        Assert.Throws<FormatException>(() => SignedNote.Parse("te" + '\uDE00' + "xt\n\n\u2014 name AAAAAAA=\n"));
        Assert.Single(SignedNote.Parse("te\U0001F600xt\n\n\u2014 name AAAAAAA=\n").Signatures);
    }

    [Theory]
    [InlineData("a\n1\n")]
    [InlineData("a\n01\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n")]
    [InlineData("a\n+1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n")]
    [InlineData("a\n18446744073709551616\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n")]
    [InlineData("a\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Rp=\n")]
    [InlineData("a\n1\nU7WM\n")]
    [InlineData("\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n")]
    [InlineData("a\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\nmore\n")]
    [InlineData("a\n1\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=")]
    public void Malformed_checkpoints_are_refused(string text) => Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void Every_change_of_a_vkey_is_refused()
    {
        for (var i = 0; i < GoKey.Length; i++)
        {
            var changed = new StringBuilder(GoKey);
            changed[i] = (char)(changed[i] + 1);
            Assert.Throws<FormatException>(() => NoteKey.Parse(changed.ToString()));
            Assert.Throws<FormatException>(() => NoteKey.Parse(GoKey[..i]));
        }
    }
}
