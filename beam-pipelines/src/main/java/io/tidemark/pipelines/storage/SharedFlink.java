package io.tidemark.pipelines.storage;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * One Flink for all batch pipelines of a process. By itself Flink starts a cluster for each, which
 * takes longer than a small pipeline; a job has several of them. This one starts with the first
 * pipeline and ends with the process.
 *
 * <p>It is Flink's environment where {@code --flinkMaster} is {@value #MASTER}.
 */
@SuppressWarnings("deprecation") // Beam runs batch pipelines on Flink's older environment.
final class SharedFlink extends ExecutionEnvironment {
  /** Beam's word for the environment that Flink finds by itself. */
  static final String MASTER = "[auto]";

  private SharedFlink(Configuration configuration) {
    super(new Loader(), configuration, SharedFlink.class.getClassLoader());
  }

  /**
   * Makes it the environment of the pipelines that run from now on.
   *
   * @param configurationFolder of Flink
   */
  static void install(String configurationFolder) {
    Configuration configuration = GlobalConfiguration.loadConfiguration(configurationFolder);
    configuration.set(DeploymentOptions.TARGET, Executor.NAME);
    configuration.set(DeploymentOptions.ATTACHED, true);
    configuration.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    initializeContextEnvironment(() -> new SharedFlink(configuration));
  }

  /** The clusters that run, by their slots: a pipeline wider than all of them starts another. */
  private static final class Clusters {
    private static final NavigableMap<Integer, MiniCluster> BY_SLOTS = new TreeMap<>();

    private Clusters() {}

    static synchronized MiniCluster of(int slots, Configuration configuration) throws Exception {
      Map.Entry<Integer, MiniCluster> wideEnough = BY_SLOTS.ceilingEntry(slots);
      if (wideEnough != null && wideEnough.getValue().isRunning()) {
        return wideEnough.getValue();
      }
      MiniCluster cluster = new MiniCluster(settings(slots, configuration));
      cluster.start();
      BY_SLOTS.put(slots, cluster);
      return cluster;
    }

    private static MiniClusterConfiguration settings(int slots, Configuration configuration) {
      Configuration own = new Configuration(configuration);
      if (!own.contains(TaskManagerOptions.MANAGED_MEMORY_SIZE)) {
        // As Beam does where it starts Flink: a share of what is free.
        double share = own.get(TaskManagerOptions.MANAGED_MEMORY_FRACTION);
        long free = EnvironmentInformation.getSizeOfFreeHeapMemoryWithDefrag();
        own.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, new MemorySize((long) (share * free)));
      }
      return new MiniClusterConfiguration.Builder()
          .setConfiguration(own)
          .withRandomPorts()
          .setNumTaskManagers(1)
          .setNumSlotsPerTaskManager(slots)
          .build();
    }
  }

  /** Hands pipelines to the cluster. */
  private static final class Executor implements PipelineExecutor {
    static final String NAME = "tidemark-shared";

    @Override
    public CompletableFuture<JobClient> execute(
        Pipeline pipeline, Configuration configuration, ClassLoader classes) throws Exception {
      JobGraph job = PipelineExecutorUtils.getJobGraph(pipeline, configuration, classes);
      MiniCluster cluster = Clusters.of(job.getMaximumParallelism(), configuration);
      return cluster
          .submitJob(job)
          .thenApply(
              submitted ->
                  new MiniClusterJobClient(
                      submitted.getJobID(), cluster, classes, JobFinalizationBehavior.NOTHING));
    }
  }

  private static final class Loader
      implements PipelineExecutorServiceLoader, PipelineExecutorFactory {
    @Override
    public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
      return this;
    }

    @Override
    public Stream<String> getExecutorNames() {
      return Stream.of(getName());
    }

    @Override
    public String getName() {
      return Executor.NAME;
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
      return true;
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
      return new Executor();
    }
  }
}
