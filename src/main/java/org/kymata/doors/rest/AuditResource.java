package org.kymata.doors.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.kymata.access.Audit;

/** {@code /api/audit}: who did what to which node. */
@Path("audit")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

  @Inject private Audit audit;

  /** The newest entries, newest first. */
  @GET
  public String list(@QueryParam("limit") @DefaultValue("100") String limit) {
    int most = Bodies.limit(limit, Audit.MAX_ENTRIES);
    return NodesResource.object(
        json -> {
          json.writeStartArray("entries");
          audit.newest(most).forEach(entry -> write(json, entry));
          json.writeEnd();
        });
  }

  private static void write(JsonGenerator json, Audit.Entry entry) {
    json.writeStartObject()
        .write("time", entry.timeMillis())
        .write("by", entry.by())
        .write("what", entry.what());
    write(json, "node", entry.nodeId());
    write(json, "nodeName", entry.nodeName());
    write(json, "detail", entry.detail());
    json.writeEnd();
  }

  private static void write(JsonGenerator json, String name, String text) {
    if (text != null) {
      json.write(name, text);
    }
  }
}
