package dev.martlet.http;

/** What goes wrong on paths that are not AWS's, with its status: the one table of them. */
public enum Problem {
  NOT_FOUND(404, "There is nothing here."),
  METHOD_NOT_ALLOWED(405, "This path does not answer that method."),
  FORBIDDEN(403, "This needs a valid signature."),
  TOO_LARGE(413, "The request's body is too large."),
  FAILED(500, "Martlet failed; its log says why.");

  private final int status;
  private final String words;

  Problem(int status, String words) {
    this.status = status;
    this.words = words;
  }

  /** An answer that says only what the table says. */
  public Answer answer() {
    return answer(words);
  }

  /** An answer with a sentence that fits the case better. */
  public Answer answer(String sentence) {
    return Answer.text(status, sentence);
  }
}
