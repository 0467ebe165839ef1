package dev.martlet.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns; the last column is as long as it likes. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table whose first row names its columns. */
  public Table(String... names) {
    rows.add(List.of(names));
  }

  /** Adds a row; it has as many cells as there are names. */
  public void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(List.of(cells));
  }

  /** The lines, the names first. */
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell);
      if (column < row.size() - 1) {
        line.repeat(' ', width(column) + 2 - cell.length());
      }
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
