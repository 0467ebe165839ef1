package dev.martlet.bench;

/**
 * One promise of speed, and what it came to.
 *
 * @param what is measured
 * @param unit of reference and ours
 * @param figure ratio or difference, or ours itself where there is no reference
 * @param form how the figure is shown
 * @param must the bound of the promise
 * @param stretch what we would like
 * @param disturbance what may have spoilt it; empty if nothing
 */
record Row(
    String what,
    String unit,
    double reference,
    double ours,
    double figure,
    Form form,
    double must,
    double stretch,
    String disturbance) {

  /** What the figure is, and which way is better. */
  enum Form {
    RATIO_AT_LEAST("%.2f ×", "≥"),
    RATIO_AT_MOST("%.2f ×", "≤"),
    MICROS_MORE("+%.0f µs", "≤"),
    SECONDS("%.2f s", "≤"),
    MEGABYTES("%.0f MB", "≤"),
    PERCENT("%.2f %%", "≤"),
    COUNT("%.0f", "≤");

    final String format;
    final String sign;

    Form(String format, String sign) {
      this.format = format;
      this.sign = sign;
    }

    String show(double figure) {
      return format.formatted(figure).replace("+-", "−");
    }
  }

  /** A promise about ours by a reference's. */
  static Row ratio(
      String what,
      String unit,
      double reference,
      double ours,
      Form form,
      double must,
      double stretch,
      String disturbance) {
    return new Row(what, unit, reference, ours, ours / reference, form, must, stretch, disturbance);
  }

  /** A promise about ours alone. */
  static Row alone(
      String what,
      String unit,
      double ours,
      Form form,
      double must,
      double stretch,
      String disturbance) {
    return new Row(what, unit, Double.NaN, ours, ours, form, must, stretch, disturbance);
  }

  boolean kept() {
    return form == Form.RATIO_AT_LEAST ? figure >= must : figure <= must;
  }

  /** How far the promise is kept: 1 is exactly, more is better. */
  double score() {
    if (must == 0) {
      return kept() ? 1 : 0;
    }
    double safe = Math.max(figure, 1e-3);
    return form == Form.RATIO_AT_LEAST ? safe / must : must / safe;
  }
}
