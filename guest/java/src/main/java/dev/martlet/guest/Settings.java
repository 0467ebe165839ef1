package dev.martlet.guest;

/** What INIT brought; the rest is in the process's variables. */
record Settings(
    String handler,
    String functionName,
    String functionVersion,
    int memoryMegabytes,
    String logGroup,
    String logStream,
    boolean jsonLog) {

  static Settings decode(String[] texts) {
    return new Settings(
        texts[0],
        texts[1],
        texts[2],
        Integer.parseInt(texts[3]),
        texts[4],
        texts[5],
        texts[6].equals("JSON"));
  }
}
