package org.kymata.security;

import jakarta.persistence.EntityManager;
import java.util.List;

/**
 * Keeps a log below a number of rows. When there are more, it deletes the oldest rows of the owner
 * with the most, so that a user or stranger who causes many rows pushes out only their own.
 *
 * @param query the rows in JPQL: an entity {@code r} and a condition on it
 * @param ownerAttribute the attribute that names a row's owner
 * @param maxRows how many rows are kept
 */
record FairRetention(String query, String ownerAttribute, int maxRows) {

  /** Deletes the excess rows in an open transaction. */
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
      long secondLargest = shares.size() == 1 ? 0 : (long) shares.get(1)[1];
      // Down to the second largest share, and one row further when both are equal.
      long count = Math.min(excess, Math.max(1, largest - secondLargest));
      deleteOldest(entities, shares.get(0)[0], count);
      excess -= count;
    }
  }

  private long count(EntityManager entities) {
    return entities.createQuery("select count(r) from " + query, Long.class).getSingleResult();
  }

  private void deleteOldest(EntityManager entities, Object owner, long count) {
    String rowsOfOwner = "%s and r.%s = :whose".formatted(query, ownerAttribute);
    long last =
        entities
            .createQuery("select r.id from %s order by r.id".formatted(rowsOfOwner), Long.class)
            .setParameter("whose", owner)
            .setFirstResult((int) count - 1)
            .setMaxResults(1)
            .getSingleResult();
    entities
        .createQuery("delete from %s and r.id <= :last".formatted(rowsOfOwner))
        .setParameter("whose", owner)
        .setParameter("last", last)
        .executeUpdate();
  }
}
