# Sourced by the script `martlet` before it starts the server: sets `options`, from $product (the
# folder this file is in) and $java_home.
#
# Most of the memory is not heap: code, metaspace and the AOT cache take about 110 MB. The heap's
# cap leaves room for 32 invocations of 6 MB at once; SerialGC keeps a small heap small.
# A full collection gives back at once what it can, not in steps: the next may be far.
# With one poller for each processor, the default, connections of the busy one starve the other's:
# on two processors the 99th percentile under load was twice as long.
# An invocation makes 20 KB of new objects: with sixteen megabytes for them, collecting them took a
# twentieth of the CPU time under load; with forty-eight an invocation takes 2 to 8 % less of it.
# They are written through again and again: with pages of 4 KB many of them miss the processor's
# table of pages, which is dear under a hypervisor. Huge pages, where the
# kernel gives them on request, take about a twentieth off the CPU time of an invocation, for 7 MB.
# What the second compiler makes of the start's own methods comes too late for the start and takes
# its processor away; under load the higher thresholds are reached in seconds.
# Warnings of the JVM are off: it tells of single stubs that it does not take from the cache, and
# nobody can act on that.
options=(
  -XX:+UseSerialGC -Xms72m -Xmn48m -Xmx768m -XX:+UseTransparentHugePages
  -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40 -XX:-ShrinkHeapInSteps
  -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError
  -Xlog:disable -Xlog:all=error:stderr
  -XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=2000
  -XX:Tier4CompileThreshold=30000 -XX:Tier4BackEdgeThreshold=120000
  -Djdk.readPollers=1
  --enable-native-access=ALL-UNNAMED
  -Dmartlet.home="$product"
)
# A cache belongs to one JDK and to these jars; without one the server starts anyway, and says so.
# Compared without a hash, because each process that a start needs costs milliseconds.
aot=$product/aot/server.aot
made_for=$(<"$product/jars.sha256")$(<"$java_home/release")
if [[ -f $aot && $made_for == "$(<"$product/aot/made-for")" ]]; then
  options+=(-XX:AOTCache="$aot" -Dmartlet.aot=true)
fi
