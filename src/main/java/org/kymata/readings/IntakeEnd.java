package org.kymata.readings;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Has the last readings committed while the application is whole. Payara destroys the beans only
 * when its class loader has stopped: what they need first then is not found any more.
 */
@WebListener
public class IntakeEnd implements ServletContextListener {

  @Inject private Intake intake;

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    intake.stop();
  }
}
