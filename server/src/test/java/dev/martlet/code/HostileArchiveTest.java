package dev.martlet.code;

import static dev.martlet.code.ZipBytes.Entry.directory;
import static dev.martlet.code.ZipBytes.Entry.file;
import static dev.martlet.code.ZipBytes.Entry.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileArchiveTest {
  private static final String AWS_WORDS =
      "Could not unzip uploaded file. Please check your file, then try to upload again.";
  private static final String EMPTY = "Uploaded file must be a non-empty zip";
  private static final String TOO_LARGE = "Unzipped size must be smaller than 262144000 bytes";

  record Hostile(String what, Bytes archive, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  // Made once, because to deflate a bomb takes a second.
  private static final List<Hostile> HOSTILE =
      Stream.of(names(), types(), lies(), bombs(), broken()).flatMap(Arrays::stream).toList();

  static List<Hostile> hostile() {
    return HOSTILE;
  }

  private static Hostile[] names() {
    return new Hostile[] {
      is("traversal", ZipBytes.of(file("../evil", "x")), "leaves the archive"),
      is("traversal inside", ZipBytes.of(file("a/../../evil", "x")), "leaves the archive"),
      is("traversal by a directory", ZipBytes.of(directory("../")), "leaves the archive"),
      is("an absolute name", ZipBytes.of(file("/etc/passwd", "x")), "absolute"),
      is("a backslash", ZipBytes.of(file("..\\evil", "x")), "backslash"),
      is("a NUL", ZipBytes.of(file("a\0b", "x")), "NUL"),
      is("no name", ZipBytes.of(file("", "x")), "has no name"),
      is("a name of dots", ZipBytes.of(file("./.", "x")), "has no name"),
      is("a long name", ZipBytes.of(file("n".repeat(256), "x")), "too long"),
      is("a long path", ZipBytes.of(file("p/".repeat(600) + "x", "x")), "too long"),
      is("the same name twice", ZipBytes.of(file("a", "1"), file("a", "2")), "twice"),
      is("one name in two forms", ZipBytes.of(file("a", "1"), file(".//a", "2")), "twice"),
      is("a file below a file", ZipBytes.of(file("a", "1"), file("a/b", "2")), "below"),
      is("a file above a file", ZipBytes.of(file("a/b", "1"), file("a", "2")), "below"),
      is("a file below a link", ZipBytes.of(link("a", "/etc"), file("a/b", "x")), "below"),
      is("a link above a file", ZipBytes.of(file("a/b", "x"), link("a", "/etc")), "below"),
      is("a link below a link", ZipBytes.of(link("a", "/"), link("a/b", "x")), "below"),
      is("a link twice", ZipBytes.of(link("a", "/etc"), link("a", "/usr")), "twice"),
    };
  }

  private static Hostile[] types() {
    return new Hostile[] {
      is("a character device", ZipBytes.of(file("d", "").mode(0020666)), "neither a file"),
      is("a block device", ZipBytes.of(file("d", "").mode(0060666)), "neither a file"),
      is("a pipe", ZipBytes.of(file("p", "").mode(0010666)), "neither a file"),
      is("a socket", ZipBytes.of(file("s", "").mode(0140666)), "neither a file"),
      is("a link to nowhere", ZipBytes.of(link("l", "")), "links to nowhere"),
      is("a link with a NUL", ZipBytes.of(link("l", "a\0b")), "links to nowhere"),
      is("a link in Latin-1", ZipBytes.of(link("l", "").data(latin1("grün"))), "UTF-8"),
      is("half a character", ZipBytes.of(link("l", "").data(new byte[] {'a', -61})), "UTF-8"),
      is("a link that is a bomb", ZipBytes.of(bombLink()), "as long as"),
      is("a long link", ZipBytes.of(link("l", "t".repeat(4096))), "too long"),
    };
  }

  private static Hostile[] lies() {
    return new Hostile[] {
      is("a wrong checksum", ZipBytes.of(file("a", "x").wrongCrc()), "checksum"),
      is("an encrypted entry", ZipBytes.of(file("a", "x").flags(1)), "is encrypted"),
      is("strong encryption", ZipBytes.of(file("a", "x").flags(0x41)), "is encrypted"),
      is("hidden names", ZipBytes.of(file("a", "x").flags(0x2000)), "is encrypted"),
      is("an unknown method", ZipBytes.of(file("a", "x").method(12)), "method 12"),
      is("two names", ZipBytes.of(file("a", "x").localName("b")), "called otherwise"),
      is("more than it says", ZipBytes.of(file("a", "xyz").lengthOff(-1)), "as long as"),
      is("less than it says", ZipBytes.of(file("a", "xyz").lengthOff(1)), "as long as"),
      is("cut data", ZipBytes.of(file("a", "x".repeat(99)).packedOff(-2)), "cut short"),
      is("too much data", ZipBytes.of(file("a", "x").packedOff(1)), "longer than"),
      is("data beyond the end", ZipBytes.of(file("a", "x").packedOff(1 << 20)), "cut short"),
      is("an offset beyond the end", ZipBytes.of(file("a", "x").offsetOff(999)), "outside"),
      is("an offset to elsewhere", ZipBytes.of(file("a", "x").offsetOff(1)), "entry \"a\""),
      is("more entries than there are", ZipBytes.claiming(1, file("a", "x")), "cut short"),
      is("fewer entries", ZipBytes.claiming(-1, file("a", "x")), "longer than it says"),
      is("64-bit lengths missing", ZipBytes.of(file("a", "x").lengthOff(-2)), "64-bit"),
    };
  }

  private static Hostile[] bombs() {
    return new Hostile[] {
      new Hostile("a bomb", ZipBytes.of(zeros("bomb")), TOO_LARGE),
      is("a lying bomb", ZipBytes.of(zeros("b").lengthOff(-262_144_000)), "as long as"),
      is("overlaps", ZipBytes.of(file("a", "x"), file("a", "x").offsetOff(-32)), "twice"),
      is("a hidden overlap", overlapping(), "overlaps another"),
      is("too many entries", crowd(), "too many entries"),
    };
  }

  private static Hostile[] broken() {
    return new Hostile[] {
      new Hostile("nothing", Bytes.EMPTY, AWS_WORDS),
      new Hostile("no entries", ZipBytes.of(), EMPTY),
      new Hostile("not a zip", Bytes.utf8("#!/bin/sh\nrm -rf /\n"), AWS_WORDS),
      new Hostile("half a zip", cut(ZipBytes.of(file("a", "x".repeat(500))), 40), AWS_WORDS),
      new Hostile("a cut end", cut(ZipBytes.of(file("a", "x")), 1), AWS_WORDS),
      is("a missing front", behead(ZipBytes.of(file("a", "x")), 8), "damaged"),
    };
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void isRefusedInWordsThatSayWhy(Hostile hostile) {
    Verdict verdict = CodeTrees.verify(hostile.archive().buffer());

    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    String message = ((Verdict.Rejected) verdict).message();
    if (Set.of(AWS_WORDS, EMPTY, TOO_LARGE).contains(hostile.message())) {
      assertThat(message).isEqualTo(hostile.message());
    } else {
      assertThat(message).startsWith(AWS_WORDS).contains(hostile.message());
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void leavesNothingBehindWhenItIsUnpackedAllTheSame(Hostile hostile, @TempDir Path root)
      throws IOException {
    Bytes archive = hostile.archive();
    Digest digest = Digest.of(archive);
    Path blob = Files.write(root.resolve("blob"), archive.toArray());
    CodeTrees trees = CodeTrees.open(root.resolve("code"), new FileBlobs(blob), "boot");

    Assertions.assertThatIOException().isThrownBy(() -> trees.lease(digest));
    assertNothingLeft(root);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void isRefusedInTheSameWordsWhileItIsUnpacked(Hostile hostile, @TempDir Path root)
      throws IOException {
    Bytes archive = hostile.archive();
    Path blob = Files.write(root.resolve("blob"), archive.toArray());
    CodeTrees trees = CodeTrees.open(root.resolve("code"), new FileBlobs(blob), "boot");

    String message = ((Verdict.Rejected) CodeTrees.verify(archive.buffer())).message();
    assertThat(trees.unpack(archive.buffer())).isEqualTo(new Unpacking.Refused(message));
    assertNothingLeft(root);
  }

  private static void assertNothingLeft(Path root) throws IOException {
    try (Stream<Path> left = Files.walk(root)) {
      assertThat(left.map(root::relativize).map(Path::toString))
          .containsExactlyInAnyOrder(
              "", "blob", "code", "code/boot", "code/trash", "code/unfinished");
    }
  }

  @Test
  void anyDamageEndsInAVerdict() {
    byte[] good =
        ZipBytes.of(
                file("app/index.js", "exports.handler = 1\n".repeat(20)),
                link("latest", "app"),
                directory("empty/"))
            .toArray();
    long seed = 20_261_121;
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Bytes archive = Bytes.adopt(damaged, 0, damaged.length - random.nextInt(3));
      assertThat(CodeTrees.verify(archive.buffer()))
          .as("seed %s, round %s", seed, round)
          .isNotNull();
    }
  }

  private static Hostile is(String what, Bytes archive, String part) {
    return new Hostile(what, archive, part);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // All of it in memory, if what it claims were believed.
  private static ZipBytes.Entry bombLink() {
    return link("l", "").method(8).data(new byte[200_000_000]).lengthOff(-199_999_990);
  }

  private static ZipBytes.Entry zeros(String name) {
    return file(name, "").data(new byte[262_144_001]);
  }

  // The second entry's header lies within the first one's data, which is stored.
  private static Bytes overlapping() {
    byte[] inner = ZipBytes.of(file("b", "x").method(0)).toArray();
    byte[] local = Arrays.copyOf(inner, 32);
    return ZipBytes.of(
        file("a", "").data(local).method(0), file("b", "x").method(0).offsetOff(-32));
  }

  private static Bytes crowd() {
    ZipBytes.Entry[] entries =
        IntStream.range(0, 1_000)
            .mapToObj(i -> file(i + "/" + "d/".repeat(120) + "f", ""))
            .toArray(ZipBytes.Entry[]::new);
    return ZipBytes.of(entries);
  }

  private static Bytes cut(Bytes archive, int bytes) {
    return Bytes.adopt(archive.toArray(), 0, archive.length() - bytes);
  }

  private static Bytes behead(Bytes archive, int bytes) {
    return Bytes.adopt(archive.toArray(), bytes, archive.length() - bytes);
  }
}
