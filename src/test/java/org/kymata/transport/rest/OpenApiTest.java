package org.kymata.transport.rest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kymata.commands.CommandState;
import org.kymata.hosts.ConnectFailure;
import org.kymata.hosts.ConnectionMode;
import org.kymata.hosts.Host;
import org.kymata.json.JsonProviders;
import org.kymata.nodes.Transport;
import org.kymata.security.AccessRules;
import org.kymata.security.RequiredAccess;
import org.kymata.security.Role;
import org.kymata.security.SecurityEvent;

/** The description at {@code /openapi} says what the resources and servlets do. */
class OpenApiTest {

  private static final JsonObject DOCUMENT = read();
  private static final Pattern TEMPLATE = Pattern.compile("\\{([^}:]+)[^}]*}");
  private static final String PROBLEM = "application/problem+json";

  /** Answered by the server or by a filter, so that no class of ours has these addresses. */
  private static final Set<String> WITHOUT_A_CLASS =
      Set.of("GET /health", "GET /health/live", "GET /health/ready", "GET /{}/{}");

  private static final Map<RequiredAccess, List<List<String>>> SCHEMES =
      Map.of(
          RequiredAccess.PERMIT_ALL, List.of(),
          RequiredAccess.SENDER, List.of(List.of(), List.of("nodeToken")),
          RequiredAccess.SIGNED_IN, List.of(List.of("session")),
          RequiredAccess.OPERATOR, List.of(List.of("session")),
          RequiredAccess.ADMIN, List.of(List.of("session")),
          RequiredAccess.READER, List.of(List.of("session"), List.of("apiKey")),
          RequiredAccess.NODE, List.of(List.of("nodeToken")),
          RequiredAccess.NODE_OR_OPERATOR,
              List.of(List.of("nodeToken"), List.of("session"), List.of("apiKey")));

  private static final Map<RequiredAccess, String> CALLERS =
      Map.of(
          RequiredAccess.PERMIT_ALL, "Open to all.",
          RequiredAccess.SENDER, "Open to every sender; ",
          RequiredAccess.SIGNED_IN, "For everybody who is signed in.",
          RequiredAccess.OPERATOR, "For operators and admins.",
          RequiredAccess.ADMIN, "For admins.",
          RequiredAccess.READER,
              "For everybody who is signed in, and for programs with an API key.",
          RequiredAccess.NODE, "For a node with its token.",
          RequiredAccess.NODE_OR_OPERATOR,
              "For a node with its token, for operators and admins, and for programs with an API"
                  + " key whose scope is write.");

  /** An operation of the description. */
  private record Operation(String method, String path, JsonObject json) {
    String key() {
      return OpenApiTest.key(method, path);
    }

    RequiredAccess requiredAccess() {
      String sample = path.replace("{metric}/{number}", "luminosity/512");
      return AccessRules.requiredAccess(method, TEMPLATE.matcher(sample).replaceAll("k3f9x2ma"));
    }

    JsonObject responses() {
      return json.getJsonObject("responses");
    }

