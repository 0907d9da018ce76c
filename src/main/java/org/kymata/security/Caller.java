package org.kymata.security;

import java.security.Principal;
import org.kymata.nodes.NodeId;

/** The caller of a request or the owner of a socket. */
public sealed interface Caller extends Principal {

  /** A caller who may watch live data: a user, or a program with a user's API key. */
  sealed interface Reader extends Caller {

    /** The account's name. */
    String account();

    /** Its role. */
    Role role();

    /** Whether it may read this node. */
    boolean canRead(NodeId node);

    /** Whether it may send readings of nodes. */
    boolean canWriteReadings();
  }

  /**
   * A user who signed in.
   *
   * @param accountId the account's number
   * @param name the account's name
   * @param role its role
   * @param sessionId names the session; not a secret
   */
  record User(long accountId, String name, Role role, String sessionId) implements Reader {
    @Override
    public String account() {
      return name;
    }

    @Override
    public boolean canRead(NodeId node) {
      return true;
    }

    @Override
    public boolean canWriteReadings() {
      return role.includes(Role.OPERATOR);
    }

    @Override
    public String getName() {
      return name;
    }
  }

  /**
   * A program with an API key. It reads as a viewer and sends readings where its scope allows it;
   * it may do nothing else in its owner's name.
   *
   * @param keyId names the key; not a secret
   * @param accountId the owner's account
   * @param account that account's name
   * @param name the name that the owner gave it
   * @param scope what it may do, for which nodes, until when
   */
  record Key(String keyId, long accountId, String account, String name, ApiKeyScope scope)
      implements Reader {

    /** A key that may read all nodes. */
    public Key(String keyId, long accountId, String account, String name) {
      this(keyId, accountId, account, name, ApiKeyScope.READ_ALL);
    }

    @Override
    public Role role() {
      return Role.VIEWER;
    }

    @Override
    public boolean canRead(NodeId node) {
      return scope.includes(node);
    }

    @Override
    public boolean canWriteReadings() {
      return scope.canWriteReadings();
    }

    @Override
    public String getName() {
      return account + "/" + name;
    }
  }

  /**
   * A node with its token.
   *
   * @param id the node's id
   * @param tokenHash the hash of the token, by which its revocation is noticed
   */
  record Node(NodeId id, String tokenHash) implements Caller {
    @Override
    public String getName() {
      return id.value();
    }
  }

  /**
   * A sender without a token on a transport that accepts such senders; adoption decides whether its
   * messages count.
   *
   * @param address its address
   * @param origin the page's origin, as its browser says; "" when there is none
   * @param fromOwnPage whether that is a page of Kymata or of an allowed origin
   */
  record UnauthenticatedSender(String address, String origin, boolean fromOwnPage)
      implements Caller {
    @Override
    public String getName() {
      return address;
    }
  }
}
