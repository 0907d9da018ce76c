package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.security.AuditLog;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.Role;
import org.kymata.security.SecurityLog;

/**
 * {@code /api/audit}: the changes to nodes and who made them, for operators; sign-ins and the
 * changes to accounts and API keys, for admins.
 */
@Path("audit")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

  @Inject private AuditLog audit;
  @Inject private SecurityLog securityLog;

  /** Lists entries, newest first; {@code next} is where the next page begins, if there is one. */
  @GET
  public String list(
      @QueryParam("kind") @DefaultValue("change") String kind,
      @QueryParam("limit") @DefaultValue("100") String limit,
      @QueryParam("before") String before,
      @Context SecurityContext security) {
    int max = RequestBody.parseLimit(limit, AuditLog.MAX_ENTRIES);
    long end = before == null ? Long.MAX_VALUE : before(before);
    return switch (kind) {
      case "change" ->
          page(audit.list(end, max + 1), max, AuditLog.Entry::id, AuditResource::writeChange);
      case "security" -> {
        requireAdmin(security);
        yield page(
            securityLog.list(end, max + 1),
            max,
            SecurityLog.Entry::id,
            AuditResource::writeSecurity);
      }
      default -> throw DomainException.badInput("kind must be change or security");
    };
  }

  private static long before(String text) {
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw DomainException.badInput("before must be the value of next in the previous page");
  }

  private static void requireAdmin(SecurityContext security) {
    boolean admin =
        security.getUserPrincipal() instanceof Caller.User user && user.role().includes(Role.ADMIN);
    if (!admin) {
      throw new DomainException(Kind.FORBIDDEN, "security entries are for admins");
    }
  }

  private static <T> String page(
      List<T> entries, int max, ToLongFunction<T> id, BiConsumer<JsonGenerator, T> write) {
    List<T> shown = entries.subList(0, Math.min(max, entries.size()));
    return NodesResource.jsonObject(
        json -> {
          json.writeStartArray("entries");
          for (T entry : shown) {
            json.writeStartObject().write("id", id.applyAsLong(entry));
            write.accept(json, entry);
            json.writeEnd();
          }
          json.writeEnd();
          if (entries.size() > max) {
            json.write("next", id.applyAsLong(shown.get(max - 1)));
          }
        });
  }

  private static void writeChange(JsonGenerator json, AuditLog.Entry entry) {
    json.write("time", entry.timeMillis()).write("by", entry.by()).write("what", entry.what());
    write(json, "node", entry.nodeId());
    write(json, "nodeName", entry.nodeName());
    write(json, "detail", entry.detail());
  }

  private static void writeSecurity(JsonGenerator json, SecurityLog.Entry entry) {
    json.write("time", entry.firstMillis());
    if (entry.times() > 1) {
      json.write("times", entry.times()).write("lastTime", entry.lastMillis());
    }
    json.write("what", entry.what());
    write(json, "by", entry.by().isEmpty() ? null : entry.by());
    write(json, "account", entry.account().isEmpty() ? null : entry.account());
    write(json, "address", entry.address());
    write(json, "detail", entry.detail());
  }

  private static void write(JsonGenerator json, String name, String text) {
    if (text != null) {
      json.write(name, text);
    }
  }
}