    List<JsonObject> parameters(String in) {
      return json.getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY).asJsonArray().stream()
          .map(OpenApiTest::resolve)
          .filter(each -> each.getString("in").equals(in))
          .toList();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static JsonObject read() {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.json");
        JsonReader reader = JsonProviders.PROVIDER.createReader(in)) {
      return reader.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Operation> operations() {
    List<Operation> found = new ArrayList<>();
    DOCUMENT
        .getJsonObject("paths")
        .forEach(
            (path, methods) ->
                methods
                    .asJsonObject()
                    .forEach(
                        (method, json) ->
                            found.add(
                                new Operation(
                                    method.toUpperCase(Locale.ROOT), path, json.asJsonObject()))));
    return found;
  }

  /** Method and path with nameless parameters. */
  private static String key(String method, String path) {
    return method + " " + TEMPLATE.matcher(path).replaceAll("{}");
  }

  private static JsonObject resolve(JsonValue value) {
    JsonObject object = value.asJsonObject();
    String target = object.getString("$ref", null);
    return target == null ? object : DOCUMENT.getValue(target.substring(1)).asJsonObject();
  }

  /** The methods of resources and servlets, by method and path. */
  private static Map<String, Method> implementations() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.kymata");
    Map<String, Method> found = new HashMap<>();
    for (Class<?> resource : annotatedWith(classes, Path.class)) {
      for (Method method : resource.getDeclaredMethods()) {
        for (Annotation each : method.getAnnotations()) {
          HttpMethod http = each.annotationType().getAnnotation(HttpMethod.class);
          // HEAD goes without saying.
          if (http != null && !http.value().equals(HttpMethod.HEAD)) {
            found.put(key(http.value(), path(resource, method)), method);
          }
        }
      }
    }
    for (Class<?> servlet : annotatedWith(classes, WebServlet.class)) {
      WebServlet mapping = servlet.getAnnotation(WebServlet.class);
      for (Method method : servlet.getDeclaredMethods()) {
        Matcher name = Pattern.compile("do(Get|Post|Put|Delete)").matcher(method.getName());
        if (name.matches()) {
          Stream.of(mapping.value(), mapping.urlPatterns())
              .flatMap(Stream::of)
              .forEach(
                  path -> found.put(key(name.group(1).toUpperCase(Locale.ROOT), path), method));
        }
      }
    }
    return found;
  }

  private static List<Class<?>> annotatedWith(
      JavaClasses classes, Class<? extends Annotation> annotation) {
    return classes.stream()
        .filter(each -> each.isAnnotatedWith(annotation))
        .<Class<?>>map(JavaClass::reflect)
        .toList();
  }

  private static String path(Class<?> resource, Method method) {
    Path below = method.getAnnotation(Path.class);
    return "/api/"
        + resource.getAnnotation(Path.class).value()
        + (below == null ? "" : "/" + below.value());
  }

  @Test
  void describesWhatThereIs() {
    Set<String> expected = new TreeSet<>(implementations().keySet());
    expected.addAll(WITHOUT_A_CLASS);
    Set<String> described =
        operations().stream().map(Operation::key).collect(Collectors.toCollection(TreeSet::new));
    assertTrue(described.size() > 60, described::toString);
    assertEquals(String.join("\n", expected), String.join("\n", described));
  }

