package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.client.AirflowException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * A server's workflows, runs and tasks. Every method throws {@link AirflowException} if it is not
 * done; a request that may be repeated is, where nothing answers. May be used by several threads.
 *
 * <pre>{@code
 * try (AirflowClient airflow = AirflowClient.connect(AirflowAddress.of(url, user, password))) {
 *   Triggered run = airflow.trigger("daily_embeddings", RunRequest.forDay("daily_embeddings", day));
 *   RunOutcome outcome = new RunWatch(airflow).await("daily_embeddings", run.run().runId(), seen -> {});
 * }
 * }</pre>
 */
public final class AirflowClient implements AutoCloseable {
  private final Session session;
  private final String serverVersion;

  private AirflowClient(Session session, String serverVersion) {
    this.session = session;
    this.serverVersion = serverVersion;
  }

  /** Finds out which version of the API the server speaks. */
  public static AirflowClient connect(AirflowAddress address) {
    requireNonNull(address, "address is null");
    Transport transport = new Transport(address.callTimeout());
    try {
      for (Dialect dialect : List.of(Dialect.V2, Dialect.V1)) {
        Session session = new Session(address, transport, dialect);
        Request request = Request.get(session.url("version"));
        Answer answer = transport.send(request, Map.of());
        // The other version's server answers 404, as HTML or JSON.
        if (answer.isSuccess() && answer.contentType().contains("json")) {
          return new AirflowClient(session, answer.json(request).text("version", "unknown"));
        }
      }
      throw new AirflowException(
          Kind.UNINTELLIGIBLE,
          0,
          "%s answers neither /api/v2/version nor /api/v1/version as Airflow does"
              .formatted(address.url().redact()));
    } catch (AirflowException e) {
      transport.close();
      throw e;
    }
  }

  /** What the server calls its version, such as {@code 3.2.0}. */
  public String serverVersion() {
    return serverVersion;
  }

  /** {@code v1} or {@code v2}. */
  public String apiVersion() {
    return session.dialect().version();
  }

  public Health health() {
    return Health.of(session.json(Request.get(session.url(session.dialect().healthPath()))));
  }

  /** All workflows, by id. */
  public List<Dag> dags() {
    return session.list(session.url("dags"), Map.of("order_by", "dag_id"), "dags", Dag::of);
  }

  public Optional<Dag> dag(String dagId) {
    return Session.found(() -> Dag.of(session.json(Request.get(session.url("dags", dagId)))));
  }

  public List<DagTask> tasks(String dagId) {
    return session
        .json(Request.get(session.url("dags", dagId, "tasks")))
        .list("tasks", DagTask::of);
  }

  /** A paused workflow's runs wait, those started by hand, too. */
  public Dag setPaused(String dagId, boolean paused) {
    HttpUrl url = Session.with(session.url("dags", dagId), Map.of("update_mask", "is_paused"));
    return Dag.of(session.json(Request.patch(url, Dialect.object().put("is_paused", paused))));
  }

  /**
   * Starts a run, or finds it where a run of this id is there already: so it may be asked for again
   * after a lost answer.
   *
   * @throws AirflowException CONFLICT if another run has its logical date, which it names
   */
  public Triggered trigger(String dagId, RunRequest run) {
    Request request =
        Request.post(session.url("dags", dagId, "dagRuns"), session.dialect().trigger(run));
    try {
      return new Triggered(DagRun.of(session.json(request)), true);
    } catch (AirflowException e) {
      if (e.kind() != Kind.CONFLICT && e.kind() != Kind.UNREACHABLE) {
        throw e;
      }
      Optional<DagRun> mine = run(dagId, run.runId());
      if (mine.isPresent()) {
        return new Triggered(mine.get(), false);
      }
      throw e.kind() == Kind.CONFLICT ? ownedByAnother(dagId, run, e) : e;
    }
  }

  public Optional<DagRun> run(String dagId, String runId) {
    return Session.found(() -> DagRun.of(session.json(Request.get(runUrl(dagId, runId)))));
  }

  /**
   * Runs, newest first.
   *
   * @param dagId a workflow, or {@code ~} for all
   */
  public List<DagRun> runs(String dagId, RunFilter filter) {
    HttpUrl.Builder url = session.url("dags", dagId, "dagRuns").newBuilder();
    filter.states().forEach(state -> url.addQueryParameter("state", state.name()));
    Map<String, String> query = new LinkedHashMap<>();
    query.put("order_by", session.dialect().newestFirst());
    // An instant's text ends in Z: no + that would have to be encoded.
    filter.from().ifPresent(at -> query.put(session.dialect().dateFilter("gte"), at.toString()));
    filter.to().ifPresent(at -> query.put(session.dialect().dateFilter("lte"), at.toString()));
    return session.list(url.build(), query, "dag_runs", DagRun::of, filter.limit());
  }

