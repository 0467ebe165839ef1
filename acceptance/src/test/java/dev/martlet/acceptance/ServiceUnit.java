package dev.martlet.acceptance;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a unit's settings make of its command, done without systemd. Each setting is known here,
 * with what it takes away from the command; one that is not is refused, because nobody would have
 * seen the platform run under it.
 *
 * @param steps lines of bash, as root in a mount namespace of the command's own
 * @param filtered system calls that are refused from then on
 * @param command a line of bash, to be executed after the steps
 */
record ServiceUnit(List<String> steps, List<String> filtered, String command) {
  /** What concerns only when the command is started, ended or counted. */
  private static final List<String> THE_MANAGERS =
      List.of(
          "Type=exec",
          "KillMode=mixed",
          "TimeoutStopSec=",
          "Restart=",
          "RestartSec=",
          "RestartPreventExitStatus=",
          "Delegate=yes",
          "TasksMax=infinity");

  private static final Map<String, UnaryOperator<String>> STEPS =
      Map.ofEntries(
          // More rights than we have ourselves we may not be able to give, here and in the next.
          entry("LimitNOFILE=", most -> "ulimit -n " + most + " || ulimit -Sn $(ulimit -Hn)"),
          entry("OOMScoreAdjust=", score -> "echo " + score + " >/proc/self/oom_score_adj || true"),
          entry("UMask=", mask -> "umask " + mask),
          entry("StateDirectory=", name -> "mkdir -p /var/lib/" + name),
          entry("StateDirectoryMode=", mode -> "chmod " + mode + " /var/lib/martlet"),
          entry("ProtectSystem=full", _ -> readOnly("/usr /boot /efi /etc")),
          entry("ProtectHome=read-only", _ -> readOnly("/home /root /run/user")),
          entry("PrivateTmp=yes", _ -> cover("/tmp /var/tmp", "mode=1777")),
          entry("ProtectKernelModules=yes", _ -> cover("/usr/lib/modules", "ro,mode=0")),
          entry("ProtectKernelLogs=yes", _ -> hide("/proc/kmsg /dev/kmsg")));

  private static final Map<String, List<String>> FILTERS =
      Map.of(
          "ProtectKernelModules=yes", List.of("init_module", "finit_module", "delete_module"),
          "ProtectKernelLogs=yes", List.of("syslog"),
          "LockPersonality=yes", List.of("personality"));

  ServiceUnit {
    steps = List.copyOf(steps);
    filtered = List.copyOf(filtered);
  }

  /** Reads a unit's file, and fails on a setting of its service that is not known. */
  static ServiceUnit of(String unit) {
    List<String> steps = new ArrayList<>();
    List<String> filtered = new ArrayList<>();
    String rights = "";
    String command = "";
    for (String line : service(unit)) {
      String key = line.substring(0, line.indexOf('=') + 1);
      String value = line.substring(key.length());
      // Either any value is known, or this one.
      String known = STEPS.containsKey(key) || THE_MANAGERS.contains(key) ? key : line;
      UnaryOperator<String> step = STEPS.get(known);
      if (step != null) {
        steps.add(step.apply(value));
      }
      filtered.addAll(FILTERS.getOrDefault(known, List.of()));
      switch (key) {
        case "ExecStart=" -> command = value;
        case "CapabilityBoundingSet=" -> rights = boundTo(value);
        default -> {
          if (step == null && !FILTERS.containsKey(known) && !THE_MANAGERS.contains(known)) {
            throw new AssertionError("Nobody has seen a service run under " + line);
          }
        }
      }
    }
    return new ServiceUnit(steps, filtered, rights + command);
  }

  private static List<String> service(String unit) {
    return unit.lines()
        .dropWhile(line -> !line.equals("[Service]"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("["))
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static String boundTo(String capabilities) {
    return Arrays.stream(capabilities.split(" "))
        .map(name -> ",+" + name.substring("CAP_".length()).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("", "setpriv --bounding-set=-all", " --inh-caps=-all "));
  }

  private static String readOnly(String folders) {
    return each(folders, "mount --bind $i $i && mount -o remount,bind,ro $i");
  }

  private static String cover(String folders, String options) {
    return each(folders, "mount -t tmpfs -o " + options + " tmpfs $i");
  }

  private static String hide(String files) {
    return each(files, "mount --bind /dev/null $i");
  }

  private static String each(String paths, String work) {
    return "for i in " + paths + "; do [[ ! -e $i ]] || { " + work + "; }; done";
  }
}
