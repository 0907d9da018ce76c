package org.kymata.security;

import jakarta.persistence.EntityManager;
import java.util.List;

/**
 * Keeps a log within a number of rows. Where there are too many, the oldest of the one who has most
 * of them go: a person or a stranger who makes many rows rolls away only their own.
 *
 * @param rows which, in JPQL: an entity {@code r} and a condition on it
 * @param share the attribute that says whose a row is
 * @param mostRows how many are kept
 */
record FairRetention(String query, String ownerAttribute, int maxRows) {

  /** Deletes what is too much, as a part of a transaction. */
  void deleteExcess(EntityManager entities) {
    long excess = count(entities) - maxRows;
    while (excess > 0) {
      List<Object[]> shares =
          entities
              .createQuery(
                  "select r.%1$s, count(r) from %2$s group by r.%1$s order by count(r) desc"
                      .formatted(ownerAttribute, query),
                  Object[].class)
              .setMaxResults(2)
              .getResultList();
      long largest = (long) shares.get(0)[1];
      long next = shares.size() == 1 ? 0 : (long) shares.get(1)[1];
      // Down to the next largest, and one further where they are equal.
      long now = Math.min(excess, Math.max(1, largest - next));
      deleteOldest(entities, shares.get(0)[0], now);
      excess -= now;
    }
  }

  private long count(EntityManager entities) {
    return entities.createQuery("select count(r) from " + query, Long.class).getSingleResult();
  }

  private void deleteOldest(EntityManager entities, Object whose, long count) {
    String of = "%s and r.%s = :whose".formatted(query, ownerAttribute);
    long last =
        entities
            .createQuery("select r.id from %s order by r.id".formatted(of), Long.class)
            .setParameter("whose", whose)
            .setFirstResult((int) count - 1)
            .setMaxResults(1)
            .getSingleResult();
    entities
        .createQuery("delete from %s and r.id <= :last".formatted(of))
        .setParameter("whose", whose)
        .setParameter("last", last)
        .executeUpdate();
  }
}
