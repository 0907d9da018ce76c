package org.kymata.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Finishes a compressed response when its asynchronous request is completed. */
final class GzipAsyncContext implements AsyncContext, AsyncListener {

  private static final Logger LOG = System.getLogger(GzipAsyncContext.class.getName());

  private final AsyncContext context;
  private final GzipResponseWrapper response;

  GzipAsyncContext(AsyncContext context, GzipResponseWrapper response) {
    this.context = context;
    this.response = response;
    context.addListener(this);
  }

  @Override
  public void complete() {
    try {
      response.finish();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client closed the connection before its response", e);
    } finally {
      context.complete();
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    response.discard();
  }

  @Override
  public void onError(AsyncEvent event) {
    // The completion follows.
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // The completion follows.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }

  @Override
  public ServletRequest getRequest() {
    return context.getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return response;
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return context.hasOriginalRequestAndResponse();
  }

  @Override
  public void dispatch() {
    context.dispatch();
  }

  @Override
  public void dispatch(String path) {
    context.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext other, String path) {
    context.dispatch(other, path);
  }

  @Override
  public void start(Runnable task) {
    context.start(task);
  }

  @Override
  public void addListener(AsyncListener listener) {
    context.addListener(listener);
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    context.addListener(listener, request, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return context.createListener(type);
  }

  @Override
  public void setTimeout(long millis) {
    context.setTimeout(millis);
  }

  @Override
  public long getTimeout() {
    return context.getTimeout();
  }
}
