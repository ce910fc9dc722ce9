package io.tidemark.serving.errors;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Answers what Jackson says of a request's body in terms of the request: field, place and fix. */
public final class JsonExceptionMapper implements ExceptionMapper<JsonProcessingException> {
  private final UnexpectedExceptionMapper unexpected;

  /** {@code unexpected} answers for JSON that the server itself could not write. */
  public JsonExceptionMapper(UnexpectedExceptionMapper unexpected) {
    this.unexpected = unexpected;
  }

  @Override
  public Response toResponse(JsonProcessingException exception) {
    if (exception instanceof InvalidDefinitionException) {
      return unexpected.toResponse(exception);
    }
    return ErrorAnswer.of(problem(exception));
  }

  /** What is wrong with the body. */
  static Problem problem(JsonProcessingException exception) {
    if (exception.getCause() instanceof JsonProcessingException cause) {
      return problem(cause);
    }
    if (exception instanceof UnrecognizedPropertyException unknown) {
      return unknownField(unknown);
    }
    if (exception instanceof StreamConstraintsException) {
      return new Problem(
          malformed(exception),
          null,
          "the body nests too deeply or holds a name, number or string that is too long"
              + place(exception),
          "send the documented fields only");
    }
    if (exception instanceof MismatchedInputException mismatched) {
      return wrongType(mismatched);
    }
    if (exception instanceof JsonParseException parse
        && parse.getOriginalMessage().startsWith("Duplicate field")) {
      return new Problem(
          malformed(exception),
          null,
          "a field is there twice" + place(exception),
          "send each field once");
    }
    return new Problem(
        malformed(exception),
        null,
        (isCbor(exception) ? "the body is not valid CBOR" : "the body is not valid JSON")
            + place(exception)
            + ": "
            + whatIsWrong(exception),
        isCbor(exception) ? "send one CBOR map" : "send one JSON object, UTF-8");
  }

  private static ErrorCode malformed(JsonProcessingException exception) {
    return isCbor(exception) ? ErrorCode.MALFORMED_CBOR : ErrorCode.MALFORMED_JSON;
  }

  private static boolean isCbor(JsonProcessingException exception) {
    return exception.getProcessor() instanceof CBORParser;
  }

  private static Problem unknownField(UnrecognizedPropertyException unknown) {
    Collection<Object> known = unknown.getKnownPropertyIds();
    String names =
        known == null
            ? ""
            : ": " + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    String field = path(unknown.getPath());
    return new Problem(
        ErrorCode.UNKNOWN_FIELD,
        field,
        field + " is not a field of this request" + place(unknown),
        "leave it out; the fields are" + names);
  }

  private static Problem wrongType(MismatchedInputException mismatched) {
    String field = path(mismatched.getPath());
    String subject = field == null ? "the body" : field;
    return new Problem(
        ErrorCode.WRONG_TYPE,
        field,
        subject + " has a value of the wrong type" + place(mismatched),
        "send " + typeName(mismatched.getTargetType()));
  }

  private static String typeName(Class<?> type) {
    if (type == null) {
      return "the documented type";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type.isArray() && type.getComponentType().isPrimitive()) {
      return "an array of numbers, without quotes";
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "a whole number, without quotes, in range";
    }
    return type.isArray() || Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  private static String path(List<JsonMappingException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(printable(reference.getFieldName()));
      }
    }
    return path.isEmpty() ? null : path.toString();
  }

  private static String place(JsonProcessingException exception) {
    JsonLocation location = exception.getLocation();
    if (location == null) {
      return "";
    }
    if (location.getLineNr() < 1) {
      return location.getByteOffset() < 0 ? "" : " (byte " + location.getByteOffset() + ")";
    }
    return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  /** What the parser says, but for where it reads from, which is no business of the client's. */
  private static String whatIsWrong(JsonProcessingException exception) {
    String first = exception.getOriginalMessage().lines().findFirst().orElse("");
    int source = first.indexOf(" (start marker at ");
    return printable(source < 0 ? first : first.substring(0, source));
  }

  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 200 ? clean.substring(0, 200) + "..." : clean;
  }
}
