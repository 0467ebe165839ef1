# Sourced by the script `martlet` before it starts the server: sets `options`, from $product (the
# folder this file is in) and $java_home.
#
# Most of the memory is not heap: code, metaspace and the AOT cache take about 110 MB. The heap's
# cap leaves room for 32 invocations of 6 MB at once; SerialGC keeps a small heap small.
# With one poller for each processor, the default, connections of the busy one starve the other's:
# on two processors the 99th percentile under load was twice as long.
# New objects are written through sixteen megabytes again and again: with pages of 4 KB many of them
# miss the processor's table of pages, which is dear under a hypervisor. Huge pages, where the
# kernel gives them on request, take about a twentieth off the CPU time of an invocation, for 7 MB.
# Warnings of the JVM are off: it tells of single stubs that it does not take from the cache, and
# nobody can act on that.
options=(
  -XX:+UseSerialGC -Xms24m -Xmn16m -Xmx768m -XX:+UseTransparentHugePages
  -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40
  -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError
  -Xlog:disable -Xlog:all=error:stderr
  -Djdk.readPollers=1
  --enable-native-access=ALL-UNNAMED
  -Dmartlet.home="$product"
)
# A cache belongs to one JDK and to these jars; without one the server starts anyway, and says so.
aot=$product/aot/$(cat "$product/jars.sha256" "$java_home/release" | sha256sum | cut -c1-16).aot
if [[ -f $aot ]]; then
  options+=(-XX:AOTCache="$aot" -Dmartlet.aot=true)
fi
