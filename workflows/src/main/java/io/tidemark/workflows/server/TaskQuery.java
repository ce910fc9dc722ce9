package io.tidemark.workflows.server;

import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.TaskStatus;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which tasks are asked for, and in which order: the filters of Airflow 3, by query or by body. */
final class TaskQuery {
  private static final Map<String, String> INSTANTS =
      Map.of(
          "logical_date", "r.logical_date",
          "run_after", "r.run_after",
          "start_date", "t.start_date",
          "end_date", "t.end_date");
  private static final String DURATION = "(t.end_date - t.start_date)";
  private static final Map<String, String> ORDERS = orders();

  private TaskQuery() {}

  /** Adds filters and order. */
  static Query of(Query query, MultivaluedMap<String, String> parameters) {
    states(query, Paging.all(parameters, "state"));
    query.in("t.pool", Paging.all(parameters, "pool"));
    Paging.pattern(query, parameters, "task_display_name_pattern", "t.task_id");
    if (parameters.containsKey("try_number")) {
      query.in("t.try_number", Paging.numbers(parameters, "try_number"));
    }
    Paging.instants(query, parameters, INSTANTS);
    Paging.durations(query, parameters, DURATION);
    Paging.order(query, Paging.all(parameters, "order_by"), ORDERS, "t.run_key");
    return query.orderBy("t.position", false);
  }

  /** {@code no_status} asks for what is null. */
  private static void states(Query query, List<String> states) {
    List<String> named = new ArrayList<>(states);
    boolean none = named.remove("no_status") | named.remove("null");
    for (String state : named) {
      try {
        TaskStatus.of(state);
      } catch (IllegalArgumentException e) {
        throw ApiException.of(422, "Invalid value for state: '%s'".formatted(state));
      }
    }
    if (!none) {
      query.in("t.state", named);
    } else if (named.isEmpty()) {
      query.where("t.state is null");
    } else {
      named.add("no_status");
      query.in("coalesce(t.state, 'no_status')", named);
    }
  }

  private static Map<String, String> orders() {
    Map<String, String> orders = new HashMap<>(INSTANTS);
    orders.put("id", "t.try_uid");
    orders.put("state", "t.state");
    orders.put("duration", DURATION);
    orders.put("map_index", "t.position");
    orders.put("try_number", "t.try_number");
    orders.put("data_interval_start", "r.interval_start");
    orders.put("data_interval_end", "r.interval_end");
    return Map.copyOf(orders);
  }
}
