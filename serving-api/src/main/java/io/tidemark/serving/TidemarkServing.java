package io.tidemark.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.lifecycle.Managed;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tidemark.serving.actions.ActionsResource;
import io.tidemark.serving.actions.KafkaActionLog;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.admission.ArrivalFilter;
import io.tidemark.serving.console.ConsoleBundle;
import io.tidemark.serving.drift.UserFreshnessResource;
import io.tidemark.serving.errors.HttpExceptionMapper;
import io.tidemark.serving.errors.JsonExceptionMapper;
import io.tidemark.serving.errors.RefusedExceptionMapper;
import io.tidemark.serving.errors.UnexpectedExceptionMapper;
import io.tidemark.serving.experiments.ExperimentsResource;
import io.tidemark.serving.experiments.ExperimentsWatch;
import io.tidemark.serving.experiments.NeededModels;
import io.tidemark.serving.experiments.ServedAbilities;
import io.tidemark.serving.experiments.Treatments;
import io.tidemark.serving.fleet.FleetResource;
import io.tidemark.serving.fleet.RecentAnswers;
import io.tidemark.serving.freshness.FreshnessRules;
import io.tidemark.serving.health.HealthResource;
import io.tidemark.serving.health.Readiness;
import io.tidemark.serving.http.AnswerWriter;
import io.tidemark.serving.http.BodyLimit;
import io.tidemark.serving.http.CborReader;
import io.tidemark.serving.http.StrictJson;
import io.tidemark.serving.impressions.ImpressionLog;
import io.tidemark.serving.impressions.KafkaImpressionLog;
import io.tidemark.serving.metrics.MetricsResource;
import io.tidemark.serving.metrics.RequestTimer;
import io.tidemark.serving.metrics.ServingMetrics;
import io.tidemark.serving.models.RankerPool;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.openapi.OpenApiDocument;
import io.tidemark.serving.openapi.OpenApiResource;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.ranking.OpenRanking;
import io.tidemark.serving.ranking.PinRanking;
import io.tidemark.serving.ranking.RankBatchResource;
import io.tidemark.serving.ranking.RankCalls;
import io.tidemark.serving.ranking.RankResource;
import io.tidemark.serving.ranking.RankingConfiguration;
import io.tidemark.serving.realtime.HistoryEmbedder;
import io.tidemark.serving.realtime.RealtimeEmbeddings;
import io.tidemark.serving.realtime.ServedPinnerFormer;
import io.tidemark.serving.releases.AdminGate;
import io.tidemark.serving.releases.ReleaseHistoryResource;
import io.tidemark.serving.retrieval.CandidateRetrieval;
import io.tidemark.serving.retrieval.CandidatesResource;
import io.tidemark.serving.retrieval.RetrievalWatch;
import io.tidemark.serving.runs.WorkflowsResource;
import io.tidemark.serving.scoring.ScoreResource;
import io.tidemark.serving.status.StatusResource;
import io.tidemark.serving.tides.HBaseConfiguration;
import io.tidemark.serving.tides.HBaseTideStore;
import io.tidemark.serving.tides.StreamWatch;
import io.tidemark.serving.tides.TideReader;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The serving API: takes live actions, ranks pins, and says how fresh what it ranked by was.
 *
 * <p>{@code TidemarkServing} alone runs with the packaged configuration and the environment ({@code
 * TIDEMARK_HBASE}, {@code TIDEMARK_KAFKA}, {@code TIDEMARK_API_PORT}, {@code TIDEMARK_API_BIND});
 * {@code TidemarkServing server my.yml} with a file.
 */
public final class TidemarkServing extends Application<ServingConfiguration> {
  private static final String PACKAGED_CONFIGURATION = "tidemark-serving.yml";

  /** What computes rankings. */
  private static final String[] RANKINGS = {
    "/v1/rank", "/v1/rank:batch", "/v1/score", "/v1/candidates"
  };

