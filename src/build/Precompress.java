import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Called by the build with the folder of the unpacked WAR: compresses its static texts, those in
 * the jars of the browser's libraries too, into {@code WEB-INF/gzip}, from where {@code
 * CompressedFiles} sends them (ADR 22).
 */
final class Precompress {

  private static final Pattern TEXT = Pattern.compile(".*\\.(html|css|m?js|json|svg|txt)");
  private static final String IN_JARS = "META-INF/resources/";
  private static final int MIN_BYTES = 1_024;

  private final Path war;
  private final Path target;

  private Precompress(Path war) {
    this.war = war;
    this.target = war.resolve("WEB-INF").resolve("gzip");
  }

  public static void main(String[] arguments) throws IOException {
    new Precompress(Path.of(arguments[0])).run();
  }

  private void run() throws IOException {
    for (Path file : files(war, TEXT.asMatchPredicate())) {
      String path = war.relativize(file).toString().replace('\\', '/');
      if (!path.startsWith("WEB-INF/") && !path.startsWith("META-INF/")) {
        write(path, Files.readAllBytes(file));
      }
    }
    for (Path jar : files(war.resolve("WEB-INF").resolve("lib"), name -> name.endsWith(".jar"))) {
      try (JarFile entries = new JarFile(jar.toFile())) {
        for (JarEntry entry : (Iterable<JarEntry>) entries.stream()::iterator) {
          if (entry.getName().startsWith(IN_JARS + "webjars/")
              && TEXT.matcher(entry.getName()).matches()) {
            try (InputStream in = entries.getInputStream(entry)) {
              write(entry.getName().substring(IN_JARS.length()), in.readAllBytes());
            }
          }
        }
      }
    }
  }

  private static List<Path> files(Path folder, java.util.function.Predicate<String> named)
      throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> named.test(file.getFileName().toString())).sorted().toList();
    }
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path file = target.resolve(path + ".gz");
    if (bytes.length < MIN_BYTES) {
      Files.deleteIfExists(file);
      return;
    }
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        GZIPOutputStream gzip =
            new GZIPOutputStream(out) {
              {
                def.setLevel(Deflater.BEST_COMPRESSION);
              }
            }) {
      gzip.write(bytes);
    }
  }
}
