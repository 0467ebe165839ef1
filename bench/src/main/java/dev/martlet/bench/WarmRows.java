package dev.martlet.bench;

import dev.martlet.bench.Row.Form;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Warm invocations beside the same handler in its language's own server. */
final class WarmRows {
  private static final int MANY = 32;

  private final Stage stage;
  private final Blocks blocks;

  WarmRows(Stage stage, Blocks blocks) {
    this.stage = stage;
    this.blocks = blocks;
  }

  List<Row> node() throws IOException, InterruptedException {
    Contender direct = stage.nodeServer();
    Contender ours = stage.ours("node");
    Contender raw = stage.rawProxy();
    Contender rawNode = stage.rawProxyBeforeNode();
    Map<String, List<Load>> many = blocks.run(List.of(direct, ours, raw, rawNode), MANY);
    String disturbedMany = blocks.disturbance(many);
    Map<String, List<Load>> one = blocks.run(List.of(direct, ours), 1);
    return List.of(
        rate(
            "Node hello, signed, 32 connections, per second ÷ Node's own HTTP server",
            many.getOrDefault(direct.name(), List.of()),
            many.getOrDefault(ours.name(), List.of()),
            0.50,
            0.80,
            disturbedMany),
        cpu(
            "raw Netty proxy",
            many.getOrDefault(raw.name(), List.of()),
            many.getOrDefault(ours.name(), List.of()),
            disturbedMany),
        cpu(
            "the same proxy before 32 Node processes, too",
            many.getOrDefault(rawNode.name(), List.of()),
            many.getOrDefault(ours.name(), List.of()),
            disturbedMany),
        latency(
            one.getOrDefault(direct.name(), List.of()),
            one.getOrDefault(ours.name(), List.of()),
            blocks.disturbance(one)));
  }

  List<Row> python() throws IOException, InterruptedException {
    Contender direct = stage.uvicorn();
    Contender ours = stage.ours("python");
    Map<String, List<Load>> many = blocks.run(List.of(direct, ours), MANY);
    return List.of(
        rate(
            "Python hello, signed, 32 connections, per second ÷ uvicorn",
            many.getOrDefault(direct.name(), List.of()),
            many.getOrDefault(ours.name(), List.of()),
            0.60,
            1.0,
            blocks.disturbance(many)));
  }

  Row java() throws IOException, InterruptedException {
    Contender direct = stage.jdkServer();
    Contender ours = stage.oursInJava();
    Map<String, List<Load>> many = blocks.run(List.of(direct, ours), MANY);
    return rate(
        "Java hello, signed, 32 connections, per second ÷ the JDK's own HTTP server",
        many.getOrDefault(direct.name(), List.of()),
        many.getOrDefault(ours.name(), List.of()),
        0.40,
        0.70,
        blocks.disturbance(many));
  }

  /** AWS's own client for Python, through the Runtime API. */
  Row custom() throws IOException, InterruptedException {
    Contender direct = stage.uvicorn();
    Contender ours = stage.official();
    Map<String, List<Load>> one = blocks.run(List.of(direct, ours), 1);
    double theirs = median(one, direct);
    double own = median(one, ours);
    return Row.ratio(
        "Python hello on AWS's own client, signed, 1 connection, p50 ÷ uvicorn",
        "µs",
        theirs,
        own,
        Form.RATIO_AT_MOST,
        4.0,
        2.5,
        blocks.disturbance(one));
  }

  private static double median(Map<String, List<Load>> loads, Contender contender) {
    return Figures.median(
        loads.getOrDefault(contender.name(), List.of()), load -> Figures.micros(load.median()));
  }

  private static Row rate(
      String what,
      List<Load> reference,
      List<Load> ours,
      double must,
      double stretch,
      String disturbance) {
    double theirs = Figures.median(reference, Load::rate);
    double own = Figures.median(ours, Load::rate);
    return Row.ratio(what, "1/s", theirs, own, Form.RATIO_AT_LEAST, must, stretch, disturbance);
  }

  private static Row cpu(String reference, List<Load> raw, List<Load> ours, String disturbance) {
    double theirs = Figures.median(raw, load -> Figures.micros(load.serverCpu()));
    double own = Figures.median(ours, load -> Figures.micros(load.serverCpu()));
    return Row.ratio(
        "Server CPU per invocation, signed and logged ÷ " + reference,
        "µs",
        theirs,
        own,
        Form.RATIO_AT_MOST,
        2.2,
        1.6,
        disturbance);
  }

  private static Row latency(List<Load> direct, List<Load> ours, String disturbance) {
    double theirs = Figures.median(direct, load -> Figures.micros(load.median()));
    double own = Figures.median(ours, load -> Figures.micros(load.median()));
    return new Row(
        "Node hello, signed, 1 connection, p50 − Node's own HTTP server",
        "µs",
        theirs,
        own,
        own - theirs,
        Form.MICROS_MORE,
        80,
        30,
        disturbance);
  }
}
