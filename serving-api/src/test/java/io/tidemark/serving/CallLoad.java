package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.serving.ServingProcess.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls from four threads, one after the other in each, until they are stopped. */
final class CallLoad {
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService callers = Executors.newFixedThreadPool(4);
  private final List<Future<List<Answer>>> calls = new ArrayList<>();

  CallLoad(Callable<Answer> call) {
    for (int i = 0; i < 4; i++) {
      calls.add(
          callers.submit(
              () -> {
                List<Answer> answers = new ArrayList<>();
                while (!stop.get()) {
                  answers.add(call.call());
                }
                return answers;
              }));
    }
  }

  List<Answer> stop() throws Exception {
    stop.set(true);
    callers.shutdown();
    List<Answer> all = new ArrayList<>();
    for (Future<List<Answer>> call : calls) {
      assertThat(call.get()).isNotEmpty();
      all.addAll(call.get());
    }
    return all;
  }
}
