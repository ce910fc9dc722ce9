package io.tidemark.serving.console;

import io.dropwizard.assets.AssetsBundle;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.webjars.WebJarVersionLocator;

/**
 * Serves the console at {@value #PATH}: its own pages, and the two libraries that they use, from
 * their WebJars. Nothing is fetched from anywhere else.
 */
public final class ConsoleBundle implements ConfiguredBundle<Configuration> {
  /** Where it is. */
  public static final String PATH = "/console/";

  private static final String PAGES = "/console/";
  private static final String INDEX = "index.html";

  @Override
  public void initialize(Bootstrap<?> bootstrap) {
    bootstrap.addBundle(new AssetsBundle(PAGES, PATH, INDEX, "console"));
    addLibrary(bootstrap, "lit-html", "");
    addLibrary(bootstrap, "uplot", "dist/");
  }

  @Override
  public void run(Configuration configuration, Environment environment) {
    environment
        .servlets()
        .addFilter("console-headers", new ConsoleHeaders())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, PATH + "*");
  }

  private static void addLibrary(Bootstrap<?> bootstrap, String library, String folder) {
    String version = new WebJarVersionLocator().version(library);
    if (version == null) {
      throw new IllegalStateException("the WebJar of " + library + " is not on the class path");
    }
    bootstrap.addBundle(
        new AssetsBundle(
            "/META-INF/resources/webjars/%s/%s/%s".formatted(library, version, folder),
            PATH + "lib/" + library + "/",
            null,
            "console-" + library));
  }
}
