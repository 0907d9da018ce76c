package org.kymata.security;

import java.security.Principal;
import org.kymata.nodes.NodeId;

/** Who makes a request or holds a socket. */
public sealed interface Caller extends Principal {

  /** Who may watch what happens live: a person, or a program with a person's key. */
  sealed interface Reader extends Caller {

    /** The account's name. */
    String account();

    /** What it may do. */
    Role role();

    /** Whether it may know of this node. */
    boolean canRead(NodeId node);

    /** Whether it may send readings of nodes. */
    boolean canWriteReadings();
  }

  /**
   * A person who signed in.
   *
   * @param accountId the account's number
   * @param name the account's name
   * @param role what it may do
   * @param signInId names the sign-in, and is no secret
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
   * A program that showed an API key: it reads as a viewer, sends readings where its scope says so,
   * and does nothing in its owner's name.
   *
   * @param keyId names the key, and is no secret
   * @param accountId whose key it is
   * @param account that account's name
   * @param name what its owner calls it
   * @param scope what it may do, to which nodes, until when
   */
  record Key(String keyId, long accountId, String account, String name, ApiKeyScope scope)
      implements Reader {

    /** A key that reads all nodes. */
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
   * A node that showed its token.
   *
   * @param id which node
   * @param tokenHash the hash of the token, by which its end is found out
   */
  record Node(NodeId id, String tokenHash) implements Caller {
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
   * @param own whether that is a page of ours, or of an allowed origin
   */
  record UnauthenticatedSender(String address, String origin, boolean fromOwnPage)
      implements Caller {
    @Override
    public String getName() {
      return address;
    }
  }
}
