package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.workflows.scheduler.Query;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads limits, orders and filters from a query, as Airflow 3 takes them. */
final class Paging {
  private static final int LIMIT = 50;
  private static final int MOST = 100;

  /** Operators by what stands behind the name of a field that is compared. */
  static final Map<String, String> COMPARISONS =
      Map.of("_gte", ">=", "_gt", ">", "_lte", "<=", "_lt", "<");

  private Paging() {}

  /** An empty query with the page that was asked for. */
  static Query query(MultivaluedMap<String, String> parameters) {
    return query(parameters, "limit", "offset", LIMIT);
  }

  /** The same with the names that a body has for them. */
  static Query query(
      MultivaluedMap<String, String> parameters, String limit, String offset, int otherwise) {
    return new Query(
        Math.min(MOST, number(parameters, limit, otherwise)), number(parameters, offset, 0));
  }

  /** The page of what is at hand already that was asked for. */
  static <T> List<T> page(MultivaluedMap<String, String> parameters, List<T> all) {
    return all.stream()
        .skip(number(parameters, "offset", 0))
        .limit(Math.min(MOST, number(parameters, "limit", LIMIT)))
        .toList();
  }

  /** A number from 0. */
  static int number(MultivaluedMap<String, String> parameters, String name, int otherwise) {
    String text = parameters.getFirst(name);
    return text == null ? otherwise : number(text, name);
  }

  private static int number(String text, String name) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw ApiException.invalid(
          "int_parsing",
          List.of("query", name),
          "Input should be a valid integer",
          TextNode.valueOf(text));
    }
    throw ApiException.invalid(
        "greater_than_equal",
        List.of("query", name),
        "Input should be greater than or equal to 0",
        TextNode.valueOf(text));
  }

  /**
   * Orders by what was asked for, then by what makes the order whole.
   *
   * @param columns that may be asked for, by name
   * @param last orders what is equal so far
   */
  static void order(Query query, List<String> wanted, Map<String, String> columns, String last) {
    for (String name : wanted) {
      boolean descending = name.startsWith("-");
      String column = columns.get(descending ? name.substring(1) : name);
      if (column == null) {
        throw ApiException.of(
            400,
            "Ordering with '%s' is disallowed or the attribute does not exist on the model"
                .formatted(name));
      }
      query.orderBy(column, descending);
    }
    query.orderBy(last, false);
  }

  /**
   * Filters by instants, such as {@code start_date_gte}.
   *
   * @param columns by the names of the fields
   */
  static void instants(
      Query query, MultivaluedMap<String, String> parameters, Map<String, String> columns) {
    columns.forEach(
        (field, column) ->
            COMPARISONS.forEach(
                (suffix, operator) -> {
                  String text = parameters.getFirst(field + suffix);
                  if (text != null) {
                    Instant instant = Body.instant(text, List.of("query", field + suffix));
                    query.compare(column, operator, instant);
                  }
                }));
  }

  /**
   * Filters by a part of a text in which {@code %} and {@code _} stand for anything, upper and
   * lower case alike; {@code ~} alone is no filter.
   */
  static void pattern(
      Query query, MultivaluedMap<String, String> parameters, String name, String column) {
    String pattern = parameters.getFirst(name);
    if (pattern != null && !pattern.equals("~")) {
      query.compare(column, "ilike", "%" + pattern.replace("\\", "\\\\") + "%");
    }
  }

  /** Filters by durations in seconds, such as {@code duration_gte}. */
  static void durations(Query query, MultivaluedMap<String, String> parameters, String micros) {
    COMPARISONS.forEach(
        (suffix, operator) -> {
          String text = parameters.getFirst("duration" + suffix);
          if (text != null) {
            try {
              query.compare(micros, operator, Math.round(Double.parseDouble(text) * 1e6));
            } catch (NumberFormatException e) {
              throw ApiException.invalid(
                  "float_parsing",
                  List.of("query", "duration" + suffix),
                  "Input should be a valid number",
                  TextNode.valueOf(text));
            }
          }
        });
  }

  /** Numbers from 0 of a parameter that may come several times. */
  static List<Integer> numbers(MultivaluedMap<String, String> parameters, String name) {
    List<Integer> numbers = new ArrayList<>();
    for (String text : all(parameters, name)) {
      numbers.add(number(text, name));
    }
    return numbers;
  }

  /** Values of a parameter that may come several times; null is an empty list. */
  static List<String> all(MultivaluedMap<String, String> parameters, String name) {
    return parameters.getOrDefault(name, List.of());
  }
}
