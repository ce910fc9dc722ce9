package io.tidemark.workflows.dagfiles;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.Command.Placeholder;
import io.tidemark.workflows.Schedule;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A workflow in Python, for Airflow 2.4 and newer and Airflow 3. The data day comes from the run's
 * {@code conf}, else it is the day before the logical date; the timetable makes that the instant at
 * which a run starts, in both versions. Values reach the shell as variables and are never part of
 * its program.
 */
public final class DagFile {
  private static final String DAY = "(dag_run.conf or {}).get('data_day') or macros.ds_add(ds, -1)";

  private static final String PREAMBLE =
      String.join(
          "\n",
          "# Written from the definition in Java: change the workflow there, not here.",
          "from datetime import datetime, timedelta, timezone",
          "",
          "from airflow import DAG",
          "from airflow.timetables.trigger import CronTriggerTimetable",
          "",
          "try:",
          "    from airflow.providers.standard.operators.bash import BashOperator",
          "except ImportError:  # Airflow 2",
          "    from airflow.operators.bash import BashOperator",
          "",
          "ENV = {",
          "    \"TIDEMARK_WORKFLOW\": \"{{ dag.dag_id }}\",",
          "    \"TIDEMARK_RUN\": \"{{ run_id }}\",",
          "    \"TIDEMARK_TASK\": \"{{ task.task_id }}\",",
          "    \"TIDEMARK_TRY\": \"{{ ti.try_number }}\",",
          "    \"TIDEMARK_CONF\": \"{{ dag_run.conf | tojson }}\",",
          "    \"TIDEMARK_DATA_DAY\": \"{{ %s }}\",".formatted(DAY),
          "    \"TIDEMARK_DAY_START\": \"{{ %s }}T00:00:00Z\",".formatted(DAY),
          "    \"TIDEMARK_AS_OF\": \"{{ macros.ds_add(%s, 1) }}T00:00:00Z\",".formatted(DAY),
          "}",
          "",
          "");

  private final Workflow workflow;
  private final List<String> launcher;

  /**
   * @param launcher what stands before a task's arguments, as words of a shell
   */
  public DagFile(Workflow workflow, List<String> launcher) {
    this.workflow = requireNonNull(workflow, "workflow is null");
    this.launcher = List.copyOf(launcher);
  }

  /** Of a workflow whose tasks are commands of {@code $TIDEMARK_HOME/tidemark}. */
  public static DagFile of(Workflow workflow) {
    return new DagFile(workflow, List.of("\"$TIDEMARK_HOME/tidemark\""));
  }

  /** Such as {@code daily_embeddings.py}. */
  public String name() {
    return workflow.id() + ".py";
  }

  /** The whole file. */
  public String text() {
    return together(List.of(this));
  }

  /** Several workflows in one file. */
  public static String together(List<DagFile> files) {
    return PREAMBLE + files.stream().map(DagFile::dag).collect(Collectors.joining("\n"));
  }

  private String dag() {
    return String.join(
        "\n",
        "with DAG(",
        "    dag_id=%s,".formatted(quoted(workflow.id())),
        "    description=%s,".formatted(quoted(workflow.description())),
        "    schedule=%s,".formatted(schedule()),
        "    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),",
        "    catchup=%s,"
            .formatted(python(workflow.schedule().map(Schedule::catchUp).orElse(false))),
        "    max_active_runs=%d,".formatted(workflow.limits().activeRuns()),
        "    dagrun_timeout=%s,".formatted(timedelta(workflow.limits().runTimeout())),
        "    is_paused_upon_creation=False,",
        "    tags=[\"tidemark\"],",
        ") as dag:",
        workflow.tasks().stream().map(this::task).collect(Collectors.joining("\n")),
        order(),
        "");
  }

  private String task(Task task) {
    return String.join(
        "\n",
        "    %s = BashOperator(".formatted(task.id()),
        "        task_id=%s,".formatted(quoted(task.id())),
        "        bash_command=%s,".formatted(quoted(shell(task))),
        "        env=ENV,",
        "        append_env=True,",
        "        retries=%d,".formatted(task.retries().count()),
        "        retry_delay=%s,".formatted(timedelta(task.retries().delay())),
        "        retry_exponential_backoff=True,",
        "        max_retry_delay=%s,".formatted(timedelta(task.retries().maximumDelay())),
        "        execution_timeout=%s,".formatted(timedelta(task.timeout())),
        "        pool=%s,".formatted(quoted(task.resources().pool())),
        "        pool_slots=%d,".formatted(task.resources().slots()),
        "    )");
  }

  private String order() {
    return workflow.tasks().stream()
        .filter(task -> !task.upstream().isEmpty())
        .map(task -> "    [%s] >> %s".formatted(String.join(", ", task.upstream()), task.id()))
        .collect(Collectors.joining("\n"));
  }

  private String schedule() {
    Optional<Schedule> schedule = workflow.schedule();
    return schedule
        .map(
            each ->
                "CronTriggerTimetable(%s, timezone=%s)"
                    .formatted(
                        quoted(each.cron()),
                        quoted(each.zone().equals(ZoneOffset.UTC) ? "UTC" : each.zone().getId())))
        .orElse("None");
  }

  /** Ends in a blank, without which Airflow takes a command for the name of a template file. */
  private String shell(Task task) {
    return "exec %s %s "
        .formatted(
            String.join(" ", launcher),
            task.command().arguments().stream()
                .map(DagFile::word)
                .collect(Collectors.joining(" ")));
  }

  /** A word of the shell's, in which placeholders are variables. */
  private static String word(String argument) {
    String escaped =
        argument
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("$", "\\$")
            .replace("`", "\\`");
    for (Placeholder placeholder : Placeholder.values()) {
      escaped = escaped.replace(placeholder.written(), variable(placeholder));
    }
    return escaped.matches("[A-Za-z0-9_./:=-]+") ? escaped : "\"" + escaped + "\"";
  }

  private static String variable(Placeholder placeholder) {
    return switch (placeholder) {
      case DAY -> "${TIDEMARK_DATA_DAY}";
      case DAY_START -> "${TIDEMARK_DAY_START}";
      case AS_OF -> "${TIDEMARK_AS_OF}";
    };
  }

  private static String timedelta(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? "timedelta(seconds=%d)".formatted(duration.toSeconds())
        : "timedelta(milliseconds=%d)".formatted(duration.toMillis());
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }
}
