package dev.martlet.runtime;

import dev.martlet.model.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The options of a function's JVM. They fit its memory into the function's: the heap gets AWS's
 * share, unless less than 64 MB would be left for everything else, and the metadata of classes may
 * take no more than what is left.
 */
final class JvmOptions {
  private static final int HEAP_PERCENT = 85;
  private static final long LEAST_REST_MEGABYTES = 64;
  private static final int FIRST_HEAP_MEGABYTES = 16;

  // A JVM refuses two collectors, and of two sizes the later one would win: ours.
  private static final Pattern OWN_COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC\\b");
  private static final Pattern OWN_COMPILER = Pattern.compile("-XX:\\S*Tiered");
  private static final Pattern OWN_HEAP = Pattern.compile("-Xmx|-XX:Max(Heap|RAM)");
  private static final Pattern OWN_FIRST_HEAP =
      Pattern.compile("-Xm[sn]|-XX:(Initial|Min)(Heap|RAM)|-XX:(Max)?NewSize");
  private static final Pattern OWN_METASPACE = Pattern.compile("-XX:MaxMetaspaceSize");

  private JvmOptions() {}

  /**
   * Those that the platform adds.
   *
   * @param own the function's variable {@code JAVA_TOOL_OPTIONS}, whose options replace ours; empty
   *     if it has none
   */
  static List<String> of(ByteSize memory, String own) {
    long heap = heapMegabytes(memory.toMegabytes());
    List<String> options = new ArrayList<>();
    if (!OWN_COLLECTOR.matcher(own).find()) {
      options.add("-XX:+UseSerialGC");
    }
    if (!OWN_COMPILER.matcher(own).find()) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    if (!OWN_HEAP.matcher(own).find()) {
      options.add("-Xmx" + heap + "m");
      if (!OWN_FIRST_HEAP.matcher(own).find()) {
        // By itself a JVM begins with a part of the machine's memory, as here it sees that: of most
        // events each would be the first to touch its page, a third of what an event costs.
        options.add("-Xms" + FIRST_HEAP_MEGABYTES + "m");
      }
    }
    if (!OWN_METASPACE.matcher(own).find()) {
      options.add("-XX:MaxMetaspaceSize=" + (memory.toMegabytes() - heap) + "m");
    }
    // No file of counters in /tmp; no look at control groups, which a sandbox does not show.
    options.add("-XX:-UsePerfData");
    options.add("-XX:-UseContainerSupport");
    options.add("-Xshare:auto");
    return options;
  }

  private static long heapMegabytes(long memory) {
    return Math.min(memory * HEAP_PERCENT / 100, memory - LEAST_REST_MEGABYTES);
  }
}
