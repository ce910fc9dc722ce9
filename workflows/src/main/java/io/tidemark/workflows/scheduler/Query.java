package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Conditions, an order and a page. Column names come from code, values from whoever asks: only the
 * latter are bound.
 */
public final class Query {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, List<?>> lists = new LinkedHashMap<>();
  private final List<String> order = new ArrayList<>();
  private final int limit;
  private final int offset;

  /**
   * @param limit at most so many rows
   * @param offset rows that are passed over
   */
  public Query(int limit, int offset) {
    this.limit = limit;
    this.offset = offset;
  }

  /** A column is this. */
  public Query equal(String column, Object value) {
    return compare(column, "=", value);
  }

  /** A column compared by {@code =, >=, >, <=, <} or {@code ilike}. */
  public Query compare(String column, String operator, Object value) {
    String name = "v" + values.size();
    conditions.add("%s %s :%s".formatted(column, operator, name));
    values.put(name, value instanceof Instant instant ? Micros.of(instant) : value);
    return this;
  }

  /** A column is one of these; no condition if there are none. */
  public Query in(String column, List<?> wanted) {
    if (!wanted.isEmpty()) {
      String name = "l" + lists.size();
      conditions.add("%s in (<%s>)".formatted(column, name));
      lists.put(name, wanted);
    }
    return this;
  }

  /** A condition without values. */
  public Query where(String condition) {
    conditions.add(requireNonNull(condition, "condition is null"));
    return this;
  }

  /** Orders by this column after those named before. */
  public Query orderBy(String column, boolean descending) {
    order.add(column + (descending ? " desc nulls last" : " asc nulls last"));
    return this;
  }

  String whereClause() {
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  String orderClause() {
    return order.isEmpty() ? "" : " order by " + String.join(", ", order);
  }

  String pageClause() {
    return " limit %d offset %d".formatted(limit, offset);
  }

  <S extends SqlStatement<S>> S bind(S statement) {
    values.forEach(statement::bind);
    lists.forEach((name, list) -> statement.bindList(name, list));
    return statement;
  }
}
