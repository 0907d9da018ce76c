package org.kymata.access;

import java.security.Principal;
import org.kymata.nodes.NodeId;

/** Who makes a request or holds a socket. */
public sealed interface Caller extends Principal {

  /**
   * A person who signed in.
   *
   * @param accountId the account's number
   * @param name the account's name
   * @param role what it may do
   * @param signInId names the sign-in, and is no secret
   */
  record User(long accountId, String name, Role role, String signInId) implements Caller {
    @Override
    public String getName() {
      return name;
    }
  }

  /**
   * A node that showed its token.
   *
   * @param id which node
   */
  record Node(NodeId id) implements Caller {
    @Override
    public String getName() {
      return id.value();
    }
  }

  /**
   * Somebody without a token at a door for such; adoption decides what counts of it.
   *
   * @param address from where
   * @param origin of the page that it is, as its browser says; "" when it says none
   */
  record Guest(String address, String origin) implements Caller {
    @Override
    public String getName() {
      return address;
    }
  }
}
