package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.workflows.client.AirflowException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pools and variables of a server; throws {@link AirflowException} as its client does. */
public final class AirflowSettings {
  private final Session session;

  AirflowSettings(Session session) {
    this.session = session;
  }

  public List<Pool> pools() {
    return session.list(session.url("pools"), Map.of(), "pools", Pool::of);
  }

  /** Makes a pool, or gives it another size. */
  public Pool setPool(String name, int slots, String description) {
    JsonNode body = session.dialect().pool(name, slots, description);
    try {
      return Pool.of(session.json(Request.post(session.url("pools"), body)));
    } catch (AirflowException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
      return Pool.of(session.json(Request.patch(session.url("pools", name), body)));
    }
  }

  public void deletePool(String name) {
    var unused = Session.found(() -> session.send(Request.delete(session.url("pools", name))));
  }

  public List<Variable> variables() {
    return session.list(session.url("variables"), Map.of(), "variables", Variable::of);
  }

  public Optional<Variable> variable(String key) {
    return Session.found(
        () -> Variable.of(session.json(Request.get(session.url("variables", key)))));
  }

  /** Text only: what else the servers make of it differs. */
  public void setVariable(String key, String value) {
    JsonNode body = Dialect.object().put("key", key).set("value", TextNode.valueOf(value));
    try {
      session.send(Request.post(session.url("variables"), body));
    } catch (AirflowException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
      session.send(Request.patch(session.url("variables", key), body));
    }
  }

  public void deleteVariable(String key) {
    var unused = Session.found(() -> session.send(Request.delete(session.url("variables", key))));
  }
}
