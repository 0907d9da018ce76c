package org.kymata.e2e;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A Payara Micro that deploys a WAR, and redeploys it on request. It is a program of its own, with
 * the server's jar on its class path and not on that of the tests, so it uses reflection.
 *
 * <p>Its input {@code redeploy} undeploys the WAR and deploys it again, {@code threads} prints the
 * names of all threads; the end of the input ends it.
 */
final class Redeployer {

  private static final String NAME = "kymata";

  private final Object runtime;
  private final File war;

  private Redeployer(Object runtime, File war) {
    this.runtime = runtime;
    this.war = war;
  }

  /** Arguments: the WAR and the port. */
  public static void main(String[] arguments) throws Exception {
    Class<?> type = Class.forName("fish.payara.micro.PayaraMicro");
    Object micro = type.getMethod("getInstance").invoke(null);
    type.getMethod("setHttpPort", int.class).invoke(micro, Integer.parseInt(arguments[1]));
    type.getMethod("setNoHazelcast", boolean.class).invoke(micro, true);
    Object runtime = type.getMethod("bootStrap").invoke(micro);
    new Redeployer(runtime, new File(arguments[0])).obey();
    type.getMethod("shutdown").invoke(micro);
    System.exit(0);
  }

  private void obey() throws Exception {
    deploy();
    System.out.println("deployed");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int redeployed = 0;
    int asked = 0;
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.equals("redeploy")) {
        method("undeploy", String.class).invoke(runtime, NAME);
        deploy();
        System.out.println("redeployed " + ++redeployed);
      } else if (line.equals("threads")) {
        System.out.println("threads " + ++asked + ": " + threads());
      }
    }
  }

  private void deploy() throws Exception {
    Method deploy = method("deploy", String.class, String.class, File.class);
    if (!Boolean.TRUE.equals(deploy.invoke(runtime, NAME, "/", war))) {
      throw new IllegalStateException("not deployed");
    }
  }

  private Method method(String name, Class<?>... parameters) throws Exception {
    return Class.forName("fish.payara.micro.PayaraMicroRuntime").getMethod(name, parameters);
  }

  private static String threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .sorted()
        .collect(Collectors.joining("|"));
  }
}
