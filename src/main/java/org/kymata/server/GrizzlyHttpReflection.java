package org.kymata.server;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The parts of Grizzly that {@link RequestValidationProbe} uses. Uses reflection, since the
 * application cannot compile against the server's classes.
 */
final class GrizzlyHttpReflection {
  final Class<?> probeType;
  private final Class<?> codecType;
  final Method contentState;
  final Method headerState;
  final Field chunkRemainder;
  final Field state;
  private final Field codec;
  private final Field headerBuffer;
  private final Method text;
  private final Method get;
  private final Method position;
  private final Method limit;
  private final Method isChunked;
  private final Method setAttribute;
  private final Method getAttribute;
  private final Method response;
  private final Method setStatus;
  private final Method setReason;
  private final Method isUpgrade;
  private final Method upgrade;
  private final Method recycle;
  private final Method ignoreLengths;
  private final Method prepare;
  private final Method findBody;
  private final Method processing;
  private final Method isError;
  private final ClassLoader loader;

  GrizzlyHttpReflection(ClassLoader loader) throws ReflectiveOperationException {
    this.loader = loader;
    probeType = type("http.HttpProbe");
    codecType = type("http.HttpCodecFilter");
    Class<?> parsing = type("http.HttpPacketParsing");
    contentState = parsing.getMethod("getContentParsingState");
    headerState = parsing.getMethod("getHeaderParsingState");
    chunkRemainder = contentState.getReturnType().getField("chunkRemainder");
    state = headerState.getReturnType().getField("state");
    codec = headerState.getReturnType().getField("codecFilter");
    Class<?> header = type("http.HttpHeader");
    headerBuffer = header.getDeclaredField("headerBuffer");
    headerBuffer.setAccessible(true);
    isChunked = header.getMethod("isChunked");
    isUpgrade = header.getMethod("isUpgrade");
    upgrade = header.getMethod("getUpgradeDC");
    recycle = upgrade.getReturnType().getMethod("recycle");
    ignoreLengths = header.getMethod("setIgnoreContentModifiers", boolean.class);
    findBody = codecType.getDeclaredMethod("setTransferEncodingOnParsing", header);
    findBody.setAccessible(true);
    prepare =
        type("http.HttpServerFilter")
            .getDeclaredMethod(
                "prepareRequest",
                type("http.HttpServerFilter$ServerHttpRequestImpl"),
                boolean.class);
    prepare.setAccessible(true);
    processing = header.getMethod("getProcessingState");
    isError = processing.getReturnType().getMethod("isError");
    Class<?> buffer = type("Buffer");
    text = buffer.getMethod("toStringContent", Charset.class, int.class, int.class);
    get = buffer.getMethod("get", int.class);
    position = buffer.getMethod("position");
    limit = buffer.getMethod("limit");
    Class<?> request = type("http.HttpRequestPacket");
    setAttribute = request.getMethod("setAttribute", String.class, Object.class);
    getAttribute = request.getMethod("getAttribute", String.class);
    response = request.getMethod("getResponse");
    setStatus = response.getReturnType().getMethod("setStatus", int.class);
    setReason = response.getReturnType().getMethod("setReasonPhrase", String.class);
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName("org.glassfish.grizzly." + name, true, loader);
  }

  /** The HTTP layers of all listeners. */
  List<Object> codecs() throws ReflectiveOperationException {
    Class<?> globals = Class.forName("org.glassfish.internal.api.Globals", true, loader);
    Class<?> type =
        Class.forName("com.sun.enterprise.v3.services.impl.GrizzlyService", true, loader);
    Object service = globals.getMethod("get", Class.class).invoke(null, type);
    Field proxies = type.getDeclaredField("proxies");
    proxies.setAccessible(true);
    List<Object> codecs = new ArrayList<>();
    for (Object listener : (Collection<?>) proxies.get(service)) {
      Object below = listener.getClass().getMethod("getUnderlyingListener").invoke(listener);
      Object filters =
          below.getClass().getMethod("getFilters", Class.class).invoke(below, codecType);
      codecs.addAll((Collection<?>) filters);
    }
    return codecs;
  }

  void configure(Object codec, String method, Object probe) throws ReflectiveOperationException {
    Object probes = Array.newInstance(probeType, 1);
    Array.set(probes, 0, probe);
    Object monitoring = codecType.getMethod("getMonitoringConfig").invoke(codec);
    type("monitoring.MonitoringConfig")
        .getMethod(method, Object[].class)
        .invoke(monitoring, (Object) probes);
  }

  String head(Object request, int length) throws ReflectiveOperationException {
    Object buffer = headerBuffer.get(request);
    return (String) text.invoke(buffer, StandardCharsets.ISO_8859_1, 0, length);
  }

  /**
   * Makes the server read a request with an Upgrade header, such as every one of Java's own client,
   * as plain HTTP/1.1. Otherwise it would take everything that follows for the body, whatever the
   * length says.
   *
   * @return whether the request is malformed then
   */
  boolean ignoreUpgrade(Object request) throws ReflectiveOperationException {
    if (!(boolean) isUpgrade.invoke(request)
        || "websocket".equalsIgnoreCase(upgrade.invoke(request).toString())) {
      return false;
    }
    recycle.invoke(upgrade.invoke(request));
    ignoreLengths.invoke(request, false);
    Object filter = codec.get(headerState.invoke(request));
    prepare.invoke(filter, request, false);
    findBody.invoke(filter, request);
    return (boolean) isError.invoke(processing.invoke(request));
  }

  boolean isChunked(Object request) throws ReflectiveOperationException {
    return (boolean) isChunked.invoke(request);
  }

  int position(Object buffer) throws ReflectiveOperationException {
    return (int) position.invoke(buffer);
  }

  int limit(Object buffer) throws ReflectiveOperationException {
    return (int) limit.invoke(buffer);
  }

  int byteAt(Object buffer, int index) {
    try {
      return (byte) get.invoke(buffer, index);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  void setAttribute(Object request, String name, Object value) throws ReflectiveOperationException {
    setAttribute.invoke(request, name, value);
  }

  Object getAttribute(Object request, String name) throws ReflectiveOperationException {
    return getAttribute.invoke(request, name);
  }

  void setResponse(Object request, int status, String reason) throws ReflectiveOperationException {
    Object httpResponse = response.invoke(request);
    setStatus.invoke(httpResponse, status);
    setReason.invoke(httpResponse, reason);
  }
}
