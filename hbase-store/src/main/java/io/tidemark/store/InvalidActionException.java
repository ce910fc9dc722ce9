package io.tidemark.store;

import static java.util.Objects.requireNonNull;

/**
 * An action that breaks one of the {@link ActionRules}, told so that whoever sent it can mend it.
 *
 * <p>Carries no stack trace: bad input is an everyday outcome, counted and answered, not a fault of
 * the program.
 */
public final class InvalidActionException extends Exception {
  private final String field;
  private final String reason;
  private final String fix;

  /**
   * @param field the field as it is named in JSON, such as {@code user_id}; empty if the action as
   *     a whole is meant
   * @param reason what is wrong with it
   * @param fix what would be right
   */
  public InvalidActionException(String field, String reason, String fix) {
    super(field.isEmpty() ? reason : field + " " + reason, null, false, false);
    this.field = requireNonNull(field, "field is null");
    this.reason = requireNonNull(reason, "reason is null");
    this.fix = requireNonNull(fix, "fix is null");
  }

  /** The field as it is named in JSON; empty if the action as a whole is meant. */
  public String field() {
    return field;
  }

  /** What is wrong, such as {@code is missing}; reads as a sentence after the field's name. */
  public String reason() {
    return reason;
  }

  /** What to send instead, such as {@code send a string of 1 to 200 characters}. */
  public String fix() {
    return fix;
  }
}
