using System.Buffers;
using System.Text;

using Airworthy.Serving.PredictionLog;

using CsCheck;

namespace Airworthy.Serving.Tests.PredictionLog;

public sealed class FramesTests
{
    [Fact]
    public void The_checksum_is_that_of_Castagnoli() =>
        Assert.Equal(0xE3069283u, ~Frames.Crc32C(~0u, Encoding.ASCII.GetBytes("123456789"))); // RFC 3720's check value

    [Fact]
    public void Every_entry_comes_back_as_it_was() => Entries.Any.Sample(entry =>
    {
        var content = new ArrayBufferWriter<byte>();
        EntryCodec.Write(content, entry);
        var read = EntryCodec.Read(content.WrittenSpan, new RepeatedTexts());

        Assert.NotNull(read);
        Assert.Equal(entry.Features, read.Features);
        Assert.Equal(entry.Outputs, read.Outputs);
        Assert.Equal(entry.Stages, read.Stages);
        Assert.Equal(entry with { Features = [], Outputs = [], Stages = [] }, read with { Features = [], Outputs = [], Stages = [] });
    }, iter: 300);

    [Fact]
    public void Bytes_that_are_no_entry_are_none_and_make_no_room_for_what_they_promise() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        if (bytes.Length > 0)
        {
            bytes[0] = 2;
        }

        EntryCodec.Read(bytes, new RepeatedTexts());
    }, iter: 2_000);

    [Fact]
    public void A_file_cut_anywhere_gives_the_frames_before_the_cut_and_no_other()
    {
        var (file, ends) = ThreeFrames();
        for (var length = 0; length <= file.Length; length++)
        {
            var frames = Frames.Read(file.AsMemory(0, length), out var valid);

            Assert.Equal(ends.Count(e => e <= length), frames.Count);
            Assert.Equal(frames.Count > 0 ? ends[frames.Count - 1] : length >= 8 ? 8 : 0, valid);
        }
    }

    [Fact]
    public void A_bit_turned_anywhere_ends_the_file_there()
    {
        var (file, ends) = ThreeFrames();
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var turned = file.ToArray();
            turned[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Equal(bit / 8 < 8 ? 0 : ends.Count(e => e <= bit / 8), Frames.Read(turned, out _).Count);
        }
    }

    [Fact]
    public void Zeros_behind_the_last_frame_are_no_frames()
    {
        var (file, _) = ThreeFrames();

        Assert.Equal(3, Frames.Read(file.Concat(new byte[4_096]).ToArray(), out var valid).Count);
        Assert.Equal(file.Length, valid);
    }

    [Fact]
    public void What_is_empty_or_too_large_is_not_framed()
    {
        var to = new ArrayBufferWriter<byte>();

        Assert.False(Frames.TryAppend(to, []));
        Assert.False(Frames.TryAppend(to, new byte[Frames.MostBytes + 1]));
        Assert.True(Frames.TryAppend(to, new byte[Frames.MostBytes]));
    }

    private static (byte[] File, int[] Ends) ThreeFrames()
    {
        var to = new ArrayBufferWriter<byte>();
        to.Write(Frames.FileHead);
        var ends = new List<int>();
        foreach (var text in new[] { "one", "another", "the third" })
        {
            Frames.TryAppend(to, Encoding.ASCII.GetBytes(text));
            ends.Add(to.WrittenCount);
        }

        return (to.WrittenSpan.ToArray(), [.. ends]);
    }
}
