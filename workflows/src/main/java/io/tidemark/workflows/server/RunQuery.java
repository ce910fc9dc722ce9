package io.tidemark.workflows.server;

import io.tidemark.workflows.scheduler.Query;
import io.tidemark.workflows.scheduler.RunStatus;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which runs are asked for, and in which order: the filters of Airflow 3, by query or by body. */
final class RunQuery {
  private static final Map<String, String> INSTANTS =
      Map.of(
          "logical_date", "logical_date",
          "run_after", "run_after",
          "start_date", "start_date",
          "end_date", "end_date",
          "updated_at", "last_decision");
  private static final String DURATION = "(end_date - start_date)";
  private static final Map<String, String> ORDERS = orders();

  private RunQuery() {}

  /**
   * Adds filters and order.
   *
   * @param states runs in one of these; any if there are none
   */
  static Query of(Query query, MultivaluedMap<String, String> parameters, List<String> states) {
    for (String state : states) {
      try {
        RunStatus.of(state);
      } catch (IllegalArgumentException e) {
        throw ApiException.of(
            422, "Invalid value for state. Valid values are queued, running, success, failed");
      }
    }
    query.in("state", states);
    query.in("run_type", Paging.all(parameters, "run_type"));
    Paging.pattern(query, parameters, "run_id_pattern", "run_id");
    Paging.pattern(query, parameters, "dag_id_pattern", "dag_id");
    Paging.pattern(query, parameters, "triggering_user_name_pattern", "triggering_user");
    Paging.pattern(query, parameters, "conf_contains", "conf");
    Paging.instants(query, parameters, INSTANTS);
    Paging.durations(query, parameters, DURATION);
    Paging.order(query, Paging.all(parameters, "order_by"), ORDERS, "run_key");
    return query;
  }

  private static Map<String, String> orders() {
    Map<String, String> orders = new HashMap<>(INSTANTS);
    orders.put("id", "run_key");
    orders.put("dag_id", "dag_id");
    orders.put("run_id", "run_id");
    orders.put("dag_run_id", "run_id");
    orders.put("state", "state");
    orders.put("conf", "conf");
    orders.put("duration", DURATION);
    return Map.copyOf(orders);
  }
}
