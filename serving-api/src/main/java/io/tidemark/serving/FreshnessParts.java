package io.tidemark.serving;

import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.lifecycle.Managed;
import io.dropwizard.lifecycle.ServerLifecycleListener;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.canary.Canary;
import io.tidemark.serving.drift.DriftProbe;
import io.tidemark.serving.drift.RankingsProbe;
import io.tidemark.serving.drift.UserFreshnessProbe;
import io.tidemark.serving.drift.UserFreshnessResource;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.fleet.FleetMeters;
import io.tidemark.serving.fleet.FleetResource;
import io.tidemark.serving.fleet.FleetSampler;
import io.tidemark.serving.fleet.FleetTurns;
import io.tidemark.serving.fleet.FleetView;
import io.tidemark.serving.fleet.RecentAnswers;
import io.tidemark.serving.fleet.SampledChanges;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.ranking.PinRanking;
import io.tidemark.serving.ranking.RankProbe;
import io.tidemark.serving.realtime.HistoryEmbedder;
import io.tidemark.serving.realtime.ServedPinnerFormer;
import io.tidemark.serving.runs.RunsWatch;
import io.tidemark.serving.runs.WorkflowsResource;
import io.tidemark.serving.tides.HBaseTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Server;

/** What makes freshness visible beyond single answers: one user's, everybody's, and the canary. */
record FreshnessParts(
    ServingConfiguration configuration,
    HBaseTideStore store,
    Supplier<OptionalInt> partitions,
    ReleaseWatch models,
    StreamWatch stream,
    FreshnessRules rules,
    TideReader tides,
    ServedPinnerFormer pinnerformer,
    HistoryEmbedder embedder,
    Admission admission,
    Clock clock) {
  private static final int CANARY_CANDIDATES = 10;

  /** Starts them with the application, and registers their resources. */
  void register(
      RecentAnswers answers,
      MeterRegistry meters,
      LifecycleEnvironment lifecycle,
      JerseyEnvironment jersey) {
    UserFreshnessProbe probe = probe();
    SampledChanges changes = new SampledChanges(meters);
    FleetSampler sampler =
        new FleetSampler(
            store, models, probe::of, configuration.getSample(), changes, clock, new Random());
    Canary canary = canary(meters);
    if (configuration.isMeasured()) {
      managed(lifecycle, sampler);
      managed(lifecycle, new FleetTurns(answers, changes));
      managed(lifecycle, canary);
      lifecycle.addServerLifecycleListener(whenListening(canary));
    }
    RunsWatch runs = managed(lifecycle, new RunsWatch(configuration.getScheduler(), clock));
    FleetView view =
        new FleetView(models, stream, rules, answers, sampler::view, canary::view, runs, clock);
    managed(lifecycle, new FleetMeters(view, meters));
    jersey.register(new FleetResource(view));
    jersey.register(new WorkflowsResource(configuration.getScheduler(), clock));
    jersey.register(new UserFreshnessResource(probe));
  }

  /** Its rankings are nobody's, so they are not measured as rankings. */
  private UserFreshnessProbe probe() {
    PinRanking ranking =
        new PinRanking(
            models,
            tides,
            stream,
            rules,
            Treatments.none(),
            configuration.getHbase().readBudget().toJavaDuration(),
            clock,
            new CompositeMeterRegistry());
    return new UserFreshnessProbe(
        store,
        models,
        stream,
        rules,
        configuration.getHbase().liveActions(),
        new DriftProbe(pinnerformer, embedder),
        new RankingsProbe(new RankProbe(ranking, configuration.getRanking(), admission)),
        clock);
  }

  private Canary canary(MeterRegistry meters) {
    return new Canary(
        configuration.getCanary(),
        partitions,
        this::canaryCandidates,
        configuration.getFreshness().objectives().pipelineLag().toJavaDuration(),
        clock,
        meters);
  }

  /** Pins that are served; some other id if none are: the way of an action needs no pin. */
  private List<String> canaryCandidates() {
    try (ServedModels served = models.hold()) {
      return served
          .snapshot()
          .map(known -> known.sample(CANARY_CANDIDATES))
          .filter(pins -> !pins.isEmpty())
          .orElse(List.of("canary"));
    }
  }

  private static ServerLifecycleListener whenListening(Canary canary) {
    return new ServerLifecycleListener() {
      @Override
      public void serverStarted(Server server) {
        canary.listeningAt(getLocalPort(server));
      }
    };
  }

  private static <T extends Managed> T managed(LifecycleEnvironment lifecycle, T part) {
    lifecycle.manage(part);
    return part;
  }
}