  public DagRun note(String dagId, String runId, String note) {
    return DagRun.of(session.json(session.dialect().note(runUrl(dagId, runId), note)));
  }

  /** Sets a run to success, failed or queued; what runs of it is ended. */
  public DagRun mark(String dagId, String runId, RunState state) {
    return DagRun.of(
        session.json(
            Request.patch(runUrl(dagId, runId), Dialect.object().put("state", state.name()))));
  }

  /** Forgets a run; one that is not there counts as forgotten. */
  public void delete(String dagId, String runId) {
    var unused = Session.found(() -> session.send(Request.delete(runUrl(dagId, runId))));
  }

  /** The tasks of a run; empty shortly after its start. */
  public List<TaskInstance> taskInstances(String dagId, String runId) {
    return session.list(
        below(runUrl(dagId, runId), "taskInstances"), Map.of(), "task_instances", TaskInstance::of);
  }

  public Optional<TaskInstance> taskInstance(String dagId, String runId, String taskId) {
    return Session.found(
        () -> TaskInstance.of(session.json(Request.get(taskUrl(dagId, runId, taskId)))));
  }

  /** The tries of a task, oldest first, each once. */
  public List<TaskInstance> tries(String dagId, String runId, String taskId) {
    Map<Integer, TaskInstance> byNumber = new LinkedHashMap<>();
    session
        .json(Request.get(below(taskUrl(dagId, runId, taskId), "tries")))
        .list("task_instances", TaskInstance::of)
        // 2.10.3 lists a try that is up for retry twice.
        .forEach(each -> byNumber.put(each.tryNumber(), each));
    return List.copyOf(byNumber.values());
  }

  /**
   * A part of a try's log.
   *
   * @param token of the part before; empty for the beginning
   */
  public LogPage log(
      String dagId, String runId, String taskId, int tryNumber, Optional<String> token) {
    Map<String, String> query = new LinkedHashMap<>();
    token.ifPresent(value -> query.put("token", value));
    HttpUrl url =
        Session.with(
            below(taskUrl(dagId, runId, taskId), "logs", Integer.toString(tryNumber)), query);
    Request request = Request.get(url).accepting(session.dialect().logForm());
    Answer answer = session.send(request);
    return session.dialect() == Dialect.V1
        ? LogText.ofText(answer.body())
        : LogText.ofJson(answer.json(request));
  }

  /** What a task left, without the values. */
  public List<XCom> xcoms(String dagId, String runId, String taskId) {
    return session.list(
        below(taskUrl(dagId, runId, taskId), "xcomEntries"), Map.of(), "xcom_entries", XCom::of);
  }

  public Optional<XCom> xcom(String dagId, String runId, String taskId, String key) {
    HttpUrl url =
        Session.with(
            below(taskUrl(dagId, runId, taskId), "xcomEntries", key),
            session.dialect().xcomQuery());
    return Session.found(() -> XCom.of(session.json(Request.get(url))));
  }

  /**
   * Has tasks run again; it is not repeated if the answer is lost, since a second clear counts
   * again.
   *
   * @return ids of the tasks that will; empty if none fits
   */
  public List<String> clear(String dagId, ClearRequest clear) {
    Request request =
        Request.post(
            session.url("dags", dagId, "clearTaskInstances"), session.dialect().clear(clear));
    return session.json(request).list("task_instances", task -> task.text("task_id", ""));
  }

  /** Sets a task to success, failed or skipped; a task that is already is left as it is. */
  public void mark(String dagId, String runId, String taskId, TaskState state) {
    try {
      session.send(Request.patch(taskUrl(dagId, runId, taskId), session.dialect().mark(state)));
    } catch (AirflowException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  /** Pools and variables. */
  public AirflowSettings settings() {
    return new AirflowSettings(session);
  }

  /** Ends requests that are under way. */
  @Override
  public void close() {
    session.close();
  }

  private AirflowException ownedByAnother(String dagId, RunRequest run, AirflowException refused) {
    String owner =
        run.logicalDate()
            .flatMap(date -> runs(dagId, RunFilter.newest(1).at(date)).stream().findFirst())
            .map(other -> "run '%s' has its logical date".formatted(other.runId()))
            .orElse(refused.getMessage());
    return new AirflowException(
        Kind.CONFLICT,
        refused.status(),
        "run '%s' of %s cannot be started: %s; clear or delete that one, or choose another date"
            .formatted(run.runId(), dagId, owner));
  }

  private HttpUrl runUrl(String dagId, String runId) {
    return session.url("dags", dagId, "dagRuns", runId);
  }

  private HttpUrl taskUrl(String dagId, String runId, String taskId) {
    return session.url("dags", dagId, "dagRuns", runId, "taskInstances", taskId);
  }

  private static HttpUrl below(HttpUrl url, String... parts) {
    HttpUrl.Builder builder = url.newBuilder();
    for (String part : parts) {
      builder.addPathSegment(part);
    }
    return builder.build();
  }
}
