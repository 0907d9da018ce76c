import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { hostsPage } from "./hosts-page.js";

startPage("hosts", t("nav.hosts"), hostsPage);