  @Test
  void namesEachOperationOnce() {
    List<String> ids =
        operations().stream().map(each -> each.json().getString("operationId")).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size(), ids::toString);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void saysWhoMayCall(Operation operation) {
    RequiredAccess required = operation.requiredAccess();
    String description = operation.json().getString("description");
    assertTrue(description.startsWith(CALLERS.get(required)), description);
    List<List<String>> schemes =
        operation.json().getJsonArray("security").stream()
            .map(each -> List.copyOf(each.asJsonObject().keySet()))
            .toList();
    assertEquals(SCHEMES.get(required), schemes);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void saysWhatIsAnswered(Operation operation) {
    Set<String> statuses = operation.responses().keySet();
    assertFalse(operation.json().getString("summary").isBlank());
    assertTrue(statuses.stream().anyMatch(each -> each.matches("2..|303")), statuses::toString);
    boolean open =
        Set.of(RequiredAccess.PERMIT_ALL, RequiredAccess.SENDER)
            .contains(operation.requiredAccess());
    assertTrue(open || statuses.containsAll(Set.of("401", "403")), statuses::toString);
    if (operation.path().startsWith("/api/")) {
      operation
          .responses()
          .forEach(
              (status, response) ->
                  assertEquals(
                      status.matches("[45].."),
                      resolve(response).toString().contains(PROBLEM),
                      status));
    }
  }

  @Test
  void describesBodies() {
    Map<String, Method> found = implementations();
    for (Operation operation : operations()) {
      Method method = found.get(operation.key());
      if (method == null || !method.getDeclaringClass().isAnnotationPresent(Path.class)) {
        continue;
      }
      // What has no annotation is the body.
      boolean takesBody =
          Stream.of(method.getParameters()).anyMatch(each -> each.getAnnotations().length == 0);
      JsonObject body = operation.json().getJsonObject("requestBody");
      assertEquals(takesBody, body != null, operation::toString);
      if (body != null) {
        JsonObject json = body.getJsonObject("content").getJsonObject("application/json");
        assertFalse(resolve(json.get("schema")).isEmpty(), operation::toString);
        assertTrue(
            operation.responses().keySet().containsAll(Set.of("400", "408", "413", "415", "429")),
            operation::toString);
      }
    }
  }

  @Test
  void describesParameters() {
    Map<String, Method> found = implementations();
    for (Operation operation : operations()) {
      Set<String> inPath = new TreeSet<>();
      TEMPLATE.matcher(operation.path()).results().forEach(each -> inPath.add(each.group(1)));
      assertEquals(inPath, Set.copyOf(names(operation.parameters("path"))), operation::toString);
      Method method = found.get(operation.key());
      if (method != null && method.getDeclaringClass().isAnnotationPresent(Path.class)) {
        assertEquals(queryParameters(method), queryParameters(operation), operation::toString);
      }
    }
  }

  private static List<String> names(List<JsonObject> parameters) {
    return parameters.stream().map(each -> each.getString("name")).toList();
  }

  /** Names and defaults; "" for none. */
  private static Map<String, String> queryParameters(Method method) {
    Map<String, String> found = new HashMap<>();
    for (Parameter each : method.getParameters()) {
      QueryParam query = each.getAnnotation(QueryParam.class);
      if (query != null) {
        DefaultValue value = each.getAnnotation(DefaultValue.class);
        found.put(query.value(), value == null ? "" : value.value());
      }
    }
    return found;
  }

  private static Map<String, String> queryParameters(Operation operation) {
    Map<String, String> found = new HashMap<>();
    for (JsonObject each : operation.parameters("query")) {
      JsonValue value = each.getJsonObject("schema").get("default");
      found.put(
          each.getString("name"),
          value == null
              ? ""
              : value instanceof JsonString text ? text.getString() : value.toString());
    }
    return found;
  }

  @Test
  void referencesLeadSomewhereAndNothingIsLeftOver() {
    Set<String> targets = new TreeSet<>();
    addReferences(DOCUMENT, targets);
    targets.forEach(each -> DOCUMENT.getValue(each.substring(1)));
    Set<String> components = new TreeSet<>();
    DOCUMENT
        .getJsonObject("components")
        .forEach(
            (kind, members) ->
                members
                    .asJsonObject()
                    .keySet()
                    .forEach(name -> components.add("#/components/" + kind + "/" + name)));
    components.removeIf(each -> each.startsWith("#/components/securitySchemes/"));
    assertEquals(components, targets);
  }

  private static void addReferences(JsonValue value, Set<String> targets) {
    if (value instanceof JsonArray array) {
      array.forEach(each -> addReferences(each, targets));
    } else if (value instanceof JsonObject object) {
      if (object.get("$ref") instanceof JsonString target) {
        targets.add(target.getString());
      }
      object.values().forEach(each -> addReferences(each, targets));
    }
  }

  @Test
  void namesAllValues() {
    assertAll(
        () -> assertValues("CommandState", CommandState.values(), CommandState::wireName),
        () -> assertValues("Door", Transport.values(), Transport::wireName),
        () -> assertValues("Role", Role.values(), Role::wireName),
        () -> assertValues("Host/properties/state", Host.State.values(), Host.State::wireName),
        () ->
            assertValues("Host/properties/way", ConnectionMode.values(), ConnectionMode::wireName),
        () ->
            assertValues(
                "HostProblem/allOf/1/properties/code",
                ConnectFailure.Code.values(),
                ConnectFailure.Code::wireName),
        () ->
            assertValues(
                "SecurityEntry/properties/what", SecurityEvent.values(), SecurityEvent::wireName));
  }

  private static <T> void assertValues(String schema, T[] values, Function<T, String> name) {
    Set<String> described =
        DOCUMENT
            .getValue("/components/schemas/" + schema + "/enum")
            .asJsonArray()
            .getValuesAs(JsonString::getString)
            .stream()
            .collect(Collectors.toSet());
    assertEquals(Stream.of(values).map(name).collect(Collectors.toSet()), described, schema);
  }
}
