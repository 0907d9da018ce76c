import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { dashboard } from "./dashboard.js";

startPage("dashboard", t("nav.dashboard"), dashboard);
