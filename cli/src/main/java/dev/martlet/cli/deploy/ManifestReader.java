package dev.martlet.cli.deploy;

import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Takes values by key out of a YAML mapping, and remembers which keys were asked for. */
final class ManifestReader {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setLabel(Manifest.FILE).setCodePointLimit(65_536).build();

  private final Map<String, NodeTuple> entries;
  private final TreeSet<String> known = new TreeSet<>();

  private ManifestReader(Map<String, NodeTuple> entries) {
    this.entries = entries;
  }

  static ManifestReader of(String text) {
    try {
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      return new ManifestReader(root.map(ManifestReader::entries).orElse(Map.of()));
    } catch (MarkedYamlEngineException e) {
      throw fault(e.getProblemMark(), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new Failure(Exit.USAGE, Manifest.FILE + " is not YAML: " + e.getMessage(), e);
    }
  }

  private static Map<String, NodeTuple> entries(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw fault(node.getStartMark(), "expected 'key: value' lines");
    }
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (entries.put(scalar(entry.getKeyNode(), "a key"), entry) != null) {
        throw fault(entry.getKeyNode().getStartMark(), "this key appears twice");
      }
    }
    return entries;
  }

  private Optional<Node> value(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
  }

  Optional<String> text(String key) {
    return value(key).map(node -> scalar(node, key));
  }

  Optional<Integer> number(String key) {
    return value(key).map(node -> wholeNumber(node, key));
  }

  private static int wholeNumber(Node node, String key) {
    String text = scalar(node, key);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw fault(
          node.getStartMark(),
          text.matches("\\d+")
              ? "'" + key + "' is too large: " + text
              : "'" + key + "' is a whole number, not '" + text + "'");
    }
  }

  Optional<Map<String, String>> texts(String key) {
    return value(key)
        .map(
            node -> {
              Map<String, String> texts = new LinkedHashMap<>();
              entries(node)
                  .forEach((name, entry) -> texts.put(name, scalar(entry.getValueNode(), name)));
              return texts;
            });
  }

  List<String> list(String key) {
    return value(key).map(node -> items(node, key)).orElse(List.of());
  }

  private static List<String> items(Node node, String key) {
    if (!(node instanceof SequenceNode sequence)) {
      throw fault(node.getStartMark(), "'" + key + "' is a list");
    }
    return sequence.getValue().stream()
        .map(item -> scalar(item, "an item of '" + key + "'"))
        .toList();
  }

  /** Fails if there are keys that nobody asked for, and names them all. */
  void refuseOthers() {
    List<String> unknown = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            unknown.add(fault(entry.getKeyNode().getStartMark(), unknown(key)).what());
          }
        });
    if (!unknown.isEmpty()) {
      throw Failure.usage(
          unknown.getFirst(), unknown.subList(1, unknown.size()).toArray(String[]::new));
    }
  }

  private String unknown(String key) {
    return "unknown key '"
        + key
        + "': "
        + Nearest.to(key, known)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("the keys are " + String.join(", ", known));
  }

  private static String scalar(Node node, String what) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw fault(node.getStartMark(), "'" + what + "' is one value");
  }

  private static Failure fault(Optional<Mark> mark, String problem) {
    String line = mark.map(place -> ", line " + (place.getLine() + 1)).orElse("");
    return Failure.usage(Manifest.FILE + line + ": " + problem);
  }
}
