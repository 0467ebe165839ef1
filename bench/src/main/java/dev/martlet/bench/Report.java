package dev.martlet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The table, for people and for {@code docs/performance.md}, and its plot. */
final class Report {
  private static final String BEGIN = "<!-- bench: begin -->\n";
  private static final String END = "<!-- bench: end -->\n";
  private static final int BAR = 260;
  private static final int LEFT = 470;
  private static final int LINE = 26;

  private final List<Row> rows;
  private final String machine;

  Report(List<Row> rows, String machine) {
    this.rows = List.copyOf(rows);
    this.machine = machine;
  }

  String table() {
    StringBuilder table =
        new StringBuilder(
            """
            | what | reference | ours | figure | must | stretch | kept | disturbed by |
            |---|---|---|---|---|---|---|---|
            """);
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | **%s** | %s %s | %s | %s | %s |%n",
              row.what(),
              Double.isNaN(row.reference()) ? "–" : amount(row.reference(), row.unit()),
              row.unit().isEmpty() ? row.form().show(row.ours()) : amount(row.ours(), row.unit()),
              row.form().show(row.figure()),
              row.form().sign,
              row.form().show(row.must()),
              row.form().show(row.stretch()),
              row.kept() ? "yes" : "**no**",
              row.disturbance().isEmpty() ? "–" : row.disturbance()));
    }
    return table.toString();
  }

  private static String amount(double value, String unit) {
    String digits = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, digits + " %s", value, unit);
  }

  /** Replaces the part of the page between the marks, and the plot beside it. */
  void keep(Path page) throws IOException {
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    String plot = "![How far each promise is kept](performance.svg)";
    String table = machine + "\n\n" + table() + "\n" + plot + "\n";
    Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
    Files.writeString(page.resolveSibling("performance.svg"), plot());
  }

  /** A bar a row: how far each promise is kept; the line in the middle is the promise. */
  private String plot() {
    int height = LINE * rows.size() + 50;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            .formatted(height));
    svg.append("<rect width=\"900\" height=\"%d\" fill=\"white\"/>%n".formatted(height));
    int top = 30;
    for (Row row : rows) {
      double width = Math.min(BAR * 1.5, BAR / 2.0 * row.score());
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"16\" fill=\"%s\"/>%n<text x=\"%.0f\" y=\"%d\">%s</text>%n",
              LEFT - 8,
              top + 12,
              row.what(),
              LEFT,
              top,
              width,
              row.kept() ? "#3a7d44" : "#c1440e",
              LEFT + width + 6,
              top + 12,
              row.form().show(row.figure())));
      top += LINE;
    }
    svg.append(
        "<line x1=\"%1$d\" y1=\"22\" x2=\"%1$d\" y2=\"%2$d\" stroke=\"black\" stroke-dasharray=\"3 3\"/>%n<text x=\"%1$d\" y=\"16\" text-anchor=\"middle\">promised</text>%n</svg>%n"
            .formatted(LEFT + BAR / 2, top));
    return svg.toString();
  }
}
