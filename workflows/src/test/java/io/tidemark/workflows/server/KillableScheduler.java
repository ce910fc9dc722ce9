package io.tidemark.workflows.server;

import io.tidemark.workflows.Command;
import io.tidemark.workflows.Retries;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A scheduler to be killed: a main whose one workflow publishes something, slowly. */
final class KillableScheduler {
  private KillableScheduler() {}

  public static void main(String[] args) throws Exception {
    Retries soon = new Retries(2, Duration.ofMillis(100), Duration.ofMillis(100));
    Workflow daily =
        new Workflow(
            "daily",
            "d",
            Optional.empty(),
            new Limits(1, Duration.ofMinutes(5)),
            List.of(
                task("embed", "echo embedded >> $PLACE/embedded").retried(soon),
                // As a release is published: written beside, then one flip, once for a day.
                task(
                        "publish",
                        """
                        echo begun >> $PLACE/begun
                        test "$(cat $PLACE/pointer 2>/dev/null)" = "{day}" && exit 0
                        echo "{day}" > $PLACE/pointer.next
                        touch $PLACE/publishing
                        while ! test -e $PLACE/go-on; do sleep .05; done
                        mv $PLACE/pointer.next $PLACE/pointer
                        echo "{day}" >> $PLACE/published
                        """)
                    .after("embed")
                    .retried(soon),
                task("evaluate", "echo evaluated >> $PLACE/evaluated").after("publish")));
    new TidemarkScheduler(List.of(daily)).run("server", args[0]);
  }

  private static Task task(String id, String script) {
    return Task.of(id, Command.of(script));
  }
}
