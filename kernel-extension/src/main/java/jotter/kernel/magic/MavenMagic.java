package jotter.kernel.magic;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/// `%maven group:artifact:version`: a library with all that it needs, on the class path at once.
///
/// Maven's own resolver does the work, with the user's `settings.xml` (mirrors, proxies,
/// credentials) and local repository. Variables keep their values.
public final class MavenMagic implements Magic {
  private static final Pattern COORDINATES = Pattern.compile("[^:\\s]+:[^:\\s]+(:[^:\\s]+){1,3}");

  @Override
  public String name() {
    return "maven";
  }

  @Override
  public String summary() {
    return "Adds libraries from Maven repositories, with all that they need.";
  }

  @Override
  public String usage() {
    return "%maven group:artifact:version ...";
  }

  @Override
  public Object run(MagicCall call) {
    List<String> wanted = call.words();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("which library?");
    }
    for (String one : wanted) {
      if (!COORDINATES.matcher(one).matches()) {
        throw new IllegalArgumentException(
            one + " is not group:artifact:version, as in org.apache.commons:commons-math3:3.6.1");
      }
    }
    List<Path> jars = resolve(wanted);
    call.session().addToClassPath(jars);
    System.out.println(
        "added " + jars.size() + (jars.size() == 1 ? " jar: " : " jars: ") + names(jars));
    return null;
  }

  private static String names(List<Path> jars) {
    return String.join(", ", jars.stream().map(p -> p.getFileName().toString()).toList());
  }

  private static List<Path> resolve(List<String> wanted) {
    var overrides = ContextOverrides.create().withUserSettings(true).build();
    try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides)) {
      var collect = new CollectRequest();
      collect.setRepositories(maven.remoteRepositories());
      for (String one : wanted) {
        collect.addDependency(new Dependency(new DefaultArtifact(one), JavaScopes.RUNTIME));
      }
      var request =
          new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
      var jars = new ArrayList<Path>();
      for (ArtifactResult result :
          maven
              .repositorySystem()
              .resolveDependencies(maven.repositorySystemSession(), request)
              .getArtifactResults()) {
        jars.add(result.getArtifact().getFile().toPath());
      }
      return jars;
    } catch (DependencyResolutionException unresolved) {
      throw new IllegalArgumentException(
          String.valueOf(unresolved.getMessage()).replaceFirst("^.*?: (?=Could not)", ""),
          unresolved);
    }
  }
}