  /** The resources of the API, as they are documented. */
  public static final Set<Class<?>> RESOURCES =
      Set.of(
          ActionsResource.class,
          CandidatesResource.class,
          ExperimentsResource.class,
          FleetResource.class,
          HealthResource.class,
          MetricsResource.class,
          OpenApiResource.class,
          RankBatchResource.class,
          RankResource.class,
          ReleaseHistoryResource.class,
          ScoreResource.class,
          StatusResource.class,
          UserFreshnessResource.class,
          WorkflowsResource.class);

  /** Runs the API until the process is ended. */
  public static void main(String[] args) throws Exception {
    new TidemarkServing()
        .run(args.length == 0 ? new String[] {"server", PACKAGED_CONFIGURATION} : args);
  }

  @Override
  public String getName() {
    return "tidemark-serving";
  }

  @Override
  public void initialize(Bootstrap<ServingConfiguration> bootstrap) {
    ResourceConfigurationSourceProvider packaged = new ResourceConfigurationSourceProvider();
    FileConfigurationSourceProvider file = new FileConfigurationSourceProvider();
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            path -> (path.equals(PACKAGED_CONFIGURATION) ? packaged : file).open(path),
            new EnvironmentVariableSubstitutor(false)));
    bootstrap.addBundle(new ConsoleBundle());
  }

  @Override
  public void run(ServingConfiguration configuration, Environment environment) {
    Clock clock = Clock.systemUTC();
    ObjectMapper mapper = StrictJson.configure(environment.getObjectMapper());
    LifecycleEnvironment lifecycle = environment.lifecycle();
    ServingMetrics metrics = managed(lifecycle, new ServingMetrics());
    boolean measured = configuration.isMeasured();
    // A composite of nothing: its meters do nothing.
    MeterRegistry meters = measured ? metrics.registry() : new CompositeMeterRegistry();

    HBaseConfiguration hbase = configuration.getHbase();
    HBaseTideStore store = managed(lifecycle, new HBaseTideStore(hbase, meters));
    KafkaActionLog log = managed(lifecycle, new KafkaActionLog(configuration.getKafka(), meters));
    PinSnapshots snapshots =
        managed(lifecycle, new PinSnapshots(store, configuration.getPins(), clock, meters));
    ReleaseWatch models =
        managed(
            lifecycle,
            new ReleaseWatch(store, snapshots, configuration.getModels(), clock, meters));
    StreamWatch stream =
        managed(
            lifecycle,
            new StreamWatch(
                store,
                log::partitions,
                clock,
                configuration.getFreshness().refresh().toJavaDuration()));
    FreshnessRules rules =
        measured
            ? new FreshnessRules(configuration.getFreshness(), hbase.liveActions())
            : FreshnessRules.notJudging(configuration.getFreshness(), hbase.liveActions());
    PinCache pins = new PinCache(store, configuration.getPins(), meters);
    TideReader tides = new TideReader(store, pins, hbase.liveActions(), meters);
    RankerPool rankers =
        managed(lifecycle, new RankerPool(store, configuration.getModels(), clock));
    ServedPinnerFormer pinnerformer =
        managed(lifecycle, new ServedPinnerFormer(configuration.getModels(), clock));
    HistoryEmbedder embedder = new HistoryEmbedder(pins);
    RealtimeEmbeddings realtime =
        new RealtimeEmbeddings(
            store,
            pinnerformer,
            embedder,
            hbase.liveActions(),
            configuration.getRealtime(),
            meters);
    ExperimentsWatch experiments =
        managed(
            lifecycle,
            new ExperimentsWatch(
                configuration.getExperiments(),
                new ServedAbilities(
                    models, hbase.liveActions(), configuration.getRealtime().enabled()),
                running -> {
                  rankers.keep(NeededModels.rankers(running));
                  if (NeededModels.isPinnerFormerNeeded(running)) {
                    realtime.prepare(models.servedReleases().pinnerformer());
                  }
                },
                clock,
                meters));
    PinRanking ranking =
        new PinRanking(
            models,
            tides,
            stream,
            rules,
            new Treatments(experiments::running, rankers::borrow, realtime, meters),
            hbase.readBudget().toJavaDuration(),
            clock,
            meters);
    RankingConfiguration rankings = configuration.getRanking();
    Admission admission = new Admission(rankings.admission(), meters);

    environment
        .servlets()
        .addFilter("arrivals", new ArrivalFilter(admission, mapper))
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, RANKINGS);
    JerseyEnvironment jersey = environment.jersey();
    refuseInOneVoice(configuration, jersey);
    jersey.register(new AnswerWriter(mapper));
    jersey.register(new CborReader());
    if (measured) {
      jersey.register(new RequestTimer(meters));
    }
    jersey.register(new BodyLimit(Math.toIntExact(configuration.getBodyLimit().toBytes())));
    jersey.register(new ActionsResource(mapper, log, clock, meters));
    RecentAnswers answers = new RecentAnswers(meters);
    RankCalls calls =
        new RankCalls(
            ranking,
            rankings,
            admission,
            impressions(configuration, lifecycle, meters),
            measured ? answers::record : freshness -> {});
    RetrievalWatch index =
        managed(lifecycle, new RetrievalWatch(store, configuration.getRetrieval(), clock, meters));
    CandidateRetrieval retrieval =
        new CandidateRetrieval(
            index,
            models,
            tides,
            store,
            configuration.getRetrieval(),
            hbase.readBudget().toJavaDuration(),
            new Random(),
            meters);
    jersey.register(new CandidatesResource(retrieval, admission));
    jersey.register(new RankResource(calls, new OpenRanking(retrieval, admission, calls)));
    jersey.register(new RankBatchResource(calls));
    jersey.register(new ScoreResource(models, rankings.timeout().toJavaDuration(), admission));
    jersey.register(new StatusResource(models, index, clock));
    jersey.register(
        new ReleaseHistoryResource(store, new AdminGate(configuration.getAdmin()), clock));
    new FreshnessParts(
            configuration,
            store,
            log::partitions,
            models,
            stream,
            rules,
            tides,
            pinnerformer,
            embedder,
            admission,
            clock)
        .register(answers, meters, lifecycle, jersey);
    jersey.register(
        new ExperimentsResource(experiments, configuration.getExperiments().readoutsPath(), clock));
    Readiness readiness = new Readiness(models, clock);
    jersey.register(
        new HealthResource(
            Optional.ofNullable(System.getenv("TIDEMARK_INSTANCE")),
            readiness,
            experiments::problems,
            readiness::isStarting));
    jersey.register(new MetricsResource(metrics.registry()));
    jersey.register(
        new OpenApiResource(() -> OpenApiDocument.json(OpenApiDocument.of(RESOURCES, mapper))));
  }

  private static ImpressionLog impressions(
      ServingConfiguration configuration, LifecycleEnvironment lifecycle, MeterRegistry meters) {
    return configuration.getImpressions().enabled()
        ? managed(
            lifecycle,
            new KafkaImpressionLog(
                configuration.getImpressions(),
                configuration.getKafka().bootstrapServers(),
                meters))
        : ImpressionLog.NONE;
  }

  private static <T extends Managed> T managed(LifecycleEnvironment lifecycle, T part) {
    lifecycle.manage(part);
    return part;
  }

  private static void refuseInOneVoice(
      ServingConfiguration configuration, JerseyEnvironment jersey) {
    if (configuration.getServerFactory() instanceof AbstractServerFactory server) {
      server.setRegisterDefaultExceptionMappers(false);
    }
    UnexpectedExceptionMapper unexpected = new UnexpectedExceptionMapper();
    jersey.register(unexpected);
    jersey.register(new HttpExceptionMapper(unexpected));
    jersey.register(new JsonExceptionMapper(unexpected));
    jersey.register(new RefusedExceptionMapper());
  }
}
