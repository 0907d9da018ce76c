package org.kymata.transport.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.security.AccessCheckedServlet;
import org.kymata.security.AccessRules;
import org.kymata.security.ApiEndpoints;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** Every resource method and servlet declares its required access, the same as in the table. */
class RequiresAccessTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.kymata");

  private record Address(String method, String path, Method found) {
    @Override
    public String toString() {
      return method + " " + path + " (" + found.getDeclaringClass().getSimpleName() + ")";
    }
  }

  private static Stream<Class<?>> annotatedWith(Class<? extends Annotation> annotation) {
    return CLASSES.stream()
        .filter(each -> each.isAnnotatedWith(annotation))
        .map(JavaClass::reflect);
  }

  static List<Address> resourceMethods() {
    List<Address> found = new ArrayList<>();
    annotatedWith(Path.class)
        .forEach(
            resource -> {
              for (Method method : resource.getDeclaredMethods()) {
                for (Annotation each : method.getAnnotations()) {
                  HttpMethod http = each.annotationType().getAnnotation(HttpMethod.class);
                  if (http != null) {
                    found.add(new Address(http.value(), path(resource, method), method));
                  }
                }
              }
            });
    return found;
  }

  private static String path(Class<?> resource, Method method) {
    Path below = method.getAnnotation(Path.class);
    String path =
        "/api/"
            + resource.getAnnotation(Path.class).value()
            + (below == null ? "" : "/" + below.value());
    return path.replaceAll("\\{[^}]*}", "k3f9x2ma");
  }

  @Test
  void resourcesAreFound() {
    assertTrue(resourceMethods().size() > 35, () -> resourceMethods().toString());
  }

  @ParameterizedTest
  @MethodSource("resourceMethods")
  void resourceMethodRequiresWhatTheTableSays(Address address) {
    RequiredAccess required = ResourceAccessFilter.requirement(address.found());
    assertEquals(
        AccessRules.requiredAccess(address.method(), address.path()), required, address::toString);
  }

  static List<Class<?>> servlets() {
    return annotatedWith(WebServlet.class).toList();
  }

  @ParameterizedTest
  @MethodSource("servlets")
  void servletChecksItsCaller(Class<?> servlet) {
    assertTrue(AccessCheckedServlet.class.isAssignableFrom(servlet));
    RequiredAccess required = servlet.getAnnotation(RequiresAccess.class).value();
    WebServlet mapping = servlet.getAnnotation(WebServlet.class);
    String path = mapping.value().length > 0 ? mapping.value()[0] : mapping.urlPatterns()[0];
    // The error page is shown to all, but not at its address.
    if (!path.equals("/error")) {
      assertEquals(AccessRules.requiredAccess("GET", path), required);
    }
  }

  /** Whether the access tests call this address as every caller and in every spelling. */
  private static boolean isTried(String method, String template) {
    String pattern = Pattern.quote(template).replace("k3f9x2ma", "\\E[^/?]+\\Q") + "(\\?.*)?";
    return ApiEndpoints.all().stream().anyMatch(each -> each.matches(method + " " + pattern));
  }

  @Test
  void everyAddressIsTriedAsEveryCaller() {
    List<String> missing = new ArrayList<>();
    resourceMethods().stream()
        .filter(each -> !each.method().equals("HEAD") && !isTried(each.method(), each.path()))
        .forEach(each -> missing.add(each.toString()));
    for (Class<?> servlet : servlets()) {
      WebServlet mapping = servlet.getAnnotation(WebServlet.class);
      Stream.of(mapping.value(), mapping.urlPatterns())
          .flatMap(Stream::of)
          .filter(
              path ->
                  AccessRules.requiredAccess("GET", path) != RequiredAccess.PERMIT_ALL
                      && !isTried("GET", path))
          .forEach(missing::add);
    }
    annotatedWith(ServerEndpoint.class)
        .map(endpoint -> endpoint.getAnnotation(ServerEndpoint.class).value())
        .filter(path -> !isTried("GET", path))
        .forEach(missing::add);
    Stream.of(java.nio.file.Path.of("src", "main", "webapp").toFile().list())
        .filter(file -> file.endsWith(".html"))
        .filter(file -> !file.equals("login.html") && !file.equals("not-found.html"))
        .filter(file -> AccessRules.requiredAccess("GET", "/" + file) != RequiredAccess.PERMIT_ALL)
        .filter(file -> !isTried("GET", "/" + file))
        .forEach(missing::add);
    assertEquals(List.of(), missing);
  }
}
